# A comparison of two arms as a reader would do it in R, on the transplants of the study bmt-leukaemia:
# glm, MatchIt, survival, survey.
# Run from the repository root: Rscript test/reference/study/comparability.R
suppressMessages({library(survival); library(survey); library(MatchIt); library(splines)})
source("test/reference/response/json.R")
d <- read.csv("studies/bmt-leukaemia/cohort.csv")
d$cmv <- factor(d$cmv, c("negative", "positive"))
d$sex <- factor(d$sex, c("female", "male"))
d$treated <- as.numeric(d$mtx == "yes")
d$gvhd <- as.numeric(d$acute_gvhd == "yes")
g <- glm(treated ~ age + donor_age + disease_group + cmv + sex, binomial, d,
         control = list(epsilon = 1e-14))
e <- fitted(g)
z <- d$treated
p <- mean(z)
row <- function(f) {
  s <- sqrt(diag(f$var))[1]
  b <- unname(coef(f)[1])
  list(log_hr = b, std_error = s, hr = exp(b), conf_low = exp(b - qnorm(0.975) * s),
       conf_high = exp(b + qnorm(0.975) * s), p = 2 * pnorm(-abs(b / s)))
}
weighted <- function(w) {
  d$w <- w
  r <- row(coxph(Surv(os_days, died) ~ treated, d, weights = w, robust = TRUE))
  risk <- svyglm(gvhd ~ treated, svydesign(ids = ~1, weights = ~w, data = d))
  c(r, list(risk = unname(coef(risk)[2]), risk_se = unname(sqrt(diag(vcov(risk)))[2]),
            effective = c(sum(w[z == 0])^2 / sum(w[z == 0]^2), sum(w[z == 1])^2 / sum(w[z == 1]^2))))
}
logit <- unname(predict(g))
m <- suppressWarnings(matchit(treated ~ age, d, distance = round(logit * 1e7), method = "nearest",
                              caliper = 0.2))
matched <- d[!is.na(m$subclass), ]
matched$pair <- as.integer(m$subclass[!is.na(m$subclass)])
smd <- function(x, w) {
  k <- function(i) sum(w[z == i] * x[z == i]) / sum(w[z == i])
  (k(1) - k(0)) / sqrt((var(x[z == 1]) + var(x[z == 0])) / 2)
}
ate <- z * p / e + (1 - z) * (1 - p) / (1 - e)
out <- list(
  crude = row(coxph(Surv(os_days, died) ~ treated, d)),
  adjusted = row(coxph(Surv(os_days, died) ~ treated + age + donor_age + disease_group + cmv + sex, d)),
  matched = c(row(coxph(Surv(os_days, died) ~ treated + cluster(pair), matched)),
              list(pairs = max(matched$pair))),
  ate = weighted(unname(ate)),
  att = weighted(unname(z + (1 - z) * e / (1 - e))),
  overlap = weighted(unname(z * (1 - e) + (1 - z) * e)),
  age = list(before = smd(d$age, rep(1, nrow(d))), ate = smd(d$age, ate)))
write_json(out, "comparability", "study")
