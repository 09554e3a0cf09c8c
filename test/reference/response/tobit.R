# Tobit regression by survival's survreg. Run from the repository root:
#   Rscript test/reference/response/tobit.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/response/json.R")
suppressMessages(library(survival))
RNGversion("4.2.0"); set.seed(20261121)
arr <- function(v) as.list(unname(v))
cases <- list()
add <- function(name, X, low, high, dist, w = NULL) {
  n <- length(low); ww <- if (is.null(w)) rep(1, n) else w
  open <- function(v) ifelse(is.infinite(v), NA, v)
  d <- data.frame(low = open(low), high = open(high), ww = ww); control <- survreg.control(maxiter = 200, rel.tolerance = 1e-14)
  S <- Surv(d$low, d$high, type = "interval2")
  f <- if (ncol(X)) survreg(S ~ X, dist = dist, weights = ww, control = control) else survreg(S ~ 1, dist = dist, weights = ww, control = control)
  cases[[length(cases) + 1]] <<- list(name = name, dist = dist, p = ncol(X), x = arr(c(X)), low = arr(low), high = arr(high), w = arr(ww),
    coef = arr(coef(f)), se = arr(sqrt(diag(vcov(f)))), scale = f$scale, loglik = f$loglik[2], loglik_null = f$loglik[1])
}
for (i in 1:4) { n <- 40; X <- cbind(rnorm(n), rbinom(n, 1, .5)); y <- 1 + X %*% c(.5, -1) + rnorm(n); cap <- 1.5
  add(paste("right", i), X, pmin(y, cap), ifelse(y > cap, Inf, y), "gaussian") }
for (i in 1:3) { n <- 60; X <- cbind(rnorm(n), rnorm(n)); y <- X %*% c(.7, .2) + rnorm(n); floor <- -.5
  add(paste("left", i), X, ifelse(y < floor, -Inf, y), pmax(y, floor), "gaussian") }
for (i in 1:3) { n <- 50; X <- cbind(rbinom(n, 1, .4)); y <- exp(X %*% 1.2 + 1.5 * rnorm(n) - 1)
  add(paste("lognormal", i), X, pmin(y, 10 / 4), ifelse(y > 10 / 4, Inf, y), "lognormal") }
for (i in 1:3) { n <- 50; X <- cbind(rnorm(n)); y <- 2 + X %*% .5 + rnorm(n); low <- ifelse(y < 1, -Inf, ifelse(y < 2, floor(2 * y) / 2, y))
  high <- ifelse(y < 1, 1, ifelse(y < 2, floor(2 * y) / 2 + .5, ifelse(y > 3.5, Inf, y))); low <- ifelse(y > 3.5, 3.5, low)
  add(paste("intervals", i), X, low, high, "gaussian") }
n <- 30; X <- cbind(rnorm(n)); y <- X[, 1] + rnorm(n); add("weights", X, pmin(y, .8), ifelse(y > .8, Inf, y), "gaussian", sample(1:4, n, TRUE))
add("intercept alone", matrix(0, n, 0), pmin(y, .8), ifelse(y > .8, Inf, y), "gaussian")
X2 <- cbind(1e6 + 1e3 * rnorm(n)); add("far from zero", X2, pmin(y, .8) * 1e-4, ifelse(y > .8, Inf, y) * 1e-4, "gaussian")
write_json(cases, "tobit")
cat(length(cases), "cases\n")
