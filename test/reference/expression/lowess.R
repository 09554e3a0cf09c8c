# R's lowess on ties, gaps, outliers, few points and many.
# Run from the repository root: Rscript test/reference/expression/lowess.R
source("test/reference/response/json.R")
set.seed(8)
case <- function(name, x, y, f) {
  x <- sort(x)
  list(name = name, x = I(x), y = I(y), span = f, plain = I(lowess(x, y, f, iter = 0)$y),
       robust = I(lowess(x, y, f, iter = 3)$y))
}
curve <- function(x, sd = 0.3) round(sin(x) + rnorm(length(x), 0, sd), 6)
x <- round(runif(300, 0, 10), 4)
tied <- round(runif(120, 0, 10))
outliers <- curve(sort(x)); outliers[c(20, 150, 290)] <- c(9, -12, 30)
gap <- c(round(runif(40, 0, 1), 4), round(runif(40, 8, 10), 4))
cases <- list(case("curve", x, curve(sort(x)), 0.5), case("short span", x, curve(sort(x)), 0.05),
              case("ties", tied, curve(sort(tied)), 0.4), case("outliers", x, outliers, 0.4),
              case("gap", gap, curve(sort(gap)), 0.5), case("five", c(1, 2, 4, 7, 9), c(2, 1, 5, 3, 8), 0.4),
              case("two", c(1, 3), c(2, 5), 0.5), case("all tied", rep(2, 9), curve(1:9), 0.5),
              case("exact line", 1:30, 3 + 2 * (1:30), 0.5), case("whole span", x, curve(sort(x)), 1))
write_json(cases, "lowess", "expression")
