# R survival: coxph.fit for every gene.
source("bench/peers/common.R"); suppressMessages(library(survival))
x <- data_of("x"); y <- Surv(data_of("time"), data_of("status")); control <- coxph.control()
measure(function() vapply(seq_len(ncol(x)), function(j) {
  fit <- coxph.fit(x[, j, drop = FALSE], y, NULL, NULL, NULL, control, NULL, "efron", NULL, resid = FALSE)
  c(fit$coefficients, sqrt(fit$var))
}, c(0, 0)), function(found) {
  c(sum(abs(found[1, ])), sum((found[1, ] / found[2, ])^2), found[, 1], sum(found[1, ]))
})
