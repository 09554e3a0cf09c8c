"""SciPy: curve_fit of the four-parameter log-logistic curve.   scipy_curves.py FOLDER ROWS COLUMNS RESAMPLES SECONDS"""
import sys
import time

import numpy
from scipy.optimize import curve_fit

folder, columns, budget = sys.argv[1], int(sys.argv[3]), float(sys.argv[5])
dose = numpy.fromfile(folder + "/dose.f64").reshape(-1, columns)
response = numpy.fromfile(folder + "/response.f64").reshape(-1, columns)


def curve(x, lower, upper, hill, log_ic50):
    return lower + (upper - lower) / (1 + numpy.exp(hill * (x - log_ic50)))


def squares(x, y):
    start = (y.min(), y.max(), 1.0, x[len(x) // 2])
    try:
        found, _ = curve_fit(curve, x, y, p0=start, maxfev=2000)
    except RuntimeError:
        return numpy.nan
    return ((y - curve(x, *found)) ** 2).sum()


spent = 0.0
while True:
    begin = time.perf_counter()
    found = [squares(numpy.log(d), y) for d, y in zip(dose, response)]
    seconds = time.perf_counter() - begin
    print("seconds %.9f" % seconds)
    spent += seconds
    if spent >= budget:
        break
print("answer %.17g" % numpy.sort(found)[len(found) // 2])
