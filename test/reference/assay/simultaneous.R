# The studentised range (ptukey, qtukey of R 4.2) and Dunnett's largest |t| (mvtnorm), the latter by
# integrate() over the definition in one dimension more, because pmvt is Monte Carlo.
# ptukey's own panels are off by up to 5e-6 for few degrees of freedom (k = 2, df = 2, q = 0.4, where
# 2 * pt(-0.4 / sqrt(2), 2) tells), so the definition is integrated beside it.
# Run from the repository root: Rscript test/reference/assay/simultaneous.R
suppressMessages(library(mvtnorm))
source("test/reference/response/json.R")
set.seed(5)

range_cases <- expand.grid(k = c(2, 3, 4, 7, 20), df = c(2, 4, 6, 11.5, 40, 1000, Inf))
range_cases$q <- rep(c(0.4, 1.7, 3.1, 4.4, 6.2, 9, 2.5), length.out = nrow(range_cases))
range_cases$upper <- with(range_cases, ptukey(q, k, df, lower.tail = FALSE))
range_cases$quantile <- with(range_cases, qtukey(0.95, k, df))
definition <- function(q, k, df) {
  together <- function(w) vapply(w, function(width) integrate(function(z)
    k * dnorm(z) * (pnorm(z) - pnorm(z - width))^(k - 1), -9, 9 + min(width, 9), rel.tol = 1e-11, subdivisions = 1000)$value, 0)
  if (is.infinite(df)) return(1 - together(q))
  scaled <- function(s) 2 * df * s * dchisq(df * s^2, df) * together(q * s)
  1 - integrate(scaled, 0, 1, rel.tol = 1e-10)$value - integrate(scaled, 1, Inf, rel.tol = 1e-10)$value
}
range_cases$definition <- mapply(definition, range_cases$q, range_cases$k, range_cases$df)
range_cases <- lapply(seq_len(nrow(range_cases)), function(i) as.list(range_cases[i, ]))

inside <- function(t, l) vapply(t, function(limit) integrate(function(z) {
  one <- dnorm(z)
  for (li in l) {
    rest <- sqrt(1 - li^2)
    one <- one * (pnorm((limit - li * z) / rest) - pnorm((-limit - li * z) / rest))
  }
  one
}, -Inf, Inf, rel.tol = 1e-10)$value, 0)
dunnett <- function(t, n, n0, df) {
  l <- sqrt(n / (n + n0))
  if (is.infinite(df)) return(1 - inside(t, l))
  1 - integrate(function(s) 2 * df * s * dchisq(df * s^2, df) * inside(t * s, l), 0, Inf,
                rel.tol = 1e-9)$value
}
pmvt_upper <- function(t, n, n0, df) {
  l <- sqrt(n / (n + n0))
  r <- outer(l, l); diag(r) <- 1
  if (is.infinite(df)) 1 - pmvnorm(rep(-t, length(n)), rep(t, length(n)), corr = r,
                                   algorithm = GenzBretz(maxpts = 2e6, abseps = 1e-7))
  else 1 - pmvt(rep(-t, length(n)), rep(t, length(n)), df = df, corr = r,
                algorithm = GenzBretz(maxpts = 2e6, abseps = 1e-7))
}
one <- function(t, n, n0, df) list(t = t, n = as.list(n), control = n0, df = df,
  upper = dunnett(t, n, n0, df), mvtnorm = as.numeric(pmvt_upper(t, n, n0, df)))
dunnett_cases <- list(
  one(2.3, c(3, 3), 3, 6), one(2.9, c(3, 3, 3), 3, 8), one(1.1, c(4, 5, 3, 6), 5, 18),
  one(4.2, c(3, 3, 3, 3), 6, 13), one(2.5, c(10, 20), 2, 29), one(3.5, c(2, 2), 30, 31),
  one(2.2, c(5, 5, 5), 5, Inf), one(6, c(3, 3), 3, 6), one(2.4, c(3), 4, 5))

write_json(list(range = range_cases, dunnett = dunnett_cases), "simultaneous", "assay")
