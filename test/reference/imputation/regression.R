# The regressions behind the draws, by R: lm, glm and nnet::multinom, the latter two on the data
# that mice augments against separation. Run from the repository root:
#   Rscript test/reference/imputation/regression.R
# Made with R 4.2.2, mice 3.15.0, nnet 7.3-18.
suppressMessages({library(mice); library(nnet)})
source("test/reference/survival/cox_sets.R")

set.seed(5)
n <- 70
x <- cbind(round(rnorm(n), 2), rbinom(n, 1, 0.3), round(rexp(n), 2))
observed <- seq_len(n) %% 5 != 0
cases <- list()
category <- function(name, y, x) {
  x <- as.matrix(x)
  colnames(x) <- paste0("x", seq_len(ncol(x)))
  levels <- sort(unique(y))
  a <- mice:::augment(factor(y, levels), observed, x, !observed)
  ya <- as.integer(a$y[a$ry]) - 1
  xa <- as.matrix(a$x)[a$ry, , drop = FALSE]
  w <- a$w[a$ry]
  # nnet's iterations end at 8 digits of the likelihood; Newton's method carries them on.
  free <- length(levels) - 1
  z <- cbind(1, xa)
  q <- ncol(z)
  b <- as.vector(t(matrix(coef(multinom(ya ~ xa, weights = w, trace = FALSE, maxit = 1000,
                                        reltol = 1e-14)), nrow = free)))
  for (step in 1:30) {
    eta <- cbind(0, z %*% matrix(b, q))
    p <- exp(eta) / rowSums(exp(eta))
    score <- as.vector(sapply(seq_len(free), function(l) crossprod(z, w * ((ya == l) - p[, l + 1]))))
    info <- matrix(0, q * free, q * free)
    for (l in seq_len(free)) for (k in seq_len(free))
      info[(l - 1) * q + 1:q, (k - 1) * q + 1:q] <-
        crossprod(z, z * (w * p[, l + 1] * ((l == k) - p[, k + 1])))
    b <- b + solve(info, score)
  }
  if (free == 1) {
    check <- glm.fit(z, ya, weights = w, family = quasibinomial(),
                     control = list(epsilon = 1e-14, maxit = 100))
    stopifnot(max(abs(coef(check) - b)) < 1e-8)
  }
  cases[[length(cases) + 1]] <<- list(
    name = name, x = unname(x), y = arr(match(y, levels) - 1), observed = arr(as.integer(observed)),
    levels = length(levels), augmented_x = unname(xa), augmented_y = arr(ya), weights = arr(w),
    beta = arr(b), covariance = unname(solve(info)))
}
eta <- x %*% c(1, -1, 0.5)
category("logistic", as.integer(runif(n) < 1 / (1 + exp(-eta))), x)
category("separated", as.integer(x[, 1] > 0.1), x)
category("three", 1 + (runif(n) < 1 / (1 + exp(-eta))) + (runif(n) < 0.3), x)
category("three_separated", 1 + (x[, 1] > 0.1) + (x[, 1] > 1), x[, 1:2])
y <- round(drop(eta) + rnorm(n), 2)
fit <- lm(y ~ x)
linear <- list(x = unname(x), y = arr(y), beta = arr(coef(fit)), rss = sum(resid(fit)^2),
               df = fit$df.residual, unscaled = unname(summary(fit)$cov.unscaled))
writeLines(to_json(list(categories = cases, linear = linear)),
           "test/reference/imputation/regression.json")
