# R survival: a tight loop of coxph.fit and concordancefit over resamples.
source("bench/peers/common.R"); suppressMessages(library(survival))
x <- data_of("x"); y <- Surv(data_of("time"), data_of("status")); n <- nrow(x); control <- coxph.control()
fit <- function(x, y) coxph.fit(x, y, NULL, NULL, NULL, control, NULL, "efron", rownames(x), resid = FALSE)$coefficients
c_of <- function(y, beta, x) concordancefit(y, drop(x %*% beta), reverse = TRUE, std.err = FALSE)$concordance
measure(function() {
  set.seed(1)
  optimism <- replicate(resamples, {
    rows <- sample.int(n, replace = TRUE)
    beta <- fit(x[rows, ], y[rows, ])
    c_of(y[rows, ], beta, x[rows, ]) - c_of(y, beta, x)
  })
  c(c_of(y, fit(x, y), x), mean(optimism))
}, function(found) found[1])
