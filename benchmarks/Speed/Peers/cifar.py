# Reads a CIFAR-10 folder as a user of NumPy does: all pixels as floats, and labels. Argument: the folder.
import glob
import json
import resource
import sys
import time

import numpy

before = resource.getrusage(resource.RUSAGE_SELF)
began = time.perf_counter()
files = [numpy.fromfile(name, dtype=numpy.uint8).reshape(-1, 3073) for name in sorted(glob.glob(sys.argv[1] + "/data_batch_*.bin"))]
labels = numpy.concatenate([rows[:, 0] for rows in files])
images = numpy.concatenate([rows[:, 1:] for rows in files]).astype(numpy.float32)
seconds = time.perf_counter() - began
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "seconds": seconds,
    "peakMiB": (after.ru_maxrss - before.ru_maxrss) / 1024,
    "pageFaults": after.ru_minflt - before.ru_minflt,
    "results": [float(labels.sum())],
}))
