# What R says to the questions of `venscope fit`: survfit, survdiff, coxph, cox.zph, concordance, fisher.test, cuminc, crr,
# riskRegression's Score.
# Writes fit.json beside this file: per case the arguments of the program and, per place in its JSON ("*": every
# element of a list), the values expected. Run from the repository root.
suppressMessages({library(survival); library(rms); library(cmprsk); library(riskRegression)})
options(warn = -1)

read <- function(name) read.csv(sprintf("test/reference/data/%s.csv", name), stringsAsFactors = FALSE)
unpadded <- function(names) gsub(" +(,|:|$)", "\\1", names)

km <- function(data, formula, times = NULL, type = "log", level = 0.95, weights = NULL) {
  d <- read(data)
  fit <- do.call(survfit, c(list(as.formula(formula), d, conf.type = type, conf.int = level), if (!is.null(weights)) list(weights = d[[weights]])))
  s <- summary(fit, censored = TRUE); tab <- s$table
  if (is.null(dim(tab))) tab <- t(as.matrix(tab))
  list(kind = "km", data = data, formula = formula,
    options = c("--conf-type", type, "--conf-level", level, if (!is.null(times)) c("--times", paste(times, collapse = ",")), if (!is.null(weights)) c("--weights", weights)),
    expected = c(list("strata/*/stratum" = if (is.null(fit$strata)) "all" else unpadded(names(fit$strata)), "strata/*/n" = fit$n,
      "strata/*/median" = tab[, "median"], "strata/*/rmean" = tab[, "rmean"], "strata/*/rmean_se" = tab[, "se(rmean)"],
      "strata/*/curve/*/time" = s$time, "strata/*/curve/*/n_risk" = s$n.risk, "strata/*/curve/*/n_event" = s$n.event, "strata/*/curve/*/n_censor" = s$n.censor,
      "strata/*/curve/*/surv" = s$surv, "strata/*/curve/*/std_err" = s$std.err),
      if (type != "none") list("strata/*/curve/*/lower" = s$lower, "strata/*/curve/*/upper" = s$upper,
        "strata/*/median_low" = tab[, ncol(tab) - 1], "strata/*/median_high" = tab[, ncol(tab)]),
      if (!is.null(times)) { a <- summary(fit, times = times)
        list("strata/*/at/*/surv" = a$surv, "strata/*/at/*/n_risk" = a$n.risk, "strata/*/at/*/std_err" = a$std.err, "strata/*/at/*/lower" = a$lower) }))
}

logrank <- function(data, formula, rho = 0) {
  fit <- survdiff(as.formula(formula), read(data), rho = rho)
  total <- function(x) if (is.matrix(x)) rowSums(x) else x
  df <- sum(total(fit$exp) > 0) - 1
  list(kind = "logrank", data = data, formula = formula, options = c("--rho", rho),
    expected = list("groups/*/group" = unpadded(if (is.null(names(fit$n))) dimnames(fit$n)[[1]] else names(fit$n)), "groups/*/n" = fit$n, "groups/*/observed" = total(fit$obs),
      "groups/*/expected" = total(fit$exp), chisq = fit$chisq, df = df, p = pchisq(fit$chisq, df, lower.tail = FALSE)))
}

cox <- function(data, formula, ties = "efron", robust = NULL, weights = NULL, level = 0.95) {
  d <- read(data)
  fit <- do.call(coxph, c(list(as.formula(formula), d, ties = ties), if (!is.null(robust)) list(robust = TRUE), if (!is.null(weights)) list(weights = d[[weights]])))
  s <- summary(fit, conf.int = level); co <- s$coefficients; naive <- if (is.null(fit$naive.var)) fit$var else fit$naive.var
  test <- function(name, values) setNames(as.list(values), sprintf("tests/%s/%s", name, c("statistic", "df", "p")))
  ok <- !is.na(coef(fit)); or_na <- function(x) { x[!ok] <- NA; x }
  z <- if (ties == "exact") NULL else cox.zph(fit)$table
  list(kind = "cox", data = data, formula = formula,
    options = c("--ties", ties, "--conf-level", level, if (!is.null(robust)) "--robust", if (!is.null(weights)) c("--weights", weights)),
    expected = c(list(n = fit$n, events = fit$nevent, "terms/*/term" = unpadded(names(coef(fit))), "terms/*/coef" = coef(fit), "terms/*/exp_coef" = exp(coef(fit)),
      "terms/*/std_error" = or_na(sqrt(diag(as.matrix(naive)))), "terms/*/robust_se" = if (is.null(fit$naive.var)) rep(NA, length(ok)) else or_na(sqrt(diag(as.matrix(fit$var)))),
      "terms/*/z" = co[, "z"], "terms/*/p" = co[, ncol(co)], "terms/*/conf_low" = s$conf.int[, 3], "terms/*/conf_high" = s$conf.int[, 4], "vcov/*/*" = as.numeric(t(vcov(fit))),
      "loglik/*" = fit$loglik, aic = AIC(fit), bic = BIC(fit), "concordance/estimate" = fit$concordance[["concordance"]], "concordance/std_error" = fit$concordance[["std"]]),
      test("likelihood_ratio", s$logtest), test("wald", c(fit$wald.test, s$waldtest[2:3])), test("score", s$sctest),
      if (!is.null(z)) list("zph/*/term" = rownames(z), "zph/*/chisq" = z[, 1], "zph/*/df" = z[, 2], "zph/*/p" = z[, 3])))
}

conc <- function(data, formula) {
  fit <- concordance(as.formula(formula), read(data), reverse = TRUE)
  count <- fit$count; if (is.matrix(count)) count <- colSums(count)
  list(kind = "concordance", data = data, formula = formula, options = character(0),
    expected = c(list("harrell/estimate" = fit$concordance, "harrell/std_error" = sqrt(fit$var)),
      setNames(as.list(count), paste0("harrell/", c("concordant", "discordant", "tied_x", "tied_y", "tied_xy")))))
}

tab <- function(data, outcome, group) {
  d <- read(data); counts <- table(d[[group]], d[[outcome]]); f <- fisher.test(counts)
  pearson <- chisq.test(counts, correct = FALSE); yates <- chisq.test(counts, correct = TRUE); two <- all(dim(counts) == 2)
  list(kind = "table", data = data, formula = paste(outcome, "~", group), options = character(0),
    expected = c(list("groups/*" = rownames(counts), "outcomes/*" = colnames(counts), "counts/*/*" = as.numeric(t(counts)), "pearson/chisq" = pearson$statistic[[1]], "pearson/df" = pearson$parameter[[1]], "pearson/p" = pearson$p.value,
      "fisher/p" = f$p.value, "fisher/odds_ratio" = if (two) f$estimate[[1]] else NA), if (two) list("yates/chisq" = yates$statistic[[1]], "fisher/conf_low" = f$conf.int[1], "fisher/conf_high" = f$conf.int[2])))
}

incidence <- function(data, time, cause, group, rho = 0) {
  d <- read(data); d$.state <- factor(d[[cause]], 0:max(d[[cause]])); causes <- setdiff(sort(unique(d[[cause]])), 0)
  fit <- survfit(as.formula(sprintf("Surv(%s, .state) ~ %s", time, group)), d)
  stratum <- rep(seq_along(fit$strata), fit$strata)
  by_curve <- function(x) unlist(lapply(seq_along(fit$strata), function(g) lapply(causes, function(k) x[stratum == g, match(as.character(k), fit$states)])))
  gray <- cuminc(d[[time]], d[[cause]], d[[group]], rho = rho)$Tests
  list(kind = "cuminc", data = data, formula = sprintf("Surv(%s, %s) ~ %s", time, cause, group), options = c("--rho", rho),
    expected = list("strata/*/stratum" = unpadded(names(fit$strata)), "strata/*/causes/*/cause" = rep(causes, length(fit$strata)),
      "strata/*/causes/*/curve/*/estimate" = by_curve(fit$pstate), "strata/*/causes/*/curve/*/std_err" = by_curve(fit$std.err),
      "strata/*/causes/*/curve/*/lower" = by_curve(fit$lower), "strata/*/causes/*/curve/*/upper" = by_curve(fit$upper),
      "gray/*/cause" = causes, "gray/*/statistic" = gray[, "stat"], "gray/*/df" = gray[, "df"], "gray/*/p" = gray[, "pv"]))
}

subdistribution <- function(data, time, cause, right, k) {
  d <- read(data); x <- model.matrix(as.formula(paste("~", right)), d)[, -1, drop = FALSE]
  fit <- crr(d[[time]], d[[cause]], x, failcode = k, gtol = 1e-9)
  fit <- crr(d[[time]], d[[cause]], x, failcode = k, init = fit$coef + as.vector(fit$invinf %*% fit$score), maxiter = 0)
  se <- sqrt(diag(fit$var)); z <- fit$coef / se
  list(kind = "finegray", data = data, formula = sprintf("Surv(%s, %s) ~ %s", time, cause, right), options = c("--cause", k),
    expected = list(events = sum(d[[cause]] == k), "terms/*/term" = colnames(x), "terms/*/coef" = fit$coef, "terms/*/std_error" = se, "terms/*/robust_se" = se,
      "terms/*/z" = z, "terms/*/p" = 2 * pnorm(-abs(z)), "terms/*/conf_low" = exp(fit$coef - qnorm(0.975) * se), "terms/*/conf_high" = exp(fit$coef + qnorm(0.975) * se),
      "vcov/*/*" = as.numeric(t(fit$var)), "loglik/*" = c(fit$loglik.null, fit$loglik)))
}

# A marker is no risk: its ranks, which have the same ROC curve, are given to Score.
roc <- function(data, time, status, marker, times) {
  d <- read(data); d <- d[complete.cases(d[c(time, "status", marker)]), ]; d$.event <- eval(parse(text = status), d)
  x <- d[[marker]]; risk <- (match(x, sort(unique(x))) - 0.5) / length(unique(x))
  s <- suppressMessages(suppressWarnings(Score(list(a = risk), formula = as.formula(sprintf("Surv(%s, .event) ~ 1", time)), data = d, times = times,
    metrics = "auc", cens.method = "ipcw", cens.model = "km", se.fit = TRUE, conf.int = TRUE)))
  a <- s$AUC$score
  list(kind = "roc", data = data, formula = sprintf("Surv(%s, %s) ~ %s", time, status, marker), options = c("--times", paste(times, collapse = ",")),
    expected = list(n = nrow(d), "times/*/time" = a$times, "times/*/auc" = a$AUC, "times/*/std_error" = a$se, "times/*/conf_low" = a$lower, "times/*/conf_high" = a$upper))
}

cases <- list(
  km("lung", "Surv(time, status) ~ sex", c(180, 365)), km("lung", "Surv(time, status == 2) ~ sex + factor(ph.ecog)", type = "log-log"),
  km("lung", "Surv(time/30.4375, status) ~ I(age > 60)", type = "plain", level = 0.9), km("veteran", "Surv(time, status) ~ celltype", type = "none"),
  km("heart", "Surv(start, stop, event) ~ transplant"), km("channing", "Surv(ageentry, age, death) ~ gender"), km("fractional_weights", "Surv(time, event) ~ group", weights = "weight"),
  km("bmt", "Surv(t2, d3) ~ 1", c(100, 300, 600)), km("time_zero", "Surv(time, event) ~ group"), km("near_ties", "Surv(time, event) ~ group"), km("n1_event", "Surv(time, event) ~ 1"),
  logrank("lung", "Surv(time, status) ~ sex"), logrank("lung", "Surv(time, status) ~ ph.ecog + strata(sex)"), logrank("veteran", "Surv(time, status) ~ celltype + trt", 1),
  logrank("larynx", "Surv(time, delta) ~ stage", 0.5), logrank("ties_everywhere", "Surv(time, event) ~ group + strata(stratum)"), logrank("empty_group", "Surv(time, event) ~ group"),
  cox("lung", "Surv(time, status) ~ age + sex"), cox("lung", "Surv(time, status) ~ age + factor(ph.ecog) + strata(sex)", "breslow"), cox("ovarian", "Surv(futime, fustat) ~ age + rx", "exact"),
  cox("lung", "Surv(time, status) ~ age * sex + offset(ph.karno/100)", level = 0.9), cox("lung", "Surv(time, status) ~ rcs(age, 4) + sex"), cox("lung", "Surv(time, status) ~ strata(sex) * age"),
  cox("lung", "Surv(time, status) ~ age + cluster(inst)"), cox("lung", "Surv(time, status) ~ log(age) + I(wt.loss/10)", robust = TRUE), cox("rats", "Surv(time, status) ~ rx + cluster(litter)"),
  cox("heart", "Surv(start, stop, event) ~ (age + surgery) * transplant"), cox("fractional_weights", "Surv(time, event) ~ group + x", weights = "weight"),
  cox("pbc", "Surv(time, status == 2) ~ age + log(bili) + edema + log(albumin)"), cox("bmt", "Surv(t2, d3) ~ factor(group) + z1 * z2 + z8"), cox("channing", "Surv(ageentry, age, death) ~ gender"),
  cox("ties_everywhere", "Surv(time, event) ~ group + x + z"),
  conc("lung", "Surv(time, status) ~ age"), conc("pbc", "Surv(time, status == 2) ~ bili + strata(trt)"), conc("ties_everywhere", "Surv(time, event) ~ x"),
  tab("lung", "status", "sex"), tab("lung", "ph.ecog", "sex"), tab("veteran", "trt", "celltype"),
  incidence("pbc", "time", "status", "trt"), incidence("pbc", "time", "status", "stage", rho = 1), subdistribution("pbc", "time", "status", "age + sex + log(bili) + factor(stage)", 2),
  subdistribution("pbc", "time", "status", "age + albumin", 1),
  roc("lung", "time", "status == 2", "age", c(180, 365, 700)), roc("pbc", "time", "status == 2", "bili", c(1000, 2000)))

text <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', vapply(x, text, ""), collapse = ",\n "), "}"))
  x <- unname(x)
  body <- if (is.character(x)) encodeString(x, quote = '"') else ifelse(is.finite(x), sprintf("%.17g", x), "null")
  paste0("[", paste(body, collapse = ","), "]")
}
one <- function(case) sprintf('{"kind":"%s","data":"%s","formula":%s,"options":%s,\n"expected":%s}', case$kind, case$data,
  encodeString(case$formula, quote = '"'), text(as.character(case$options)), text(case$expected))
writeLines(paste0("[", paste(vapply(cases, one, ""), collapse = ",\n"), "]"), "test/reference/program/fit.json")
