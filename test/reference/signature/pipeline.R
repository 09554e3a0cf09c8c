# The whole pipeline step by step with R's own functions, on the same folds and resamples: association
# with resistance, univariate Cox models, cv.glmnet, score, C; then its optimism.
suppressMessages({
  library(survival)
  library(glmnet)
  library(jsonlite)
})
here <- "test/reference/signature"
set.seed(20261121)
n <- 90; p <- 40; m <- 60
x <- matrix(round(rnorm(n * p, 6, 1.5), 4), n, p)
x[, 2] <- round(0.7 * x[, 1] + rnorm(n), 4)
eta <- 0.5 * (x[, 1] - 6) - 0.4 * (x[, 5] - 6) + 0.3 * (x[, 9] - 6)
time <- ceiling(rexp(n, exp(eta) / 20) * 2) / 2
censor <- ceiling(runif(n, 5, 60))
event <- as.integer(time <= censor)
time <- pmin(time, censor)
r <- matrix(round(rnorm(m * p, 6, 1.5), 4), m, p)
resistance <- pmin(10, round(exp(0.5 * (r[, 1] - 6) + 0.3 * (r[, 5] - 6) + 0.4 * (r[, 9] - 6) + rnorm(m)), 3))
fold <- sample(rep(0:4, length.out = n))

cor_of <- function(method) lapply(1:p, function(j) {
  if (method == "wilcoxon") {
    high <- resistance > median(resistance)
    w <- suppressWarnings(wilcox.test(r[high, j], r[!high, j], exact = FALSE, correct = TRUE))
    return(c(2 * unname(w$statistic) / (sum(high) * sum(!high)) - 1, w$p.value))
  }
  # The t approximation on midranks: cor.test's own for Spearman above 1289 rows or with ties.
  a <- if (method == "spearman") rank(r[, j]) else r[, j]
  b <- if (method == "spearman") rank(resistance) else resistance
  t <- cor.test(a, b)
  c(unname(t$estimate), t$p.value)
})
association <- lapply(c(spearman = "spearman", pearson = "pearson", wilcoxon = "wilcoxon"), function(k) {
  all <- do.call(rbind, cor_of(k))
  list(estimate = all[, 1], p = all[, 2], q = p.adjust(all[, 2], "BH"))
})
screen <- function(rows) t(sapply(1:p, function(j) {
  f <- coxph(Surv(time[rows], event[rows]) ~ x[rows, j], control = coxph.control(eps = 1e-12, iter.max = 50))
  c(coef(f), sqrt(f$var), summary(f)$coefficients[5])
}))
pick <- function(rows, fold) {
  s <- screen(rows)
  chosen <- which(s[, 3] <= 0.2)
  fit <- cv.glmnet(x[rows, chosen], Surv(time[rows], event[rows]), family = "cox", foldid = fold[rows] + 1,
                   thresh = 1e-14, maxit = 1e6)
  b <- as.numeric(coef(fit, s = "lambda.min"))
  list(screened = chosen, coef = b, lambda = fit$lambda.min)
}
all <- pick(1:n, fold)
s <- screen(1:n)
score <- as.numeric(x[, all$screened] %*% all$coef)
c_of <- function(rows, score) unname(concordance(Surv(time[rows], event[rows]) ~ score, reverse = TRUE)$concordance)
# Resamples with folds by patient: copies of a patient stay together.
resamples <- lapply(1:12, function(b) sample(n, n, replace = TRUE))
boot <- lapply(resamples, function(rows) {
  one <- pick(rows, fold)
  there <- as.numeric(x[rows, one$screened, drop = FALSE] %*% one$coef)
  inn <- as.numeric(x[, one$screened, drop = FALSE] %*% one$coef)
  list(screened = one$screened - 1, coef = one$coef, c_there = c_of(rows, there), c_here = c_of(1:n, inn))
})
write_json(list(
  time = time, event = event, x = x, r = r, resistance = resistance, fold = fold,
  association = association,
  screen = list(coef = s[, 1], se = s[, 2], p = s[, 3]),
  screened = all$screened - 1, coef = all$coef, lambda = all$lambda,
  score = score, median = median(score), tertiles = unname(quantile(score, c(1, 2) / 3)),
  concordance = c_of(1:n, score),
  resamples = lapply(resamples, function(rows) rows - 1), boot = boot
), file.path(here, "pipeline.json"), digits = NA, auto_unbox = TRUE, matrix = "columnmajor")
