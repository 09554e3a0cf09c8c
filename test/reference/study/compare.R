# Two groupings and a number as scores of overall survival in the bundled cohort: AIC against the
# model without covariates, log-rank test, concordance, and the difference on the same patients.
# Run from the repository root:
#   Rscript test/reference/study/compare.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/response/json.R")
library(survival)
d <- read.csv("studies/bmt-leukaemia/cohort.csv", na.strings = c("", "NA"))
d$disease_group <- factor(d$disease_group, c("AML low risk", "ALL", "AML high risk"))
d$donor_cmv <- factor(d$donor_cmv, c("negative", "positive"))
d$donor_cmv[seq(1, 137, 10)] <- NA # the second score leaves some open
y <- with(d, Surv(os_days, died))
gain <- function(fit) {
  lr <- 2 * diff(fit$loglik); df <- length(coef(fit))
  list(lr = lr, df = df, p = pchisq(lr, df, lower.tail = FALSE), delta_aic = 2 * df - lr)
}
c_of <- function(y, marker) concordancefit(y, marker, reverse = TRUE, influence = 1)
score <- function(group, marker) {
  keep <- !is.na(group); g <- droplevels(group[keep]); yk <- y[keep]
  test <- survdiff(yk ~ g)
  cc <- c_of(yk, as.integer(g))
  list(n = sum(keep), events = sum(yk[, 2]), logrank = test$chisq,
       logrank_p = pchisq(test$chisq, nlevels(g) - 1, lower.tail = FALSE),
       factor = gain(coxph(yk ~ g)), linear = gain(coxph(yk ~ marker[keep])),
       medians = unname(quantile(survfit(yk ~ g), 0.5, conf.int = FALSE)[, 1]),
       c = unname(cc$concordance), c_se = sqrt(unname(cc$var)))
}
both <- !is.na(d$donor_cmv)
a <- c_of(y[both], as.integer(d$disease_group[both]))
b <- c_of(y[both], as.integer(d$donor_cmv[both]))
write_json(list(
  scores = list(score(d$disease_group, d$age), score(d$donor_cmv, as.integer(d$donor_cmv))),
  pair = list(n = sum(both), events = sum(y[both, 2]),
              first = gain(coxph(y[both] ~ d$disease_group[both])),
              other = gain(coxph(y[both] ~ d$donor_cmv[both])),
              difference = unname(b$concordance - a$concordance),
              difference_se = sqrt(sum((b$dfbeta - a$dfbeta)^2)),
              counts = unname(unclass(table(d$disease_group[both], d$donor_cmv[both])))
  )), "compare", "study")
