# timeROC: AUC with inverse-probability weights, without standard errors; with resamples their standard deviation, on the rows drawn for ours.
# It counts deaths before a time, not on that day: of whole days half a day more.
source("bench/peers/common.R"); suppressMessages({library(survival); library(timeROC)})
time <- data_of("time"); status <- data_of("status"); marker <- data_of("marker")
times <- c(365, 730, 1095) + if (all(time == round(time))) 0.5 else 0
auc <- function(rows) unname(timeROC(time[rows], status[rows], marker[rows], cause = 1, times = times)$AUC)
if (resamples == 0) {
  measure(function() auc(seq_along(time)), identity)
} else {
  drawn <- matrix(data_of("drawn"), length(time)) + 1
  measure(function() vapply(seq_len(ncol(drawn)), function(b) auc(drawn[, b]), times), function(found) apply(found, 1, sd))
}
