# Storey's q values by R's qvalue 2.30, and the smoothing splines behind them.
# Run from the repository root: Rscript test/reference/expression/storey.R
suppressMessages(library(qvalue))
source("test/reference/response/json.R")
set.seed(7)

case <- function(name, p) {
  q <- function(method) {
    r <- tryCatch(qvalue(p, pi0.method = method, lfdr.out = FALSE), error = function(e) NULL)
    if (is.null(r)) NULL else list(pi0 = r$pi0, q = I(r$qvalues))
  }
  out <- list(name = name, p = I(p), smoother = q("smoother"), bootstrap = q("bootstrap"))
  out[!vapply(out, is.null, TRUE)]
}
mixed <- function(n, share) round(ifelse(runif(n) < share, rbeta(n, 0.2, 6), runif(n)), 8)
with_gaps <- mixed(120, 0.3)
with_gaps[c(4, 50)] <- NA

cases <- list(case("mixed", mixed(300, 0.4)), case("all null", round(runif(200), 8)),
              case("few", mixed(60, 0.5)), case("missing", with_gaps),
              case("tied", round(mixed(250, 0.3), 2)), case("on the grid", seq(0, 1, 0.05)),
              case("skewed up", round(rbeta(200, 2, 1), 8)), case("strong", mixed(400, 0.8)),
              case("one high", c(0.001, 0.002, 0.01, 0.97)))
splines <- lapply(1:6, function(k) {
  y <- round(1 - (1:19) / 25 + rnorm(19, 0, 0.05 * k), 6)
  x <- seq(0.05, 0.95, 0.05)
  list(name = paste("spline", k), y = I(y), fitted = I(predict(smooth.spline(x, y, df = 3), x)$y))
})
write_json(list(cases = cases, splines = splines), "storey", "expression")
