# Subgroups of the bundled two-arm cohorts by R: Cox and logistic models, likelihood ratio of the interaction,
# heterogeneity of differences.
# Rscript test/reference/study/subgroups.R
suppressPackageStartupMessages(library(survival))
source("test/reference/response/json.R")

hma <- read.csv("studies/hma-vs-ldac/cohort.csv", na.strings = "")
hma$arm <- factor(hma$arm, c("LDAC", "HMA"))
hma$months <- hma$os_days / 30.4375
hma$crc <- as.integer(hma$response %in% c("CR", "CRi"))
car <- read.csv("studies/car-t-bridging/cohort.csv", na.strings = "")
car$arm <- factor(car$arm, c("other", "venetoclax"))
car$months <- car$os_days / 30.4375
car$responder <- as.integer(car$response %in% c("CR", "CRi", "PR"))

cut_at <- function(x, cuts) cut(x, c(-Inf, cuts, Inf))

wald <- function(coef, se) list(coef = coef, std_error = se, estimate = exp(coef),
                                low = exp(coef - qnorm(0.975) * se), high = exp(coef + qnorm(0.975) * se))
cox_effect <- function(data, adjust) {
  fit <- coxph(as.formula(paste("Surv(months, died) ~ arm", adjust)), data)
  wald(coef(fit)[[1]], sqrt(vcov(fit)[1, 1]))
}
odds_effect <- function(data, y, adjust) {
  fit <- glm(as.formula(paste(y, "~ arm", adjust)), binomial, data, control = glm.control(epsilon = 1e-14, maxit = 100))
  wald(coef(fit)[[2]], sqrt(vcov(fit)[2, 2]))
}
one <- function(data, kind, y, column, factor, adjust, adjust_inside, keep) {
  data$part <- factor
  data <- data[!is.na(data$part), ]
  effects <- lapply(keep, function(level) {
    part <- data[data$part == level, ]
    effect <- if (kind == "cox") cox_effect(part, adjust_inside) else odds_effect(part, y, adjust_inside)
    c(list(level = level), effect)
  })
  data <- data[data$part %in% keep, ]
  data$part <- droplevels(as.factor(data$part))
  left <- if (kind == "cox") "Surv(months, died)" else y
  fit <- function(rhs) {
    f <- as.formula(paste(left, "~", rhs, adjust))
    if (kind == "cox") coxph(f, data) else glm(f, binomial, data, control = glm.control(epsilon = 1e-14, maxit = 100))
  }
  main <- fit("arm + part"); full <- fit("arm * part")
  statistic <- 2 * (as.numeric(logLik(full)) - as.numeric(logLik(main)))
  df <- length(keep) - 1
  list(column = column, effects = effects, statistic = statistic, df = df,
       p = pchisq(statistic, df, lower.tail = FALSE))
}
crude_cox <- list(
  one(hma, "cox", "", "age", cut_at(hma$age, 65), "", "", c("(-Inf,65]", "(65, Inf]")),
  one(hma, "cox", "", "centre", hma$centre, "", "", c("A", "B", "C")),
  one(hma, "cox", "", "prior_hma", hma$prior_hma, "", "", c("no", "yes")),
  one(hma, "cox", "", "eln2022", hma$eln2022, "", "", c("intermediate", "adverse")),
  one(hma, "cox", "", "blasts", cut_at(hma$blasts, c(30, 60)), "", "", c("(-Inf,30]", "(30,60]", "(60, Inf]")))
adjusted_cox <- list(
  one(hma, "cox", "", "sex", hma$sex, "+ age + prior_hma", "+ age + prior_hma", c("female", "male")),
  one(hma, "cox", "", "prior_hma", hma$prior_hma, "+ age", "+ age", c("no", "yes")),
  one(hma, "cox", "", "age", cut_at(hma$age, 65), "+ age + prior_hma", "+ age + prior_hma",
      c("(-Inf,65]", "(65, Inf]")))
odds <- list(
  one(car, "glm", "responder", "sex", car$sex, "", "", c("female", "male")),
  one(car, "glm", "responder", "disease_status", car$disease_status, "", "", c("relapsed", "refractory")),
  one(car, "glm", "responder", "blasts", cut_at(car$blasts, 30), "", "", c("(-Inf,30]", "(30, Inf]")))
odds_adjusted <- list(
  one(car, "glm", "responder", "sex", car$sex, "+ age", "+ age", c("female", "male")))
difference <- lapply(c("sex", "disease_status"), function(column) {
  parts <- split(car, car[[column]])
  d <- sapply(parts, function(x) diff(tapply(x$responder, x$arm, mean)))
  v <- sapply(parts, function(x) sum(tapply(x$responder, x$arm, function(y) mean(y) * (1 - mean(y)) / length(y))))
  mean <- sum(d / v) / sum(1 / v)
  q <- sum((d - mean)^2 / v)
  list(column = column, d = as.list(setNames(unname(d), names(parts))), statistic = q, df = length(d) - 1,
       p = pchisq(q, length(d) - 1, lower.tail = FALSE))
})
holm <- p.adjust(sapply(crude_cox, function(x) x$p), "holm")
write_json(list(cox = crude_cox, cox_adjusted = adjusted_cox, odds = odds, odds_adjusted = odds_adjusted,
                difference = difference, holm = holm, overall = cox_effect(hma, "")), "subgroups", "study")
