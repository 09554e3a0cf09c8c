# Maximally selected rank statistics by the package maxstat. Run from the repository root:
#   Rscript test/reference/derivation/maximal_rank.R
# Made with R 4.2.2, maxstat 0.7-25, survival 3.5-3.
suppressMessages({library(maxstat); library(survival); library(jsonlite); library(mvtnorm)})
set.seed(4)
case <- function(time, event, marker, least) {
  # Log-rank scores: observed less expected events of each patient.
  scores <- residuals(coxph(Surv(time, event) ~ 1, ties = "breslow"), type = "martingale")
  data <- data.frame(y = unname(scores), x = marker)
  test <- function(method, ...) maxstat.test(y ~ x, data, smethod = "Data", pmethod = method,
                                             minprop = least, maxprop = 1 - least, ...)
  plain <- test("none")
  list(time = time, event = event, marker = marker, least = least, scores = unname(scores),
       statistic = unname(plain$statistic), cut = unname(plain$estimate),
       cuts = length(plain$cuts), lausen92 = test("Lau92")$p.value,
       lausen94 = test("Lau94")$p.value,
       gauss = tryCatch(test("exactGauss", abseps = 1e-5, maxpts = 4e5)$p.value,
                        error = function(e) NA))
}
cases <- list()
for (n in c(40, 90, 174)) for (effect in c(0, 0.7)) {
  marker <- round(rnorm(n), if (n == 174) 1 else 2)
  time <- round(rexp(n, 0.1 * exp(effect * (marker > 0.3))), 1) + 0.1
  censored <- runif(n, 3, 40)
  cases[[length(cases) + 1]] <- case(pmin(time, censored), as.integer(time <= censored), marker,
                                     if (n == 40) 0.2 else 0.1)
}
l <- lung[!is.na(lung$ph.karno) & !is.na(lung$age), ]
cases[[length(cases) + 1]] <- case(l$time, l$status - 1, l$age, 0.1)
writeLines(toJSON(cases, digits = I(17), auto_unbox = TRUE, na = "null"),
           "test/reference/derivation/maximal_rank.json")
