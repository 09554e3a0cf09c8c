# timeROC: AUC with inverse-probability weights, without standard errors. It counts deaths before a time, not on that day: half a day more.
source("bench/peers/common.R"); suppressMessages({library(survival); library(timeROC)})
time <- data_of("time"); status <- data_of("status"); marker <- data_of("marker"); times <- c(365, 730, 1095) + 0.5
measure(function() timeROC(time, status, marker, cause = 1, times = times), function(found) unname(found$AUC))
