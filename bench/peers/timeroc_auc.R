# timeROC: AUC with inverse-probability weights, without standard errors.
source("bench/peers/common.R"); suppressMessages({library(survival); library(timeROC)})
time <- data_of("time"); status <- data_of("status"); marker <- data_of("marker")
measure(function() timeROC(time, status, marker, cause = 1, times = c(365, 730, 1095)), function(found) unname(found$AUC))
