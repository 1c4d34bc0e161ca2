# The attack "confidence, RBF SVM" by scikit-learn: fitted to members and non-members, then asked. Argument: a file of doubles, three parts of
# equal length: confidences of members, of non-members, and of rows that are asked about.
import sys
import time

import numpy
from sklearn.svm import SVC

from meter import Meter

members, others, asked = numpy.fromfile(sys.argv[1]).reshape(3, -1, 1)
meter = Meter()
began = time.perf_counter()
attack = SVC(C=3, gamma="auto", kernel="rbf")
attack.fit(numpy.concatenate([members, others]), numpy.concatenate([numpy.ones(len(members)), numpy.zeros(len(others))]))
answers = attack.predict(asked)
seconds = time.perf_counter() - began
meter.print(seconds, [float((answers == 0).mean() * 100)])
