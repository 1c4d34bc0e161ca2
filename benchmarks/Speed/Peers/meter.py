# Meters a piece of work as the others are metered: by the clock, by memory above what is loaded, by page faults.
import json
import resource


class Meter:
    def __init__(self):
        self.before = resource.getrusage(resource.RUSAGE_SELF)

    def print(self, seconds, results=()):
        after = resource.getrusage(resource.RUSAGE_SELF)
        print(json.dumps({
            "seconds": seconds,
            "peakMiB": (after.ru_maxrss - self.before.ru_maxrss) / 1024,
            "pageFaults": after.ru_minflt - self.before.ru_minflt,
            "results": list(results),
        }))
