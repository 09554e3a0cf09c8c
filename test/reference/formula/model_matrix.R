# Model matrices, term names and rows of coxph, and the strata of survfit, for many formulas.
# Writes model_matrix.json beside this file. Run from the repository root.
suppressMessages({library(survival); library(rms); library(splines)})

set.seed(20)
n <- 60
d <- data.frame(
  time = round(rexp(n, 0.1) + 0.1, 1), event = rbinom(n, 1, 0.6),
  age = round(rnorm(n, 65, 9)), wbc = round(exp(rnorm(n, 2, 1)), 2),
  sex = sample(c("F", "M"), n, TRUE), stage = sample(1:3, n, TRUE),
  grp = sample(c("a", "bb", "ccc"), n, TRUE), centre = sample(c(10, 20, 100000), n, TRUE),
  prior = sample(c(TRUE, FALSE), n, TRUE), blasts = round(runif(n, 0, 100)),
  stringsAsFactors = FALSE)
names(d)[names(d) == "blasts"] <- "blast %"
d$status12 <- d$event + 1
d$start <- round(d$time / 3, 2)
d$age[c(3, 17)] <- NA; d$grp[c(5, 17, 30)] <- NA; d$wbc[44] <- NA; d$stage[9] <- NA
d$prior[11] <- NA
d$rare <- ifelse(seq_len(n) %in% c(3, 17), "z", d$grp)  # "z" only where age is missing

cox_formulas <- c(
  "Surv(time, event) ~ age", "Surv(time, event) ~ age + sex", "Surv(time, event) ~ sex + age + sex:age",
  "Surv(time, event) ~ age:sex", "Surv(time, event) ~ sex:grp", "Surv(time, event) ~ age + age:sex",
  "Surv(time, event) ~ sex * grp", "Surv(time, event) ~ sex + sex:grp",
  "Surv(time, event) ~ (age + sex + grp)^2", "Surv(time, event) ~ (age + sex + grp)^2 - age:sex",
  "Surv(time, event) ~ (age + sex + grp)^3", "Surv(time, event) ~ sex * grp * age",
  "Surv(time, event) ~ grp:sex:age", "Surv(time, event) ~ grp:sex + grp:age",
  "Surv(time, event) ~ strata(sex) * age", "Surv(time, event) ~ strata(sex):age",
  "Surv(time, event) ~ strata(stage):grp", "Surv(time, event) ~ grp * strata(sex)",
  "Surv(time, event) ~ age * strata(stage, prior)", "Surv(time, event) ~ age + strata(sex) + strata(stage)",
  "Surv(time, event) ~ I(age/10) + I(age>60) + log(wbc) + I(age^2)",
  "Surv(time, event) ~ I( age+ stage *2) + I(-age) + I(age%%2) + I(age%/%7)",
  "Surv(time, event) ~ factor(stage) + factor(sex)", "Surv(time, event) ~ factor(stage) * age",
  "Surv(time, event) ~ factor(centre) + log(wbc , 2) + log( wbc,base=10)+log(wbc,3)",
  "Surv(time, event) ~ factor(age > 60) + prior", "Surv(time, event) ~ prior * sex",
  "Surv(time, event) ~ prior:sex", "Surv(time, event) ~ (age > 60) + sex", "Surv(time, event) ~ sex == 'M'",
  "Surv(time, event) ~ factor(grp, levels=c('bb','a','ccc')) + relevel(factor(sex), ref='M')",
  "Surv(time, event) ~ grp %in% sex", "Surv(time, event) ~ grp/sex", "Surv(time, event) ~ (grp + sex)/age",
  "Surv(time, event) ~ age + 0 + sex", "Surv(time, event) ~ age - 1 + sex", "Surv(time, event) ~ age * sex - age",
  "Surv(time, event) ~ sex * grp - sex", "Surv(time, event) ~ age + age + I(age/2)", "Surv(time, event) ~ age^2 + age:age",
  "Surv(time, event) ~ sex + offset(age/10) + cluster(centre)", "Surv(time, event) ~ `blast %` + I(`blast %`/10) + `age`",
  "Surv(time, event) ~ log1p(wbc) + exp(age/100) + sqrt(wbc) + abs(age - 65) + log10(wbc) + log2(wbc)",
  "Surv(time, event) ~ pmin(age, 70) + pmax(age, 60, stage) + round(wbc) + floor(wbc) + ceiling(wbc)",
  "Surv(time, event) ~ cut(age, c(0, 55, 65, 120)) + cut(wbc, c(0, 2.5, 7.25, 1e3), right = FALSE)",
  "Surv(time, event) ~ cut(age, c(-Inf, 60, Inf))", "Surv(time, event) ~ cut(age, c(0, 60, Inf))", "Surv(time, event) ~ cut(age, breaks = c(-Inf, 60, Inf), labels = c('young', 'old'))", "Surv(time, event) ~ scale(age)",
  "Surv(time, event) ~ ifelse(age > 70, 1, 0) + I(ifelse(sex == 'M', age, 0))", "Surv(time, event) ~ ifelse(age > 70, 'old', 'young')",
  "Surv(time, event) ~ I(sex %in% c('M', 'X')) + I(stage != 2 & age < 70 | prior) + I(!prior)",
  "Surv(time, event) ~ rcs(age, 4)", "Surv(time, event) ~ rcs(age)", "Surv(time, event) ~ rcs(age, 3) * sex",
  "Surv(time, event) ~ rcs(age, c(50, 60, 75)) + grp", "Surv(time, event) ~ rcs(log(wbc), 3):sex", "Surv(time, event) ~ rcs(age, 3) + rcs(wbc, 7)",
  "Surv(time, event) ~ ns(age, 3)", "Surv(time, event) ~ ns(age, df = 1) + ns(wbc, knots = c(5, 10))", "Surv(time, event) ~ ns(age, 5):sex",
  "Surv(time, event) ~ rare + age", "Surv(time, event) ~ factor(rare) + age", "Surv(time, event) ~ rare:sex + age",
  "Surv(time, status12) ~ age", "Surv(time, status12 == 2) ~ age", "Surv(start, time, event) ~ age + sex",
  "Surv(time/30.4375, prior) ~ age", "Surv(time, event) ~ 1", "Surv(time) ~ sex",
  "Surv(time, event) ~ as.numeric(age) + as.factor(stage)", "Surv(time, event) ~ I(age - 65):sex + I((age - 65)^2)",
  "Surv(time, event) ~ -age + sex", "Surv(time, event) ~ sex + (age + grp):prior", "Surv(time, event) ~ a:sex",
  "Surv(time, event) ~ I(age > 60 & sex == \"M\") + I(1e5 * age) + I(age/123456.7)", "Surv(time, event) ~ is.na(wbc) + sex",
  "Surv(time, event) ~ .", "Surv(time, event) ~ . - grp - rare - wbc")
cox_formulas <- setdiff(cox_formulas, "Surv(time, event) ~ a:sex")

cox_case <- function(text) {
  fit <- suppressWarnings(coxph(as.formula(text), d, x = TRUE, y = TRUE,
                                control = coxph.control(iter.max = 0)))
  x <- if (is.null(fit$x)) matrix(0, fit$n, 0) else fit$x
  rows <- setdiff(seq_len(nrow(d)), as.integer(fit$na.action))
  # R pads the levels of strata(a, b) to a common width from b on; the padding is not kept here.
  list(formula = text, names = I(gsub(" +(:|$)", "\\1", as.character(colnames(x)))), terms = I(as.character(names(fit$assign))), rows = I(rows - 1L),
       event = I(as.integer(fit$y[, ncol(fit$y)])), time = I(as.numeric(fit$y[, ncol(fit$y) - 1])),
       columns = I(lapply(seq_len(ncol(x)), function(j) as.numeric(x[, j]))))
}

curve_formulas <- c("~ sex", "~ grp", "~ stage + sex", "~ sex + grp + prior", "~ factor(stage)", "~ I(age > 60)",
  "~ age > 60", "~ prior", "~ centre", "~ strata(sex)", "~ strata(stage)", "~ grp + strata(stage)", "~ strata(stage, grp)",
  "~ strata(sex, grp)", "~ cut(age, c(0, 60, 100))", "~ rare + I(age > 0)")
curve_case <- function(text) {
  fit <- survfit(as.formula(paste("Surv(time, event)", text)), d)
  # Padding as above.
  trimmed <- gsub(" +(,|$)", "\\1", names(fit$strata))
  list(formula = paste("Surv(time, event)", text), groups = I(trimmed), n = I(as.numeric(fit$n)))
}

# jsonlite stops at 15 significant digits; a double needs 17.
json <- function(x) {
  if (is.list(x) && !is.null(names(x)))
    return(paste0("{", paste0('"', names(x), '":', vapply(x, json, ""), collapse = ",\n"), "}"))
  if (is.list(x)) return(paste0("[", paste(vapply(x, json, ""), collapse = ",\n"), "]"))
  text <- if (is.character(x)) encodeString(x, quote = '"') else if (is.logical(x)) tolower(x) else sprintf("%.17g", x)
  text[is.na(x)] <- "null"
  if (inherits(x, "AsIs") || length(x) != 1) paste0("[", paste(text, collapse = ","), "]") else text
}
out <- list(data = lapply(d, I), cox = lapply(cox_formulas, cox_case), curves = lapply(curve_formulas, curve_case))
writeLines(json(out), "test/reference/formula/model_matrix.json")
