"""SciPy: curve_fit of the four-parameter log-logistic curve, its own tolerances, from what the data show."""
import numpy
from common import columns, data_of, measure
from scipy.optimize import curve_fit

dose, response = (data_of(name).reshape(-1, columns) for name in ("dose", "response"))


def curve(x, lower, upper, hill, log_ic50):
    return lower + (upper - lower) / (1 + numpy.exp(hill * (x - log_ic50)))


def fit(x, y):
    """Residual sum of squares and IC50; below 0 where it gives up."""
    half = x[numpy.abs(y - (y.min() + y.max()) / 2).argmin()]
    try:
        found, _ = curve_fit(curve, x, y, p0=(y.min(), y.max(), 1.0, half), maxfev=2000)
    except RuntimeError:
        return -1.0, -1.0
    return ((y - curve(x, *found)) ** 2).sum(), numpy.exp(found[3])


measure(lambda: [fit(numpy.log(d), y) for d, y in zip(dose, response)], numpy.ravel)
