"""lifelines: CoxPHFitter."""
import pandas
from common import data_of, measure
from lifelines import CoxPHFitter

frame = pandas.DataFrame(data_of("x")).add_prefix("x")
frame["time"], frame["status"] = data_of("time"), data_of("status")
measure(lambda: CoxPHFitter().fit(frame, "time", "status"),
        lambda fit: [fit.log_likelihood_, *fit.summary[["coef", "se(coef)"]].values.ravel()])
