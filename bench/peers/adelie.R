# adelie on two threads: a LASSO path of 100 penalties or, with "cv" after the seconds, ten-fold cross-validation of its deviance too.
# Then a tolerance, else its own.
source("bench/peers/common.R"); suppressMessages({library(survival); library(adelie)})
x <- data_of("x"); time <- data_of("time"); status <- data_of("status"); at <- c(11, 21, 31)
# Standardised here, not measured: what it does itself gives penalties 1% from those of glmnet.
scales <- apply(x, 2, function(values) sqrt(mean((values - mean(values))^2)))
x <- scale(x, TRUE, scales)
validated <- length(args) > 5 && args[6] == "cv"
tolerance <- if (length(args) > 6) as.numeric(args[7]) else 1e-7
tied <- as.numeric(table(time[status == 1])); saturated <- -sum(tied * log(tied))
likelihood <- function(beta)
  coxph(Surv(time, status) ~ offset(drop(x %*% beta)), ties = "breslow")$loglik[1]
path <- function(fit, ...)
  fit(x, glm.cox(stop = time, status = status, tie_method = "breslow"), standardize = FALSE, min_ratio = 0.05, lmda_path_size = 100,
      early_exit = FALSE, n_threads = 2, tol = tolerance, irls_tol = tolerance, ...)
answer <- function(fit) {
  betas <- as.matrix(coef(fit)$betas[at, ]); null <- likelihood(numeric(ncol(x)))
  c(fit$state$lmda_path[1], rbind((apply(betas, 1, likelihood) - null) / (saturated - null), colSums(abs(t(betas)) / scales)))
}
# Its deviance is per patient, not per event, and summed otherwise over folds: what it chose is not compared.
if (validated) {
  measure(function() path(cv.grpnet, foldid = data_of("fold") + 1), function(found) answer(found$grpnet.fit))
} else measure(function() path(grpnet), answer)
