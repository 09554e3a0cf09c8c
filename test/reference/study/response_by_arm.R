# Response of the two arms of the bundled comparisons: rates, tests, effects, adjusted odds ratios. Score intervals
# are reference/response/two_proportions. Run from the root:
#   Rscript test/reference/study/response_by_arm.R
# Made with R 4.2.2, brglm2 0.9.
source("test/reference/response/json.R")
suppressMessages(library(brglm2))

# Interval and p of the first coefficient after the intercept by Firth's profile; the constrained fits keep the
# penalty of the whole information matrix.
firth_profile <- function(X, y) {
  p <- ncol(X)
  objective <- function(b) { e <- drop(X %*% b)
    sum(y * e - ifelse(e > 30, e, log1p(exp(e)))) + 0.5 * as.numeric(determinant(crossprod(X, X * (plogis(e) * plogis(-e))))$modulus) }
  best <- function(fixed) {
    free <- if (is.null(fixed)) 1:p else setdiff(1:p, 2); b <- rep(0, p); if (!is.null(fixed)) b[2] <- fixed
    gradient <- function(x) { b[free] <- x; pr <- plogis(drop(X %*% b)); v <- pr * (1 - pr)
      h <- v * rowSums((X %*% solve(crossprod(X, X * v))) * X)
      drop(crossprod(X, y - pr + h * (0.5 - pr)))[free] }
    x <- b[free]
    for (k in 1:200) { g <- gradient(x); b[free] <- x; pr <- plogis(drop(X %*% b))
      J <- crossprod(X[, free, drop = FALSE], X[, free, drop = FALSE] * (pr * (1 - pr)))
      if (k > 15) J <- -sapply(seq_along(free), function(j) { u <- x; d <- x; u[j] <- u[j] + 1e-6; d[j] <- d[j] - 1e-6; (gradient(u) - gradient(d)) / 2e-6 })
      s <- solve(J, g); s <- s / max(1, abs(s) / 2); x <- x + s; if (max(abs(s)) < 1e-13) break }
    b[free] <- x; list(b = b, top = objective(b)) }
  whole <- best(NULL); q <- qchisq(0.95, 1) / 2
  drop_at <- function(t) whole$top - best(t)$top - q
  at <- whole$b[2]
  list(odds_ratio = exp(at), low = exp(uniroot(drop_at, c(at - 8, at), tol = 1e-12)$root),
       high = exp(uniroot(drop_at, c(at, at + 8), tol = 1e-12)$root),
       p = pchisq(2 * (whole$top - best(0)$top), 1, lower.tail = FALSE))
}

arm_case <- function(name, file, arms, counts, formula) {
  d <- read.csv(file, na.strings = ""); d$arm <- factor(d$arm, arms); d$yes <- as.integer(d$response %in% counts)
  d$frail <- d$ecog >= 2
  x <- tapply(d$yes, d$arm, sum); n <- as.vector(table(d$arm))
  t <- matrix(c(x[2], n[2] - x[2], x[1], n[1] - x[1]), 2, byrow = TRUE)
  pearson <- chisq.test(t, correct = FALSE); f <- fisher.test(t); N <- sum(t)
  expected <- pearson$expected
  plain <- glm(formula, binomial, d, control = glm.control(epsilon = 1e-14, maxit = 100))
  used <- model.matrix(plain); y <- plain$y
  firth <- glm(formula, binomial, d, method = "brglmFit", type = "AS_mean", control = list(epsilon = 1e-12, maxit = 1000))
  profile <- firth_profile(used, y)
  stopifnot(abs(coef(firth)[2] - log(profile$odds_ratio)) < 1e-7)
  list(name = name, x = as.vector(x), n = n,
       wilson = lapply(1:2, function(i) as.vector(prop.test(x[i], n[i], correct = FALSE)$conf.int)),
       exact = lapply(1:2, function(i) as.vector(binom.test(x[i], n[i])$conf.int)),
       p = list(pearson = pearson$p.value, yates = suppressWarnings(chisq.test(t)$p.value),
                n_minus_one = pchisq(unname(pearson$statistic) * (N - 1) / N, 1, lower.tail = FALSE),
                fisher = f$p.value, mid_p = f$p.value - dhyper(t[1, 1], n[2], n[1], sum(x)) / 2,
                likelihood_ratio = pchisq(2 * sum(t * log(t / expected)), 1, lower.tail = FALSE),
                wald = 2 * pnorm(-abs(diff(x / n)) / sqrt(sum(x / n * (1 - x / n) / n))),
                odds = 2 * pnorm(-abs(log(t[1, 1] * t[2, 2] / (t[1, 2] * t[2, 1]))) / sqrt(sum(1 / t))),
                pearson_one_sided = pearson$p.value / 2,
                fisher_one_sided = fisher.test(t, alternative = "greater")$p.value),
       n_model = length(y),
       plain = list(odds_ratio = unname(exp(coef(plain)[2])), low = unname(exp(confint.default(plain)[2, 1])),
                    high = unname(exp(confint.default(plain)[2, 2])), p = unname(coef(summary(plain))[2, 4])),
       firth = profile)
}
write_json(list(
  arm_case("car-t-bridging", "studies/car-t-bridging/cohort.csv", c("other", "venetoclax"), c("CR", "CRi", "PR"),
           yes ~ arm + age + frail + blasts + I(lines >= 3)),
  arm_case("hma-vs-ldac", "studies/hma-vs-ldac/cohort.csv", c("LDAC", "HMA"), c("CR", "CRi"),
           yes ~ arm + age + frail + prior_hma + I(lines >= 2))), "response_by_arm", "study")
