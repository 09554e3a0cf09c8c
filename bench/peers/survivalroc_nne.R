# survivalROC: nearest neighbours.
source("bench/peers/common.R"); suppressMessages(library(survivalROC))
time <- data_of("time"); status <- data_of("status"); marker <- data_of("marker"); n <- length(time)
measure(function() vapply(c(365, 730, 1095), function(at)
  survivalROC(time, status, marker, predict.time = at, method = "NNE", span = 0.25 * n^(-0.2))$AUC, 0), identity)
