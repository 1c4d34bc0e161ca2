# Meters a piece of work as Sample.cs meters the others: by the clock, by memory above what is loaded, by page faults. The memory is 0 where
# the system is not Linux.
import gc
import json
import resource
import sys

LINUX = sys.platform == "linux"


class Meter:
    def __init__(self):
        gc.collect()  # what loading left behind is not the work's
        if LINUX:
            with open("/proc/self/clear_refs", "w") as marks:
                marks.write("5")  # the peak begins here: that of the imports may be higher
        self.faults = faults()
        self.resident = status("VmRSS")

    def print(self, seconds, results=()):
        print(json.dumps({
            "seconds": seconds,
            "peakMiB": status("VmHWM") - self.resident,
            "pageFaults": faults() - self.faults,
            "results": list(results),
        }))


def status(name):
    if not LINUX:
        return 0
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(name + ":")) / 1024


def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
