# Covariates that change with time, cut by R's tmerge: intervals, Cox models, Simon-Makuch curves, Mantel and Byar's test.
# From the repository root:
#   Rscript test/reference/survival/time_dependent.R
suppressMessages({library(survival); library(jsonlite)})
bmt <- read.csv("test/reference/data/bmt.csv")
bmt$id <- seq_len(nrow(bmt))
acute <- ifelse(bmt$da == 1, bmt$ta, NA)
platelets <- ifelse(bmt$dp == 1, bmt$tp, NA)
d <- tmerge(bmt, bmt, id = id, dfs = event(t2, d3), acute = tdc(acute), platelets = tdc(platelets))
fit <- coxph(Surv(tstart, tstop, dfs) ~ acute + platelets + factor(group) + I(z10 == 1), d, eps = 1e-13, iter.max = 50)
curves <- survfit(Surv(tstart, tstop, dfs) ~ platelets, d)
test <- coxph(Surv(tstart, tstop, dfs) ~ platelets, d, ties = "exact", iter.max = 0)
times <- c(30, 100, 365, 730)
at <- summary(curves, times, extend = TRUE)
writeLines(toJSON(list(
  rows = list(id = d$id, start = d$tstart, stop = d$tstop, event = d$dfs, acute = d$acute, platelets = d$platelets),
  cox = list(coef = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))), loglik = fit$loglik),
  curves = list(times = times, surv = matrix(at$surv, nrow = 2, byrow = TRUE), std_err = matrix(at$std.err, nrow = 2, byrow = TRUE),
                n_risk = matrix(at$n.risk, nrow = 2, byrow = TRUE)),
  mantel_byar = unbox(test$score)), digits = I(17), na = "null"), "test/reference/survival/time_dependent.json")
