"""lifelines: KaplanMeierFitter and multivariate_logrank_test."""
import numpy
from common import as_tied, data_of, measure
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

time, status, group = as_tied(data_of("time")), data_of("status"), data_of("group")
until = 1000.0


def restricted_mean(fitter):
    """With its standard error: lifelines itself gives a variance of the times instead. Not part of what is measured."""
    times, survival = fitter.survival_function_.index.values, fitter.survival_function_.iloc[:, 0].values
    events, at_risk = (fitter.event_table[name].values for name in ("observed", "at_risk"))
    earlier = times < until
    width = numpy.diff(numpy.append(times[earlier], until))
    after = numpy.cumsum((survival[earlier] * width)[::-1])[::-1]
    d, n = events[earlier], at_risk[earlier]
    some = (d > 0) & (n > d)
    return after[0], numpy.sqrt((after[some] ** 2 * d[some] / (n[some] * (n[some] - d[some]))).sum())


def work():
    curves = [KaplanMeierFitter().fit(time[group == k], status[group == k]) for k in range(3)]
    return curves, multivariate_logrank_test(time, group, status)


measure(work, lambda found: [found[1].test_statistic, *(number for fitter in found[0] for number in restricted_mean(fitter))])
