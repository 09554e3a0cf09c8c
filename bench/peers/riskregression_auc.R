# riskRegression: Score() with standard errors.
source("bench/peers/common.R"); suppressMessages({library(survival); library(riskRegression); library(prodlim)})
frame <- data.frame(time = data_of("time"), status = data_of("status"), marker = data_of("marker"))
times <- c(365, 730, 1095); risk <- matrix(plogis(frame$marker), nrow(frame), 3)
measure(function() Score(list(marker = risk), formula = Hist(time, status) ~ 1, data = frame, times = times, metrics = "auc",
                         se.fit = TRUE, conf.int = TRUE, null.model = FALSE, cens.model = "km"),
        function(found) found$AUC$score$AUC)
