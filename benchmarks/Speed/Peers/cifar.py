# Reads a CIFAR-10 folder into memory as a user of NumPy does: all pixels as bytes, and labels. Argument: the folder.
import glob
import sys
import time

import numpy

from meter import Meter

meter = Meter()
began = time.perf_counter()
files = [numpy.fromfile(name, dtype=numpy.uint8).reshape(-1, 3073) for name in sorted(glob.glob(sys.argv[1] + "/data_batch_*.bin"))]
labels = numpy.concatenate([rows[:, 0] for rows in files])
images = numpy.concatenate([rows[:, 1:] for rows in files])
seconds = time.perf_counter() - began
meter.print(seconds, [float(labels.sum())])
