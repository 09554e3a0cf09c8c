# Relaxed fits, Harrell's C as measure, repeated folds, adaptive weights, strata with clinical columns,
# an alpha grid: as glmnet and cv.glmnet find them. Run from the repository root:
#   Rscript test/reference/survival/coxnet_more.R
# Made with R 4.2.2, glmnet 4.1-6, survival 3.5-3. Iterations are carried to the end (thresh, epsnr).
source("test/reference/survival/cox_sets.R")
suppressMessages(library(glmnet))
glmnet.control(epsnr = 1e-15, mxitnr = 400)

fold <- function(n, k, by = 7919) rep(seq_len(k), length.out = n)[order((seq_len(n) * by) %% 1009)]
rows <- function(m) lapply(seq_len(nrow(m)), function(i) arr(m[i, ]))

set.seed(20261122)
n <- 120
p <- 60
g <- matrix(rnorm(n * 6), n) %*% matrix(rnorm(6 * p), 6) / 4 + matrix(rnorm(n * p), n)
g <- round(g, 2)
t1 <- round(rexp(n, exp(drop(g[, 1:5] %*% c(0.9, -0.7, 0.5, 0.4, -0.3)))) * 20, 2) + 0.01
c1 <- round(rexp(n, 0.03), 2) + 0.01
time <- pmin(t1, c1)
event <- as.integer(t1 <= c1)
w <- round(runif(n, 0.2, 3), 2)
f1 <- fold(n, 5)
f2 <- fold(n, 5, 31)
f3 <- fold(n, 5, 97)
y <- Surv(time, event)
base <- list(family = "cox", thresh = 1e-22, maxit = 1e8, nlambda = 33, lambda.min.ratio = 0.05)
call <- function(f, ...) suppressWarnings(do.call(f, c(list(...), base)))
cvs <- function(cv) list(cvm = arr(cv$cvm), cvsd = arr(cv$cvsd), lambda = arr(cv$lambda),
                         lambda_min = cv$lambda.min, lambda_1se = cv$lambda.1se)

# glmnet blends with gamma = 1e-5 where 0 is asked for.
relaxed <- function(x, ratio) {
  b <- base
  b$lambda.min.ratio <- ratio
  gamma <- c(1e-5, 0.25, 0.5, 0.75, 1)
  cv <- suppressWarnings(do.call(cv.glmnet, c(list(x, y, foldid = f1, relax = TRUE, gamma = gamma),
                                              b)))
  fit <- cv$glmnet.fit
  list(gamma = gamma, lambda = arr(fit$lambda), beta = unname(as.matrix(fit$relaxed$beta)),
       relaxed_lambda = arr(fit$relaxed$lambda), dev_ratio = arr(fit$relaxed$dev.ratio),
       ratio = ratio,
       stats = lapply(unname(cv$relaxed$statlist), function(s)
         list(lambda = arr(s$lambda), cvm = arr(s$cvm), cvsd = arr(s$cvsd))),
       lambda_min = cv$relaxed$lambda.min, gamma_min = cv$relaxed$gamma.min,
       lambda_1se = cv$relaxed$lambda.1se, gamma_1se = cv$relaxed$gamma.1se)
}

# The adaptive LASSO in two steps on standardised columns, the weights anew without each fold.
sds <- function(x) apply(x, 2, function(v) sqrt(mean((v - mean(v))^2)))
adaptive_factor <- function(x, y, start, lambda, gamma) {
  z <- scale(x, center = TRUE, scale = sds(x))
  b <- if (start == "ridge") {
    a <- base
    a$nlambda <- NULL
    a$lambda.min.ratio <- NULL
    as.numeric(coef(suppressWarnings(do.call(glmnet, c(list(z, y, alpha = 0, lambda = lambda), a)))))
  } else {
    apply(z, 2, function(v) coef(coxph(y ~ v, ties = "breslow",
                                       control = coxph.control(eps = 1e-12, iter.max = 50))))
  }
  abs(b)^-gamma
}
adaptive <- function(x, start, gamma) {
  lambda <- NA
  if (start == "ridge") lambda <- call(cv.glmnet, x, y, foldid = f1, alpha = 0)$lambda.min
  factor <- adaptive_factor(x, y, start, lambda, gamma)
  whole <- call(glmnet, x, y, penalty.factor = factor)
  deviance <- function(beta, keep) {
    coxnet.deviance(x = x[keep, ], y = y[keep, ], beta = beta)
  }
  raw <- t(sapply(seq_len(max(f1)), function(k) {
    keep <- f1 != k
    fit <- call(glmnet, x[keep, ], y[keep, ],
                penalty.factor = adaptive_factor(x[keep, ], y[keep, ], start, lambda, gamma))
    beta <- as.matrix(predict(fit, type = "coefficients", s = whole$lambda))
    deviance(beta, rep(TRUE, n)) - deviance(beta, keep)
  }))
  events <- as.numeric(tapply(event, f1, sum))
  raw <- raw / events
  cvm <- apply(raw, 2, weighted.mean, w = events)
  cvsd <- sqrt(apply(scale(raw, cvm, FALSE)^2, 2, weighted.mean, w = events) / (max(f1) - 1))
  list(start = start, gamma = gamma, ridge_lambda = lambda, factor = arr(factor),
       lambda = arr(whole$lambda), beta = unname(as.matrix(coef(whole))), cvm = arr(cvm),
       cvsd = arr(cvsd))
}

repeats <- lapply(list(f1, f2, f3), function(f) cvs(call(cv.glmnet, g, y, foldid = f)))
strata <- rep(1:3, length.out = n)
clinical <- cbind(rep(0:1, n / 2), round(rnorm(n, 60, 9)))
result <- list(
  time = arr(time), event = arr(event), x = rows(g), weights = arr(w),
  folds = list(arr(f1), arr(f2), arr(f3)),
  relaxed = list(relaxed(g, 0.05), relaxed(g[, 1:12], 0.001)),
  concordance = list(plain = cvs(call(cv.glmnet, g, y, foldid = f1, type.measure = "C")),
                     weighted = cvs(call(cv.glmnet, g, y, foldid = f1, type.measure = "C",
                                         weights = w))),
  repeats = repeats,
  adaptive = list(adaptive(g, "ridge", 1), adaptive(g, "univariate", 2)),
  alphas = lapply(c(0, 0.25, 0.5, 0.75, 1), function(a)
    c(list(alpha = a), cvs(call(cv.glmnet, g, y, foldid = f1, alpha = a)))))

# glmnet's routine for strata stops before the minimum where columns are not penalised: not even its
# first step is coxph's fit. So the first step by coxph, and lambda_1 by its martingale residuals.
first <- coxph(y ~ clinical + strata(strata), ties = "breslow",
               control = coxph.control(eps = 1e-14, iter.max = 50))
slope <- abs(t(g[, 1:30]) %*% residuals(first, "martingale")) / n / sds(g[, 1:30])
result$stratified <- list(strata = arr(strata), clinical = rows(clinical),
                          coef = arr(coef(first)), lambda = max(slope) / (32 / 30))
write_json(result, "coxnet_more.json")
