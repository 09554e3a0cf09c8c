# P(X > Y) + P(X = Y) / 2 and Newcombe's method 5 interval (Stat Med 2006;25:559-573), from the
# definitions: pairs by outer(); Hanley and McNeil's variance at theta by their Q1 and Q2, with
# N* = (m + n) / 2 for both sizes in its numerator; the ends of the interval by uniroot() on either
# side of the estimate. No package has it. Run from the repository root:
# Rscript test/reference/response/superiority.R
source("test/reference/response/json.R")
set.seed(25)

variance <- function(theta, m, n) {
  q1 <- theta / (2 - theta)            # two X both above one Y
  q2 <- 2 * theta^2 / (1 + theta)      # one X above two Y
  star <- (m + n) / 2
  (theta * (1 - theta) + (star - 1) * (q1 - theta^2) + (star - 1) * (q2 - theta^2)) / (m * n)
}

interval <- function(estimate, m, n, level) {
  z <- qnorm(0.5 + level / 2)
  # (estimate - theta)^2 = z^2 V(theta): below zero within the interval.
  off <- function(theta) (estimate - theta)^2 - z^2 * variance(theta, m, n)
  end <- function(outer)
    if (estimate == outer) outer else
      uniroot(off, sort(c(estimate, outer)), tol = 1e-14, maxiter = 10000)$root
  # At an estimate of 0 or 1 the inner limit of the search is a root itself: step off it.
  if (estimate %in% c(0, 1)) {
    inner <- abs(estimate - 1e-9)
    other <- uniroot(off, sort(c(inner, 1 - estimate)), tol = 1e-14, maxiter = 10000)$root
    return(sort(c(estimate, other)))
  }
  c(end(0), end(1))
}

case <- function(name, x, y, level = 0.95) {
  estimate <- mean(outer(x, y, ">") + outer(x, y, "==") / 2)
  list(name = name, x = I(x), y = I(y), level = level, estimate = estimate,
       w = unname(suppressWarnings(wilcox.test(x, y))$statistic),
       interval = interval(estimate, length(x), length(y), level))
}

cases <- list(
  case("two and three", c(2, 5), c(1, 2, 6)),
  case("one and one", 1, 2),
  case("one against ten", 5.5, 1:10),
  case("apart", c(4, 5, 6), c(1, 2, 3)),
  case("apart the other way", c(1, 2, 3), c(4, 5, 6, 7)),
  case("all tied", c(1, 1, 1), c(1, 1)),
  case("many ties", round(rnorm(40, 0.3) * 2), round(rnorm(25) * 2)),
  case("capped at 10", pmin(10, round(rlnorm(60, 1.4), 3)), pmin(10, round(rlnorm(80, 1.9), 3))),
  case("unequal sizes", round(rnorm(7, 1), 4), round(rnorm(300), 4)),
  case("large", round(rnorm(400, 0.1), 4), round(rnorm(350), 4)),
  case("nearly apart", round(rnorm(30, 3), 4), round(rnorm(30), 4)),
  case("ninety", round(rnorm(20, 0.5), 4), round(rnorm(22), 4), 0.9),
  case("ninety-nine", round(rnorm(20, 0.5), 4), round(rnorm(22), 4), 0.99),
  case("half", round(rnorm(9), 4), round(rnorm(12), 4), 0.5))
write_json(cases, "superiority")
