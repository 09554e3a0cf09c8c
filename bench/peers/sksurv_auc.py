"""scikit-survival: cumulative_dynamic_auc, without standard errors; with resamples their standard deviation, on the
rows drawn for ours. Its weights are 1 / G(T), ours 1 / G(T-): the same where no two rows end at one time."""
import numpy
from common import data_of, measure, resamples
from sksurv.metrics import cumulative_dynamic_auc
from sksurv.util import Surv

times = numpy.array([365.0, 730.0, 1095.0])
outcomes = Surv.from_arrays(data_of("status") != 0, data_of("time"))
marker = data_of("marker")


def auc(rows):
    return cumulative_dynamic_auc(outcomes[rows], outcomes[rows], marker[rows], times)[0]


if resamples == 0:
    measure(lambda: auc(slice(None)), lambda found: found)
else:
    drawn = data_of("drawn").astype(int).T
    measure(lambda: [auc(rows) for rows in drawn], lambda found: numpy.std(found, axis=0, ddof=1))
