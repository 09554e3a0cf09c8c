# The whole pipeline step by step with R's own functions, on the same folds and resamples: association
# with resistance, univariate Cox models, cv.glmnet, score, C; then its optimism; then all of it beside
# clinical covariates, and in strata.
suppressMessages({
  library(survival)
  library(glmnet)
  library(limma)
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
    w <- suppressWarnings(wilcox.test(r[high, j], r[!high, j]))
    return(c(2 * unname(w$statistic) / (sum(high) * sum(!high)) - 1, w$p.value))
  }
  t <- suppressWarnings(cor.test(r[, j], resistance, method = method))
  c(unname(t$estimate), t$p.value)
})
# A first block of genes stands for the set: the prior variance is of all of them all the same.
moderated <- function(by, trend = FALSE, robust = FALSE, weights = FALSE) {
  design <- model.matrix(~ by)
  w <- if (weights) arrayWeights(t(r), design) else NULL
  f <- eBayes(lmFit(t(r), design, weights = w), trend = trend, robust = robust)
  lapply(1:p, function(j) c(unname(f$coefficients[j, 2]), unname(f$p.value[j, 2])))
}
high <- resistance > median(resistance)
found <- list(spearman = cor_of("spearman"), pearson = cor_of("pearson"), kendall = cor_of("kendall"),
              wilcoxon = cor_of("wilcoxon"), moderated_number = moderated(resistance),
              moderated_groups = moderated(high), moderated_trend = moderated(high, trend = TRUE),
              moderated_robust = moderated(high, trend = TRUE, robust = TRUE),
              moderated_weights = moderated(high, weights = TRUE))
association <- lapply(found, function(k) {
  all <- do.call(rbind, k)
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
# Beside age and sex, which are not penalised; screened beside them too.
age <- round(rnorm(n, 60, 10) + 4 * (x[, 1] - 6))
male <- rbinom(n, 1, 0.5)
site <- sample(0:1, n, replace = TRUE)
clinic <- cbind(age, male)
beside <- function(rows) {
  s <- t(sapply(1:p, function(j) {
    f <- coxph(Surv(time[rows], event[rows]) ~ age[rows] + male[rows] + x[rows, j],
               control = coxph.control(eps = 1e-12, iter.max = 50))
    c(coef(f)[3], sqrt(f$var[3, 3]), summary(f)$coefficients[3, 5])
  }))
  chosen <- which(s[, 3] <= 0.2)
  fit <- cv.glmnet(cbind(clinic, x[, chosen])[rows, ], Surv(time[rows], event[rows]), family = "cox",
                   foldid = fold[rows] + 1, penalty.factor = rep(0:1, c(2, length(chosen))),
                   thresh = 1e-14, maxit = 1e6)
  b <- as.numeric(coef(fit, s = "lambda.min"))
  list(screen = list(coef = unname(s[, 1]), se = s[, 2], p = s[, 3]), screened = chosen - 1,
       clinic = b[1:2], coef = b[-(1:2)], lambda = fit$lambda.min, lambda_1se = fit$lambda.1se)
}
# Two sites with baseline hazards of their own: the screen. (glmnet's routine for strata does not reach the
# minimum: test/reference/survival/coxnet_more.R.)
strata <- t(sapply(1:p, function(j) {
  f <- coxph(Surv(time, event) ~ x[, j] + strata(site), control = coxph.control(eps = 1e-12, iter.max = 50))
  c(coef(f), sqrt(f$var), summary(f)$coefficients[5])
}))
write_json(list(
  time = time, event = event, x = x, r = r, resistance = resistance, fold = fold,
  association = association,
  screen = list(coef = s[, 1], se = s[, 2], p = s[, 3]),
  screened = all$screened - 1, coef = all$coef, lambda = all$lambda,
  score = score, median = median(score), tertiles = unname(quantile(score, c(1, 2) / 3)),
  concordance = c_of(1:n, score),
  resamples = lapply(resamples, function(rows) rows - 1), boot = boot,
  age = age, male = male, site = site, beside = beside(1:n),
  beside_boot = lapply(resamples[1:4], beside),
  strata = list(screen = list(coef = strata[, 1], se = strata[, 2], p = strata[, 3]))
), file.path(here, "pipeline.json"), digits = NA, auto_unbox = TRUE, matrix = "columnmajor")
