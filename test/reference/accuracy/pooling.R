# Pooled estimates of metafor. From the repository root:
#   Rscript test/reference/accuracy/pooling.R
# Made with R 4.2.2, metafor 3.8-1. Iterations are carried to the end (threshold, tol).
suppressMessages(library(metafor))
source("test/reference/response/json.R")

fit_of <- function(y, s, method, knha, level) {
  f <- suppressWarnings(rma(y, sei = s, method = method, test = if (knha) "knha" else "z",
           level = 100 * level,
           control = list(threshold = 1e-14, maxiter = 10000, tol = 1e-14, tau2.max = 1e4)))
  p <- predict(f)
  result <- list(method = method, knha = knha, level = level, estimate = as.numeric(f$beta),
                 std_error = f$se, low = f$ci.lb, high = f$ci.ub, statistic = f$zval, p = f$pval,
                 q = f$QE, q_p = f$QEp, tau2 = f$tau2, i2 = f$I2 / 100,
                 weights = unname(weights(f)) / 100)
  if (method != "FE") {
    c <- confint(f, control = list(tol = 1e-14, tau2.max = 1e4))$random
    result <- c(result, list(prediction_low = p$pi.lb, prediction_high = p$pi.ub,
                             tau2_low = c[1, 2], tau2_high = c[1, 3],
                             i2_low = c[3, 2] / 100, i2_high = c[3, 3] / 100))
  }
  result
}

one <- function(name, y, s, level = 0.95) {
  fits <- list(fit_of(y, s, "FE", FALSE, level))
  for (method in c("DL", "REML", "PM"))
    for (knha in c(FALSE, TRUE)) fits[[length(fits) + 1]] <- fit_of(y, s, method, knha, level)
  list(name = name, estimate = y, std_error = s, fits = fits)
}

set.seed(20261121)
many <- round(rnorm(24, 0.4, 0.5), 3)
bcg <- escalc(measure = "RR", ai = tpos, bi = tneg, ci = cpos, di = cneg, data = dat.bcg)
cases <- list(
  one("five", c(0.3, 0.5, 0.1, 0.9, 0.45), c(0.1, 0.2, 0.15, 0.3, 0.12)),
  one("two", c(0.2, 0.7), c(0.15, 0.21)),
  one("alike", c(0.40, 0.41, 0.39, 0.42), c(0.2, 0.3, 0.25, 0.15)),
  one("apart", c(-1, 0.5, 2, 3.5, 0), c(0.1, 0.2, 0.1, 0.3, 0.15), level = 0.9),
  one("uneven", many, round(runif(24, 0.02, 0.9), 3), level = 0.99),
  one("bcg", as.numeric(bcg$yi), sqrt(as.numeric(bcg$vi))))
write_json(cases, "pooling", "accuracy")
