"""SciPy: curve_fit of the four-parameter log-logistic curve."""
import numpy
from common import columns, data_of, measure
from scipy.optimize import curve_fit

dose, response = (data_of(name).reshape(-1, columns) for name in ("dose", "response"))


def curve(x, lower, upper, hill, log_ic50):
    return lower + (upper - lower) / (1 + numpy.exp(hill * (x - log_ic50)))


def squares(x, y):
    start = (y.min(), y.max(), 1.0, x[len(x) // 2])
    try:
        found, _ = curve_fit(curve, x, y, p0=start, maxfev=2000)
    except RuntimeError:
        return numpy.nan
    return ((y - curve(x, *found)) ** 2).sum()


measure(lambda: [squares(numpy.log(d), y) for d, y in zip(dose, response)],
        lambda found: [numpy.sort(found)[len(found) // 2]])
