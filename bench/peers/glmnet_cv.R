# glmnet: a LASSO path of 100 penalties and ten-fold cross-validation of its deviance, to a threshold given after the seconds (else its own).
source("bench/peers/common.R"); suppressMessages({library(survival); library(glmnet)})
# Times made small as in glmnet_path.R.
x <- data_of("x"); y <- Surv(data_of("time") / 4096, data_of("status")); fold <- data_of("fold") + 1
threshold <- if (length(args) > 5) as.numeric(args[6]) else 1e-7
at <- c(11, 21, 31)
measure(function() cv.glmnet(x, y, family = "cox", nlambda = 100, lambda.min.ratio = 0.05, foldid = fold, thresh = threshold, maxit = 1e8), function(found) {
  fit <- found$glmnet.fit
  c(fit$lambda[1], rbind(fit$dev.ratio[at], colSums(abs(as.matrix(fit$beta[, at])))), found$cvm[at[1:2]],
    found$lambda.min, found$lambda.1se)
})
