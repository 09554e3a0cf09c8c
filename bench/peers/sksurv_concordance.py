"""scikit-survival: concordance_index_censored, without a standard error."""
from common import data_of, measure
from sksurv.metrics import concordance_index_censored

died, time, marker = data_of("status") != 0, data_of("time"), data_of("marker")
measure(lambda: concordance_index_censored(died, time, marker), lambda found: [found[0]])
