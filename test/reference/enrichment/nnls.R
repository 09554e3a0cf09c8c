# Non-negative least squares by R's nnls (Lawson and Hanson). Run from the repository root:
#   Rscript test/reference/enrichment/nnls.R
# Made with R 4.2.2, nnls 1.4.
source("test/reference/response/json.R")
library(nnls)
set.seed(12)
cases <- lapply(1:40, function(i) {
  n <- sample(c(6, 12, 30, 80), 1); p <- sample(2:min(n - 1, 12), 1)
  a <- switch(i %% 4 + 1, matrix(rexp(n * p), n), matrix(rnorm(n * p), n),
              matrix(2^rnorm(n * p, 5, 3), n), matrix(rexp(n * p), n) + rexp(n))
  x <- pmax(0, rnorm(p))
  b <- drop(a %*% x) + rnorm(n, 0, switch(i %% 3 + 1, 0.01, 1, 5))
  if (i %% 10 == 0) b <- -abs(b)
  f <- nnls(a, b)
  list(name = paste0("case", i), a = lapply(seq_len(p), function(j) a[, j]), b = b, x = f$x, deviance = f$deviance)
})
write_json(list(cases = cases), "nnls", "enrichment")
