"""scikit-survival: kaplan_meier_estimator with limits, compare_survival."""
from common import as_tied, data_of, measure
from sksurv.compare import compare_survival
from sksurv.nonparametric import kaplan_meier_estimator
from sksurv.util import Surv

time, died, group = as_tied(data_of("time")), data_of("status") != 0, data_of("group")
outcomes = Surv.from_arrays(died, time)


def work():
    curves = [kaplan_meier_estimator(died[group == k], time[group == k], conf_type="log-log") for k in range(3)]
    return curves, compare_survival(outcomes, group)


measure(work, lambda found: [found[1][0]])
