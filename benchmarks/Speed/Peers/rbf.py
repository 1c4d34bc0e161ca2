# The attack "confidence, RBF SVM" by scikit-learn: fitted to members and non-members, then asked. Argument: a file of doubles, three parts of
# equal length: confidences of members, of non-members, and of rows that are asked about.
import json
import resource
import sys
import time

import numpy
from sklearn.svm import SVC

members, others, asked = numpy.fromfile(sys.argv[1]).reshape(3, -1, 1)
before = resource.getrusage(resource.RUSAGE_SELF)
began = time.perf_counter()
attack = SVC(C=3, gamma="auto", kernel="rbf")
attack.fit(numpy.concatenate([members, others]), numpy.concatenate([numpy.ones(len(members)), numpy.zeros(len(others))]))
answers = attack.predict(asked)
seconds = time.perf_counter() - began
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "seconds": seconds,
    "peakMiB": (after.ru_maxrss - before.ru_maxrss) / 1024,
    "pageFaults": after.ru_minflt - before.ru_minflt,
    "results": [float((answers == 0).mean() * 100)],
}))
