# glmnet: a LASSO path of 100 penalties.
source("bench/peers/common.R"); suppressMessages({library(survival); library(glmnet)})
x <- data_of("x"); y <- Surv(data_of("time"), data_of("status"))
at <- c(11, 21, 31)
measure(function() glmnet(x, y, family = "cox", nlambda = 100, lambda.min.ratio = 0.05),
        function(fit) c(fit$lambda[1], rbind(fit$dev.ratio[at], colSums(abs(as.matrix(fit$beta[, at]))))))
