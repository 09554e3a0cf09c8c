"""What the peers in Python share: reading the data of a work (bench/works/work.hpp), measuring inside the process.
python3 bench/peers/PEER.py FOLDER ROWS COLUMNS RESAMPLES SECONDS"""
import gc
import sys
import time

import numpy

folder, rows, columns, resamples = sys.argv[1], *(int(number) for number in sys.argv[2:5])
budget = float(sys.argv[5])
with open(folder + "/shapes.tsv") as lines:
    shapes = {name: (int(high), int(wide)) for name, high, wide in map(str.split, lines)}


def data_of(name):
    values = numpy.fromfile(folder + "/" + name + ".f64")
    return values.reshape(shapes[name], order="F") if shapes[name][1] > 1 else values


def as_tied(times):
    """Times closer than R (aeqSurv) tells apart made equal, as R and Venscope take them."""
    distinct = numpy.unique(times)
    close = numpy.diff(distinct) <= numpy.sqrt(numpy.finfo(float).eps) * max(1.0, numpy.abs(distinct).mean())
    first = distinct[numpy.append(True, ~close)]
    return first[numpy.searchsorted(first, times, side="right") - 1]


def status_kb(key):
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(key))


def measure(work, answer):
    """`answer`: numbers to agree in, of what `work` returned last."""
    gc.collect()
    try:
        with open("/proc/self/clear_refs", "w") as peak:
            peak.write("5")
    except OSError:
        pass
    before, spent = status_kb("VmRSS"), 0.0
    while True:
        begin = time.perf_counter()
        found = work()
        seconds = time.perf_counter() - begin
        print("seconds %.9f" % seconds)
        spent += seconds
        if spent >= budget:
            break
    print("peak_kb %d" % (status_kb("VmHWM") - before))
    print("answer", *("%.17g" % number for number in answer(found)))
