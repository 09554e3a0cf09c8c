"""lifelines: Harrell's C, without its standard error."""
from common import data_of, measure
from lifelines.utils import concordance_index

time, status, marker = data_of("time"), data_of("status"), data_of("marker")
measure(lambda: concordance_index(time, -marker, status), lambda found: [found])
