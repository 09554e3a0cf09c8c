# Tail areas and quantiles of R over wide arguments, far tails among them.
# Run from the repository root: Rscript test/reference/base/distributions.R
# Writes distributions.json beside itself, 17 significant digits.
source("test/reference/response/json.R")
z <- c(0, 1e-300, 1e-12, 1e-3, 0.1, 0.5, 0.6744897501960817, 1, 1.5, 1.959963984540054, 2.5, 3, 4,
       5, 6, 8, 10, 15, 20, 25, 30, 35, 37)
p <- c(1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-10, 1e-5, 1e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.4,
       0.4999, 0.5, 0.5001, 0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.999, 1 - 1e-5, 1 - 1e-10)
df <- c(0.5, 1, 2, 3, 5, 7.3, 10, 30, 100, 1000, 12345.6, 1e6)
x <- c(1e-10, 1e-3, 0.1, 0.5, 1, 2, 3.84, 10, 30, 100, 300, 1000, 1200, 12000, 1e6)
grid <- function(f, ...) {
  a <- expand.grid(...)
  v <- suppressWarnings(do.call(f, unname(as.list(a))))
  keep <- is.finite(v) & v > 1e-290
  cbind(as.matrix(a), v)[keep, ]
}
shape <- c(0.5, 1, 2, 3.5, 10, 50, 300, 2000)
u <- c(1e-12, 1e-6, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999)
rows <- function(m) lapply(seq_len(nrow(m)), function(i) unname(m[i, ]))
write_json(list(
  normal_cdf = rows(grid(pnorm, c(z, -z))),
  normal_two_sided = rows(grid(function(z) 2 * pnorm(-abs(z)), c(z, -z))),
  normal_quantile = rows({ q <- qnorm(p); cbind(p, q) }),
  chi_squared_upper = rows(grid(function(x, d) pchisq(x, d, lower.tail = FALSE), x, df)),
  student_t_two_sided = rows(grid(function(t, d) 2 * pt(-abs(t), d), c(z, 100, 1e4, -2.5), df)),
  student_t_quantile = rows({ a <- expand.grid(p[p > 1e-60], df)
    # Above one half by symmetry: R 4.2 loses digits there when df < 1 (1.7e-6 at 1 - 1e-10).
    high <- a[[1]] > 0.5
    q <- ifelse(high, -qt(1 - a[[1]], a[[2]]), qt(a[[1]], a[[2]]))
    q[a[[1]] == 0.5] <- 0
    k <- is.finite(q) & abs(q) < 1e200; cbind(as.matrix(a), q)[k, ] }),
  f_upper = rows(grid(function(f, a, b) pf(f, a, b, lower.tail = FALSE),
                      c(1e-6, 0.01, 0.3, 1, 2.5, 10, 100, 1e4), c(1, 2, 3, 7, 30, 500),
                      c(1, 2, 5, 24.6, 100, 3000))),
  beta_cdf = rows(grid(pbeta, u, shape, shape)),
  beta_quantile = rows(grid(function(p, a, b) qbeta(p, a, b),
                            c(1e-10, 0.001, 0.025, 0.05, 0.5, 0.9, 0.975, 0.999),
                            c(1, 2, 5, 30, 200, 5000), c(1, 3, 10, 100, 1000)))
), "distributions", "base")
