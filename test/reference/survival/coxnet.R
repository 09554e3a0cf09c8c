# LASSO and elastic-net Cox paths and their cross-validation as glmnet finds them. Run from the
# repository root:
#   Rscript test/reference/survival/coxnet.R
# Made with R 4.2.2, glmnet 4.1-6, survival 3.5-3. The iterations are carried to the end (thresh,
# epsnr), so that what is compared is the minimum and not where glmnet stops by default.
source("test/reference/survival/cox_sets.R")
suppressMessages(library(glmnet))
glmnet.control(epsnr = 1e-15, mxitnr = 400)
# The number of lambdas less one is a power of two (or 99): glmnet divides 1 by it in single
# precision, so that otherwise its lambdas are off by up to 5e-7.

path_of <- function(fit) {
  beta <- as.matrix(coef(fit))
  list(lambda = arr(fit$lambda), df = arr(fit$df), dev_ratio = arr(fit$dev.ratio),
       null_deviance = fit$nulldev, beta = unname(beta))
}

# `arguments` go to glmnet; what is sent along describes them to the test.
one <- function(name, time, event, x, entry = NULL, strata = NULL, weights = NULL, offset = NULL,
                fold = NULL, alpha = 1, nlambda = 100, ratio = NULL, lambda = NULL,
                factor = NULL, standardise = TRUE) {
  x <- unname(as.matrix(x))
  storage.mode(x) <- "double"
  y <- if (is.null(entry)) Surv(time, event) else Surv(entry, time, event)
  if (!is.null(strata)) y <- stratifySurv(y, strata)
  by_r <- !is.null(entry) || !is.null(strata)
  arguments <- list(x, y, family = "cox", alpha = alpha, nlambda = nlambda, lambda = lambda,
                    standardize = standardise, thresh = 1e-22, maxit = 1e8)
  if (!is.null(weights)) arguments$weights <- weights
  if (!is.null(offset)) arguments$offset <- offset
  if (!is.null(ratio)) arguments$lambda.min.ratio <- ratio
  if (!is.null(factor)) arguments$penalty.factor <- factor
  fit <- suppressWarnings(do.call(glmnet, arguments))
  result <- list(name = name, time = arr(as.double(time)), event = arr(as.integer(event)), x = x,
                 entry = arr(entry), strata = arr(strata), weights = arr(weights),
                 offset = arr(offset), fold = arr(fold), alpha = alpha, nlambda = nlambda,
                 ratio = ratio, given = arr(lambda),
                 factor = if (is.null(factor)) NULL else arr(ifelse(is.finite(factor), factor, -1)),
                 standardise = standardise, path = path_of(fit))
  if (!is.null(fold)) {
    cv <- suppressWarnings(do.call(cv.glmnet, c(arguments, list(foldid = fold))))
    result$cv <- list(cvm = arr(cv$cvm), cvsd = arr(cv$cvsd), lambda_min = cv$lambda.min,
                      lambda_1se = cv$lambda.1se, lambda = arr(cv$lambda))
  }
  result
}

# Times are below 100: from 256 on glmnet loses the order of a death and a censoring at the same time
# (it adds 2e-14 to the time of the censored), and with it some of the risk sets.
cases <- list()
add <- function(...) cases[[length(cases) + 1]] <<- one(...)

l <- lung[complete.cases(lung[, c("age", "sex", "ph.ecog", "ph.karno", "pat.karno", "meal.cal",
                                  "wt.loss")]), ]
lx <- l[, c("age", "sex", "ph.ecog", "ph.karno", "pat.karno", "meal.cal", "wt.loss")]
fold <- function(n, k) rep(seq_len(k), length.out = n)[order((seq_len(n) * 7919) %% 1009)]
add("lung", l$time / 1000, l$status - 1, lx, fold = fold(nrow(l), 10), nlambda = 65)
add("lung_ridge", l$time / 1000, l$status - 1, lx, alpha = 0, fold = fold(nrow(l), 5),
    nlambda = 65)
add("lung_not_standardised", l$time / 1000, l$status - 1, lx, standardise = FALSE, alpha = 0.5,
    nlambda = 65)
add("lung_given", l$time / 1000, l$status - 1, lx, lambda = c(0.001, 0.2, 0.05, 0.01, 0))
v <- veteran
vx <- cbind(v$trt, model.matrix(~celltype, v)[, -1], v$karno, v$diagtime, v$age, v$prior)
add("veteran", v$time / 1000, v$status, vx, alpha = 0.5, fold = fold(nrow(v), 10), ratio = 0.001)
h <- heart
add("heart_entry", h$stop / 1000, h$event, cbind(h$age, h$year, h$surgery, h$transplant == 1),
    entry = h$start / 1000, nlambda = 9)

set.seed(20261121)
n <- 90
p <- 110
g <- matrix(rnorm(n * 8), n) %*% matrix(rnorm(8 * p), 8) / 4 + matrix(rnorm(n * p), n)
g <- round(g, 2)
t1 <- round(rexp(n, exp(drop(g[, 1:5] %*% c(0.9, -0.7, 0.5, 0.4, -0.3)))) * 20, 2) + 0.01
c1 <- rexp(n, 0.03)
add("genes", pmin(t1, c1), as.integer(t1 <= c1), g, fold = fold(n, 10),
    ratio = 0.1, nlambda = 33)
add("genes_net", pmin(t1, c1), as.integer(t1 <= c1), g, alpha = 0.3, fold = fold(n, 3),
    nlambda = 33, ratio = 0.05)
add("genes_short", t1, rep(1, n), g[, 1:12] * 3, ratio = 1e-6, nlambda = 129)
w <- round(runif(n, 0.2, 3), 2)
o <- round(rnorm(n), 3)
f <- c(0, 0, rep(c(1, 2, 0.5), length.out = 26), Inf, Inf)
t2 <- pmin(6, ceiling(pmin(t1, c1) / 3))
add("ties_weights_offset_factors", t2, as.integer(t1 <= c1), g[, 1:30], weights = w, offset = o,
    factor = f, fold = fold(n, 6), nlambda = 33)
add("constant_and_twin_columns", t2, as.integer(t1 <= c1),
    cbind(1, g[, 1:3], g[, 1] + 1000, 2 * g[, 2]), weights = rep(1:3, n / 3), nlambda = 33,
    alpha = 0.7)
add("entry_strata_weights", t2 + 1, as.integer(t1 <= c1), g[, 1:20],
    entry = pmax(0, t2 - rep(c(1, 2, 9), n / 3)), strata = rep(1:2, n / 2), weights = w,
    offset = o, nlambda = 9, alpha = 0.9)
add("strata", t2, as.integer(t1 <= c1), g[, 1:20], strata = rep(1:2, n / 2), fold = fold(n, 3),
    nlambda = 9)
add("three_columns_unpenalised", t2, as.integer(t1 <= c1), g[, 1:40],
    factor = c(0, 0, 0, rep(1, 37)), nlambda = 33, fold = fold(n, 10))

write_json(cases, "coxnet.json")
