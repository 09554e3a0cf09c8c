# R survival: coxph.fit for every gene; with "formula" after the seconds coxph() for 500 of them.
source("bench/peers/common.R"); suppressMessages(library(survival))
x <- data_of("x"); y <- Surv(data_of("time"), data_of("status")); control <- coxph.control()
estimate <- function(fit) c(fit$coefficients, sqrt(fit$var))
core <- function(j) estimate(coxph.fit(x[, j, drop = FALSE], y, NULL, NULL, NULL, control, NULL, "efron", NULL, resid = FALSE))
formula <- length(args) > 5 && args[6] == "formula"
genes <- if (formula) seq_len(min(500, ncol(x))) else seq_len(ncol(x))
one <- if (formula) function(j) estimate(coxph(y ~ x[, j])) else core
measure(function() vapply(genes, one, c(0, 0)), function(found) {
  # The sums are of all genes: those left out come from coxph.fit, not measured.
  found <- cbind(found, vapply(setdiff(seq_len(ncol(x)), genes), core, c(0, 0)))
  c(sum(abs(found[1, ])), sum((found[1, ] / found[2, ])^2), found[, 1], sum(found[1, ]))
}, share = length(genes) / ncol(x))
