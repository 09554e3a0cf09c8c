# Tobit regression of values of either sign, from columns of a file: survival's survreg and survdiff.
# Run from the repository root:  Rscript test/reference/study/tobit.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/response/json.R")
suppressMessages(library(survival))
RNGversion("4.2.0"); set.seed(20261122)
arr <- function(v) as.list(unname(v))
as_text <- function(d) paste(capture.output(write.csv(d, row.names = FALSE, na = "", quote = FALSE)), collapse = "\n")
control <- survreg.control(maxiter = 200, rel.tolerance = 1e-14)
cases <- list()
add <- function(name, formula, d, surv, left = FALSE, dist = "gaussian", ranks = NULL) {
  d <- as.data.frame(lapply(d, function(x) if (is.numeric(x)) signif(x, 6) else x))
  f <- survreg(surv(d) ~ age + arm, data = d, dist = dist, control = control)
  one <- list(name = name, formula = formula, left = left, dist = dist, data = as_text(d), coef = arr(coef(f)), se = arr(sqrt(diag(vcov(f)))),
    scale = f$scale, loglik = f$loglik[2], loglik_null = f$loglik[1], n = length(f$linear.predictors))
  if (!is.null(ranks)) {
    s <- ranks(d)
    one$log_rank <- survdiff(s ~ arm, data = d)$chisq
    one$peto <- survdiff(s ~ arm, data = d, rho = 1)$chisq
  }
  cases[[length(cases) + 1]] <<- one
}
patients <- function(n) data.frame(age = rnorm(n, 60, 10), arm = sample(c("a", "b", "c"), n, TRUE))
values <- function(d) -2 + .05 * (d$age - 60) + .8 * (d$arm == "b") + rnorm(nrow(d))
shift <- function(v) v - min(v) + 1

d <- patients(60); y <- values(d); d$y <- pmin(y, -1); d$status <- as.integer(y <= -1)
add("right", "Surv(y, status) ~ age + arm", d, function(d) Surv(d$y, d$status), ranks = function(d) Surv(shift(d$y), d$status))
d <- patients(60); y <- values(d); d$y <- pmax(y, -2.5); d$status <- as.integer(y >= -2.5)
add("left", "Surv(y, status) ~ age + arm", d, function(d) Surv(d$y, d$status, type = "left"), left = TRUE, ranks = function(d) Surv(shift(-d$y), d$status))
d <- patients(80); y <- values(d); d$y <- pmin(pmax(y, -3), -1); d$status <- ifelse(y > -1, 0, ifelse(y < -3, 2, 1))
add("both sides", "Surv(y, status) ~ age + arm", d, function(d) Surv(d$y, d$y, d$status, type = "interval"))
# Some read to the half, some beyond a limit, some missing altogether.
d <- patients(90); y <- values(d)
d$low <- ifelse(y < -3.5, NA, ifelse(y < -2, floor(2 * y) / 2, y)); d$high <- ifelse(y < -3.5, -3.5, ifelse(y < -2, floor(2 * y) / 2 + .5, ifelse(y > 0, NA, y)))
d$low[y > 0] <- 0; d$low[1:3] <- NA; d$high[1:3] <- NA
add("intervals", "Surv(low, high, type = 'interval2') ~ age + arm", d, function(d) Surv(d$low, d$high, type = "interval2"))
d <- patients(50); y <- exp(values(d)); d$low <- ifelse(y < .05, NA, ifelse(y > .3, .3, y)); d$high <- ifelse(y < .05, .05, ifelse(y > .3, NA, y))
add("intervals of the logarithm", "Surv(time2 = high, time = low, type = 'interval2') ~ age + arm", d, function(d) Surv(d$low, d$high, type = "interval2"), dist = "lognormal")
# In mol/l: nothing is tied for being small.
d <- patients(40); y <- exp(values(d)) * 1e-8; d$y <- pmin(y, 3e-9); d$status <- as.integer(y <= 3e-9)
add("small units", "Surv(y, status) ~ age + arm", d, function(d) Surv(d$y, d$status), dist = "lognormal", ranks = function(d) Surv(d$y * 1e9, d$status))
write_json(cases, "tobit", "study")
cat(length(cases), "cases\n")
