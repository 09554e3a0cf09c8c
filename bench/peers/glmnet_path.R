# glmnet: a LASSO path of 100 penalties, to a threshold given after the seconds (else its own).
source("bench/peers/common.R"); suppressMessages({library(survival); library(glmnet)})
# Censored times are to follow deaths of the same time by 2e-14, which is lost in a number above 100: days are made small.
x <- data_of("x"); y <- Surv(data_of("time") / 4096, data_of("status")); threshold <- if (length(args) > 5) as.numeric(args[6]) else 1e-7
at <- c(11, 21, 31)
measure(function() glmnet(x, y, family = "cox", nlambda = 100, lambda.min.ratio = 0.05, thresh = threshold, maxit = 1e8),
        function(fit) c(fit$lambda[1], rbind(fit$dev.ratio[at], colSums(abs(as.matrix(fit$beta[, at]))))))
