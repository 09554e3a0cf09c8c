# Weights, balance and weighted estimates of one cohort of 180 patients whose treatment depends on
# their covariates: R's glm, survival, survey, MatchIt.
# Run from the repository root: Rscript test/reference/comparability/effects.R
suppressMessages({library(survival); library(survey)})
source("test/reference/response/json.R")
set.seed(5)
n <- 180
age <- round(rnorm(n, 66, 9), 1)
wbc <- round(exp(rnorm(n, 2, 1)), 2)
sex <- rbinom(n, 1, 0.45)
eln <- sample(0:2, n, TRUE, c(0.3, 0.4, 0.3))
centre <- sample(0:3, n, TRUE)
treated <- rbinom(n, 1, plogis(-0.3 + 0.05 * (age - 66) + 0.5 * sex - 0.4 * (eln == 2) + 0.2 * centre))
hazard <- 0.03 * exp(-0.4 * treated + 0.03 * (age - 66) + 0.5 * (eln == 2) + 0.1 * log(wbc))
time <- round(rexp(n) / hazard, 1) + 0.1
censor <- round(runif(n, 6, 60), 1)
event <- as.numeric(time <= censor)
# No two at the same time: survey's test treats ties in a way of its own.
time <- pmin(time, censor) + seq_len(n) * 1e-4
response <- rbinom(n, 1, plogis(0.2 + 0.6 * treated - 0.03 * (age - 66) - 0.5 * (eln == 2)))
d <- data.frame(age, wbc, lwbc = log(wbc), sex, e1 = 1 * (eln == 1), e2 = 1 * (eln == 2), eln, centre,
                treated, time, event, response)

g <- glm(treated ~ age + lwbc + sex + e1 + e2, binomial, d, control = list(epsilon = 1e-14))
e <- unname(fitted(g))
z <- treated
kish <- function(w) sum(w)^2 / sum(w^2)
p <- mean(z)
quantiles <- function(w) pmin(pmax(w, quantile(w, 0.05)), quantile(w, 0.95))
ate <- z / e + (1 - z) / (1 - e)
keep <- as.numeric(e >= 0.35 & e <= 0.65)
p_keep <- sum(z * keep) / sum(keep)
weights <- list(
  ate = ate,
  stabilised = z * p / e + (1 - z) * (1 - p) / (1 - e),
  att = z + (1 - z) * e / (1 - e),
  overlap = z * (1 - e) + (1 - z) * e,
  percentile = unname(quantiles(ate)),
  cap = pmin(ate, 3),
  crump = keep * (z * p_keep / e + (1 - z) * (1 - p_keep) / (1 - e)))

# ---- balance ----
weighted_mean <- function(x, w) sum(w * x) / sum(w)
weighted_var <- function(x, w) sum(w) / (sum(w)^2 - sum(w^2)) * sum(w * (x - weighted_mean(x, w))^2)
number <- function(x, w, s) {
  m <- sapply(1:0, function(k) weighted_mean(x[z == k], w[z == k]))
  v <- sapply(1:0, function(k) weighted_var(x[z == k], s[z == k]))
  (m[1] - m[2]) / sqrt(mean(v))
}
binary <- function(x, w, s) {
  m <- sapply(1:0, function(k) weighted_mean(x[z == k], w[z == k]))
  q <- sapply(1:0, function(k) weighted_mean(x[z == k], s[z == k]))
  (m[1] - m[2]) / sqrt(mean(q * (1 - q)))
}
levels3 <- function(x, w, s) {
  share <- function(k, w) sapply(1:2, function(l) weighted_mean(x[z == k] == l, w[z == k]))
  cov <- function(q) diag(q) - q %*% t(q)
  S <- (cov(share(1, s)) + cov(share(0, s))) / 2
  t <- share(1, w) - share(0, w)
  sqrt(drop(t(t) %*% solve(S) %*% t))
}
one <- rep(1, n)
balance <- function(w) list(
  age_crude = number(age, w, one), age_weighted = number(age, w, w),
  sex_crude = binary(sex, w, one), sex_weighted = binary(sex, w, w),
  eln_crude = levels3(eln, w, one), eln_weighted = levels3(eln, w, w),
  variance_ratio = weighted_var(age[z == 1], w[z == 1]) / weighted_var(age[z == 0], w[z == 0]))

# ---- estimates ----
cox_row <- function(f) {
  list(coef = unname(coef(f)["treated"]), se = unname(sqrt(diag(f$var))[1]),
       naive = unname(sqrt(diag(if (is.null(f$naive.var)) f$var else f$naive.var))[1]))
}
estimates <- function(w) {
  dw <- d[w > 0, ]
  dw$w <- w[w > 0]
  design <- svydesign(ids = ~1, weights = ~w, data = dw)
  cox <- coxph(Surv(time, event) ~ treated, dw, weights = w, robust = TRUE)
  svy <- svycoxph(Surv(time, event) ~ treated, design)
  test <- svylogrank(Surv(time, event) ~ treated, design)
  risk <- svyglm(response ~ treated, design)
  km <- survfit(Surv(time, event) ~ treated, dw, weights = w, robust = TRUE)
  at <- summary(km, times = c(12, 24), extend = TRUE)
  list(cox = cox_row(cox), svycoxph_se = unname(sqrt(diag(vcov(svy)))[1]),
       svylogrank = list(difference = unname(test[[1]][1, 1]), z = unname(test[[1]][1, 3]),
                         p = unname(test[[1]][1, 4])),
       risk = list(difference = unname(coef(risk)[2]), se = unname(sqrt(diag(vcov(risk)))[2]),
                   reference = unname(coef(risk)[1]),
                   treated = unname(sum(coef(risk)))),
       km = list(surv = at$surv, std_err = at$std.err, n_risk = at$n.risk))
}

suppressMessages(library(MatchIt))
logit <- unname(predict(g))
m <- suppressWarnings(matchit(treated ~ age, d, distance = round(logit * 1e7), method = "nearest",
                              caliper = 0.2))
pair <- as.integer(m$subclass)
matched <- d[!is.na(pair), ]
matched$pair <- pair[!is.na(pair)]
paired <- svydesign(ids = ~pair, weights = ~1, data = matched)
paired_risk <- svyglm(response ~ treated, paired)
matched_result <- list(
  pairs = max(matched$pair),
  cox = cox_row(coxph(Surv(time, event) ~ treated + cluster(pair), matched)),
  risk = list(difference = unname(coef(paired_risk)[2]),
              se = unname(sqrt(diag(vcov(paired_risk)))[2])))

out <- list(
  data = as.list(d), logit = logit, propensity = e,
  weights = weights,
  kish = lapply(weights, function(w) c(kish(w[z == 0 & w > 0]), kish(w[z == 1 & w > 0]))),
  balance = lapply(c(list(none = one), weights[c("ate", "att", "overlap")]), balance),
  estimates = lapply(weights[c("ate", "stabilised", "att", "overlap", "crump")], estimates),
  crude = cox_row(coxph(Surv(time, event) ~ treated, d)),
  adjusted = cox_row(coxph(Surv(time, event) ~ treated + age + lwbc + sex + e1 + e2, d)),
  stratified = cox_row(coxph(Surv(time, event) ~ treated + strata(centre), d)),
  matched = matched_result)
write_json(out, "effects", "comparability")
