# What R's survival says of studies/bmt-leukaemia: every number that the report shows.
# Run from the repository root: Rscript test/reference/study/bmt_leukaemia.R
library(survival)
source("test/reference/response/json.R")
d <- read.csv("studies/bmt-leukaemia/cohort.csv", stringsAsFactors = FALSE)
d$disease_group <- factor(d$disease_group, levels = c("ALL", "AML low risk", "AML high risk"))
d$age_decades <- d$age / 10
d$donor_age_decades <- d$donor_age / 10
d$waiting_months <- d$waiting_days / 30.4375
terms <- c("disease_group", "fab_m4_m5", "age_decades", "donor_age_decades", "cmv",
           "waiting_months", "mtx")

curves <- function(formula) {
  fit <- survfit(formula, data = d)
  table <- summary(fit)$table
  table <- matrix(table, ncol = 9, dimnames = list(NULL, if (is.matrix(table)) colnames(table) else names(table)))
  at <- summary(fit, times = c(12, 24, 36), extend = TRUE)
  groups <- if (is.null(fit$strata)) 1 else length(fit$strata)
  lapply(seq_len(groups), function(g) {
    rows <- if (groups == 1) 1:3 else which(as.integer(at$strata) == g)
    list(n = table[g, "n.start"], events = table[g, "events"], median = table[g, "median"],
         median_low = table[g, "0.95LCL"], median_high = table[g, "0.95UCL"],
         rmean = table[g, 5], rmean_se = table[g, 6],
         surv = at$surv[rows], std_err = at$std.err[rows], lower = at$lower[rows],
         upper = at$upper[rows], n_risk = at$n.risk[rows])
  })
}

model <- function(formula) {
  fit <- coxph(formula, data = d)
  s <- summary(fit)
  z <- cox.zph(fit)$table
  list(terms = names(coef(fit)), coef = unname(coef(fit)),
       std_error = unname(sqrt(diag(vcov(fit)))),
       p = unname(s$coefficients[, "Pr(>|z|)"]), conf_low = unname(s$conf.int[, "lower .95"]),
       conf_high = unname(s$conf.int[, "upper .95"]), loglik = fit$loglik,
       likelihood_ratio = unname(s$logtest["test"]), wald = unname(s$waldtest["test"]),
       wald_exact = fit$wald.test, score = unname(s$sctest["test"]), aic = AIC(fit), bic = BIC(fit),
       concordance = unname(s$concordance["C"]), concordance_se = unname(s$concordance["se(C)"]),
       zph = list(term = rownames(z), chisq = unname(z[, "chisq"]), df = unname(z[, "df"]),
                  p = unname(z[, "p"])))
}

endpoint <- function(time, event) {
  d$time <<- d[[time]] / 30.4375
  d$event <<- d[[event]]
  test <- survdiff(Surv(time, event) ~ disease_group, data = d)
  pairs <- combn(levels(d$disease_group), 2)
  chisq <- apply(pairs, 2, function(two) {
    survdiff(Surv(time, event) ~ disease_group, data = d[d$disease_group %in% two, ])$chisq
  })
  follow_up <- summary(survfit(Surv(time, 1 - event) ~ 1, data = d))$table
  list(
    overall = curves(Surv(time, event) ~ 1),
    by_group = curves(Surv(time, event) ~ disease_group),
    logrank = list(observed = test$obs, expected = test$exp, chisq = test$chisq,
                   p = pchisq(test$chisq, 2, lower.tail = FALSE)),
    pairwise = list(chisq = chisq, p = p.adjust(pchisq(chisq, 1, lower.tail = FALSE), "holm")),
    follow_up = list(median = follow_up[["median"]], low = follow_up[["0.95LCL"]],
                     high = follow_up[["0.95UCL"]]),
    multivariable = model(reformulate(terms, "Surv(time, event)")),
    univariable = lapply(terms, function(term) model(reformulate(term, "Surv(time, event)"))))
}

out <- list(R = R.version.string, survival = as.character(packageVersion("survival")), rows = nrow(d),
            OS = endpoint("os_days", "died"), DFS = endpoint("dfs_days", "dfs_event"))
write_json(out, "bmt_leukaemia", "study")
