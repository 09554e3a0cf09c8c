# Rubin's rules as mice applies them: to given estimates and variances, and to Cox models on given
# completed data. Run from the repository root:
#   Rscript test/reference/imputation/rubin.R
# Made with R 4.2.2, mice 3.15.0, survival 3.5-3.
suppressMessages({library(mice); library(survival)})
source("test/reference/survival/cox_sets.R")

set.seed(11)
scalars <- list()
add <- function(q, u, n = Inf, k = 1) {
  p <- pool.scalar(q, u, n = n, k = k)
  scalars[[length(scalars) + 1]] <<- list(
    q = arr(q), u = arr(u), complete_df = if (is.finite(n)) n - k else NULL, estimate = p$qbar,
    within = p$ubar, between = p$b, variance = p$t, df = p$df, r = p$r, fmi = p$fmi)
}
add(c(1, 2), c(0.5, 0.7))
add(c(0.31, 0.28, 0.35, 0.30, 0.33), c(0.01, 0.012, 0.009, 0.011, 0.01), 150, 4)
add(rnorm(20, 5, 3), runif(20, 0.5, 2))
add(rnorm(20, 5, 3), runif(20, 0.5, 2), 30, 6)
add(rep(2, 5), rep(0.1, 5), 80, 3)
add(1 + 1e-9 * rnorm(10), rep(0.1, 10), 80, 3)
add(rnorm(3, 0, 100), rep(1e-6, 3), 12, 2)

# The lung data, filled five times by a rule that anyone can repeat.
l <- lung[, c("time", "status", "age", "sex", "ph.ecog", "wt.loss")]
m <- 5
filled <- lapply(seq_len(m), function(k) {
  d <- l
  for (v in c("ph.ecog", "wt.loss")) {
    miss <- which(is.na(d[[v]]))
    seen <- d[[v]][!is.na(d[[v]])]
    d[[v]][miss] <- seen[(seq_along(miss) * 17 * k) %% length(seen) + 1]
  }
  d
})
fits <- lapply(filled, function(d) coxph(Surv(time, status) ~ age + sex + ph.ecog + wt.loss, d))
p <- summary(pool(as.mira(fits)), conf.int = TRUE, exponentiate = TRUE, type = "all")
cox <- list(formula = "Surv(time, status) ~ age + sex + ph.ecog + wt.loss",
            time = arr(l$time), status = arr(l$status), age = arr(l$age), sex = arr(l$sex),
            ph_ecog = arr(l$ph.ecog), wt_loss = arr(l$wt.loss),
            filled_ecog = do.call(rbind, lapply(filled, function(d) d$ph.ecog[is.na(l$ph.ecog)])),
            filled_loss = do.call(rbind, lapply(filled, function(d) d$wt.loss[is.na(l$wt.loss)])),
            hr = arr(p$estimate), std_error = arr(p$std.error), df = arr(p$df), p = arr(p$p.value),
            low = arr(p[["2.5 %"]]), high = arr(p[["97.5 %"]]), fmi = arr(p$fmi),
            lambda = arr(p$lambda))
writeLines(to_json(list(scalars = scalars, cox = cox)), "test/reference/imputation/rubin.json")
