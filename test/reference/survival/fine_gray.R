# Fine and Gray's model by cmprsk's crr; strata by survival's finegray and coxph. From the repository root:
#   Rscript test/reference/survival/fine_gray.R
suppressMessages({library(survival); library(cmprsk); library(jsonlite)})
read <- function(name) na.omit(read.csv(file.path("test/reference/data", paste0(name, ".csv"))))
design <- function(formula, data) {
  x <- model.matrix(formula, data)[, -1, drop = FALSE]
  dimnames(x) <- NULL
  x
}
case <- function(name, time, status, x, cause) {
  fit <- crr(time, status, x, failcode = cause, gtol = 1e-9, maxiter = 30)
  # crr's own steps stop where rounding makes them fail; one more Newton step from there, and everything anew at its end.
  best <- unname(fit$coef) + as.vector(fit$invinf %*% fit$score)
  fit <- crr(time, status, x, failcode = cause, init = best, maxiter = 0)
  stopifnot(max(abs(fit$score)) < 1e-9 * max(abs(x)))
  list(name = unbox(name), time = time, status = status, x = x, cause = unbox(cause), coef = unname(fit$coef), var = unname(fit$var),
       naive = unname(fit$invinf), loglik = c(fit$loglik.null, fit$loglik))
}
bmt <- read("bmt")
bmt$status <- ifelse(bmt$d2 == 1, 1, 2 * bmt$d3)
pbc <- read("pbc")
mgus <- read.csv("test/reference/data/mgus.csv")[, c("pctime", "futime", "death", "age", "sex", "mspike")]
mgus$time <- ifelse(is.na(mgus$pctime), mgus$futime, mgus$pctime)
mgus$status <- ifelse(!is.na(mgus$pctime), 1, 2 * mgus$death)
mgus <- mgus[!is.na(mgus$mspike), ]

set.seed(19990602)
drawn <- function(n, causes, whole) {
  d <- data.frame(x1 = rnorm(n), x2 = rbinom(n, 1, 0.4), x3 = factor(sample(c("a", "b", "c"), n, TRUE)), stratum = sample(3, n, TRUE))
  hazards <- sapply(seq_len(causes), function(k) 0.1 * exp(0.5 * d$x1 * (k == 1) - 0.4 * d$x2 * k))
  time <- rexp(n, rowSums(hazards))
  cause <- apply(hazards, 1, function(h) sample(causes, 1, prob = h))
  censored <- runif(n, 0, 12)
  d$time <- pmin(time, censored)
  d$status <- ifelse(time <= censored, cause, 0)
  if (whole) d$time <- ceiling(d$time)
  d
}
sets <- list(continuous = drawn(200, 2, FALSE), tied = drawn(300, 2, TRUE), three_causes = drawn(250, 3, TRUE), few = drawn(30, 2, TRUE),
             no_censoring = transform(drawn(120, 2, FALSE), status = pmax(status, 1)),
             no_competing = transform(drawn(120, 2, TRUE), status = as.integer(status == 1)))
cases <- list(
  case("bmt relapse", bmt$t2, bmt$status, design(~ factor(group) + z1 + z8, bmt), 1),
  case("bmt death", bmt$t2, bmt$status, design(~ factor(group) + z1 + z8, bmt), 2),
  case("pbc transplant", pbc$time, pbc$status, design(~ age + log(bili) + sex, pbc), 1),
  case("pbc death", pbc$time, pbc$status, design(~ age + sex + log(bili) + albumin + factor(edema) + trt, pbc), 2),
  case("mgus progression", mgus$time, mgus$status, design(~ age + sex + mspike, mgus), 1),
  case("mgus death", mgus$time, mgus$status, design(~ age + sex, mgus), 2))
for (name in names(sets))
  for (cause in setdiff(sort(unique(sets[[name]]$status)), 0))
    if (!(name == "few" && cause == 2)) {
      d <- sets[[name]]
      cases[[length(cases) + 1]] <- case(paste(name, cause), d$time, d$status, design(~ x1 + x2 + x3, d), cause)
    }
# Without ties between events and censorings survival's finegray is the same model, and it knows strata.
d <- sets$continuous
d$state <- factor(d$status, 0:2)
expanded <- finegray(Surv(time, state) ~ . + strata(stratum), d, etype = "1")
fit <- coxph(Surv(fgstart, fgstop, fgstatus) ~ x1 + x2 + x3 + strata(stratum), expanded, weights = fgwt, ties = "breslow",
             control = coxph.control(eps = 1e-13))
strata <- list(time = d$time, status = d$status, x = design(~ x1 + x2 + x3, d), stratum = d$stratum, coef = unname(coef(fit)),
               loglik = fit$loglik)
writeLines(toJSON(list(cases = cases, strata = strata), digits = I(17), na = "null"), "test/reference/survival/fine_gray.json")
