# Logistic regression: R's glm, sandwich, and brglm2 for Firth's penalised likelihood; the profiles, which
# no package gives to enough digits, from their definition (Newton's method on the score with one
# coefficient fixed, its end points by uniroot). Run from the repository root:
#   Rscript test/reference/response/logistic.R
# Made with R 4.2.2, sandwich 3.0-2, brglm2 0.9, MASS 7.3-58.2.
source("test/reference/response/json.R")
suppressMessages({library(sandwich); library(brglm2); library(MASS)})
RNGversion("4.2.0"); set.seed(20261121)

arr <- function(v) as.list(unname(v))  # an array, also of one
by_row <- function(m) lapply(seq_len(nrow(m)), function(i) arr(m[i, ]))

l_of <- function(X, y, w, o, b) {
  e <- drop(X %*% b) + o
  sum(w * (y * e - ifelse(e > 0, e + log1p(exp(-e)), log1p(exp(e)))))
}
information <- function(X, w, o, b) { p <- plogis(drop(X %*% b) + o); crossprod(X, X * (w * p * (1 - p))) }
objective <- function(X, y, w, o, b, firth) l_of(X, y, w, o, b) +
  if (firth) 0.5 * as.numeric(determinant(information(X, w, o, b))$modulus) else 0
score <- function(X, y, w, o, b, firth) {
  p <- plogis(drop(X %*% b) + o); v <- w * p * (1 - p); r <- w * (y - p)
  if (firth) r <- r + v * rowSums((X %*% solve(crossprod(X, X * v))) * X) * (0.5 - p)
  drop(crossprod(X, r))
}
# The maximum over the coefficients that are not fixed.
maximum <- function(X, y, w, o, b, free, firth) {
  for (k in 1:400) {
    s <- score(X, y, w, o, b, firth)[free]
    J <- information(X, w, o, b)[free, free, drop = FALSE]
    if (firth && k > 10) J <- -sapply(free, function(j) {
      h <- 1e-6; up <- b; up[j] <- b[j] + h; down <- b; down[j] <- b[j] - h
      (score(X, y, w, o, up, firth) - score(X, y, w, o, down, firth))[free] / (2 * h) })
    step <- rep(0, length(b)); step[free] <- solve(matrix(J, length(free)), s)
    step <- step / max(1, abs(step) / 2); f <- objective(X, y, w, o, b, firth)
    while (objective(X, y, w, o, b + step, firth) < f - 1e-12 * abs(f)) step <- step / 2
    b <- b + step
    if (max(abs(step)) < 1e-12 * (1 + max(abs(b)))) break
  }
  b
}
profiles <- function(X, y, w, o, firth) {
  p <- ncol(X)
  best <- maximum(X, y, w, o, rep(0, p), 1:p, firth)
  top <- objective(X, y, w, o, best, firth); q <- qchisq(0.95, 1) / 2
  se <- sqrt(diag(solve(information(X, w, o, best))))
  at <- function(j, v) { b <- best; b[j] <- v
    if (p == 1) objective(X, y, w, o, b, firth) else
      objective(X, y, w, o, maximum(X, y, w, o, b, setdiff(1:p, j), firth), firth) }
  list(coef = arr(best), interval = lapply(1:p, function(j) sapply(c(-1, 1), function(side) {
         reach <- 1; while (at(j, best[j] + side * reach * se[j]) > top - q) reach <- reach * 1.5
         uniroot(function(v) at(j, v) - top + q, sort(best[j] + side * c(0.2, reach) * se[j]), tol = 1e-13)$root })),
       p = arr(sapply(1:p, function(j) pchisq(2 * (top - at(j, 0)), 1, lower.tail = FALSE))), loglik = top)
}

# x' A^-1 x, with A brought to a diagonal of 1 first.
quadratic <- function(x, A) { d <- 1 / sqrt(diag(A)); sum((d * x) * solve(A * outer(d, d), d * x, tol = 0)) }

case <- function(name, data, formula, w = NULL, o = NULL, cluster = NULL, ml = TRUE, firth = TRUE, profile = TRUE) {
  data$w <- if (is.null(w)) rep(1, nrow(data)) else w
  data$o <- if (is.null(o)) rep(0, nrow(data)) else o
  X <- model.matrix(formula, data); y <- model.response(model.frame(formula, data))
  out <- list(name = name, names = as.list(colnames(X)[-1]), rows = nrow(X), x = arr(as.vector(X[, -1])), y = arr(y), weights = arr(w), offset = arr(o), cluster = arr(cluster))
  control <- glm.control(epsilon = 1e-12, maxit = 100)
  used <- data$w > 0
  if (ml) {
    fit <- suppressWarnings(glm(formula, binomial, data, weights = w, offset = o, control = control))
    # R's variance is that of the step before the last: started at the end, it is that of the end.
    polished <- function(fit, data)
      suppressWarnings(glm(formula, binomial, data, weights = w, offset = o, control = control,
                           start = ifelse(is.na(coef(fit)), 0, coef(fit))))
    fit <- polished(fit, data)
    null <- suppressWarnings(glm(y ~ 1, binomial, data.frame(y = y, w = data$w, o = data$o), weights = w, offset = o, control = control))
    # sandwich counts rows of weight 0 in one of its factors n and not in the other.
    part <- suppressWarnings(glm(formula, binomial, data[used, ], weights = w, offset = o, control = control))
    part <- polished(part, data[used, ])
    b <- coef(fit); k <- !is.na(b); X0 <- X[, k, drop = FALSE]
    s <- score(X0, y, data$w, data$o, c(coef(null), rep(0, sum(k) - 1)), FALSE)
    out$ml <- list(coef = arr(unname(b)), vcov = by_row(vcov(fit)[k, k, drop = FALSE]), deviance = deviance(fit), null = fit$null.deviance,
      loglik = as.numeric(logLik(fit)), aic = AIC(fit), bic = BIC(fit), df = fit$df.residual, df_null = fit$df.null,
      hc0 = by_row(sandwich(part)), fitted = arr(unname(fitted(fit))),
      wald = if (sum(k) > 1) quadratic(b[k][-1], vcov(fit)[k, k][-1, -1, drop = FALSE]) else NA,
      score = quadratic(s, information(X0, data$w, data$o, c(coef(null), rep(0, sum(k) - 1)))))
    if (!is.null(cluster)) out$ml$cl <- by_row(vcovCL(part, cluster = cluster[used], type = "HC0", cadjust = FALSE))
    if (profile && all(k)) out$ml$profile <- profiles(X[used, , drop = FALSE], y[used], data$w[used], data$o[used], FALSE)
  }
  if (firth) {
    fit <- suppressWarnings(glm(formula, binomial, data, weights = w, offset = o, method = "brglmFit", type = "AS_mean",
                                control = list(epsilon = 1e-13, maxit = 10000, slowit = 1)))
    out$firth <- list(coef = arr(unname(coef(fit))), vcov = by_row(vcov(fit)),
                      profile = if (profile) profiles(X[used, , drop = FALSE], y[used], data$w[used], data$o[used], TRUE))
  }
  out
}

data(endometrial, package = "brglm2")
birth <- transform(birthwt, race = factor(race))
random <- function(n, p, events = 0.4) {
  d <- as.data.frame(matrix(rnorm(n * p), n)); names(d) <- paste0("x", 1:p)
  if (p > 1) d$x2 <- rbinom(n, 1, 0.4)
  d$y <- rbinom(n, 1, plogis(qlogis(events) + as.matrix(d[1:p]) %*% rnorm(p, 0, 0.7))); d
}
small <- random(25, 2); medium <- random(200, 4); rare <- random(400, 3, 0.04)
scaled <- transform(medium, x1 = x1 * 1e6 + 3e8, x3 = x3 * 1e-5)
collinear <- transform(medium, x5 = x1 + 2 * x2 - 1)
cases <- list(
  case("birth weight", birth, low ~ age + lwt + race + smoke + ht + ui),
  case("intercept alone", birth, low ~ 1),
  case("menopause", infert, case ~ spontaneous + induced + age),
  case("separated", endometrial, HG ~ NV + PI + EH, ml = FALSE),
  case("small", small, y ~ x1 + x2),
  case("medium", medium, y ~ x1 * x2 + x3 + x4, cluster = rep(1:40, 5)),
  case("case weights", medium, y ~ x1 + x2, w = rpois(200, 1), cluster = rep(1:50, 4)),
  case("inverse probability weights", medium, y ~ x1 + x3, w = runif(200, 0.2, 7)),
  case("offset", medium, y ~ x1 + x4, o = rnorm(200)),
  case("rare", rare, y ~ x1 + x2 + x3),
  case("far from zero", scaled, y ~ x1 + x2 + x3, firth = FALSE, profile = FALSE),
  case("collinear", collinear, y ~ x1 + x2 + x5 + x3, firth = FALSE, profile = FALSE),
  case("two by two", data.frame(y = rep(c(1, 0, 1, 0), c(26, 7, 20, 10)), arm = rep(1:0, c(33, 30))), y ~ arm),
  case("a zero cell", data.frame(y = rep(c(1, 0, 0), c(6, 7, 10)), arm = rep(c(1, 1, 0), c(6, 7, 10))), y ~ arm, ml = FALSE))
write_json(cases, "logistic")
