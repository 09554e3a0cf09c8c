# Chi-squared and Fisher tests of R 4.2 (stats) on tables of many shapes, mild and extreme.
# Run from the repository root: Rscript test/reference/response/contingency.R
# Writes contingency.json beside itself, 17 significant digits.
#
# fisher.test finds odds ratio and limits by uniroot() with a tolerance of about 1e-4; here the same
# equations, on the log scale, are solved to the last digits.
source("test/reference/response/json.R")
set.seed(20240611)

noncentral <- function(x) {
  m <- sum(x[, 1]); n <- sum(x[, 2]); k <- sum(x[1, ]); x11 <- x[1, 1]
  lo <- max(0, k - n); hi <- min(k, m)
  support <- lo:hi
  logdc <- dhyper(support, m, n, k, log = TRUE)
  density <- function(theta) {
    d <- logdc + theta * support
    d <- exp(d - max(d))
    d / sum(d)
  }
  root <- function(f, low = -800, high = 800) {
    # Bisection to the last digit: slow and certain.
    for (i in 1:200) {
      mid <- (low + high) / 2
      if (mid <= low || mid >= high) break
      if (f(mid) < 0) low <- mid else high <- mid
    }
    (low + high) / 2
  }
  estimate <- if (x11 == lo) 0 else if (x11 == hi) Inf else
    exp(root(function(t) sum((support - x11) * density(t))))
  lower <- function(alpha) if (x11 == lo) 0 else
    exp(root(function(t) sum(density(t)[support >= x11]) - alpha))
  upper <- function(alpha) if (x11 == hi) Inf else
    exp(root(function(t) alpha - sum(density(t)[support <= x11])))
  list(odds_ratio = estimate, conf_low = lower(0.025), conf_high = upper(0.025),
       conf_low_90 = lower(0.05), conf_high_90 = upper(0.05), less_high = upper(0.05),
       greater_low = lower(0.05))
}

case <- function(name, x) {
  plain <- suppressWarnings(chisq.test(x, correct = FALSE))
  g2 <- 2 * sum(ifelse(x > 0, x * log(x / plain$expected), 0))
  out <- list(name = name, rows = nrow(x), columns = ncol(x), counts = as.vector(t(x)),
              pearson = list(chisq = unname(plain$statistic), df = unname(plain$parameter),
                             p = plain$p.value),
              expected = as.vector(t(plain$expected)), g2 = g2,
              g2_p = pchisq(g2, plain$parameter, lower.tail = FALSE))
  if (all(dim(x) == 2)) {
    yates <- suppressWarnings(chisq.test(x))
    out$yates <- list(chisq = unname(yates$statistic), p = yates$p.value)
    out$fisher <- c(list(p = fisher.test(x, conf.int = FALSE)$p.value,
                         less = fisher.test(x, alternative = "less", conf.int = FALSE)$p.value,
                         greater = fisher.test(x, alternative = "greater", conf.int = FALSE)$p.value),
                    noncentral(x))
  } else {
    exact <- try(fisher.test(x, workspace = 2e7), silent = TRUE)
    if (!inherits(exact, "try-error")) out$fisher <- list(p = exact$p.value)
  }
  out
}

m <- function(..., nrow = 2) matrix(c(...), nrow = nrow, byrow = TRUE)
cases <- list(
  case("tea", m(3, 1, 1, 3)),
  case("venetoclax HMA LDAC", m(22, 20, 9, 19)),
  case("VEN CLL1 CART", m(26, 7, 20, 10)),
  case("WBC responders", m(41, 48, 12, 48)),
  case("zero cell", m(0, 10, 5, 5)), case("zero corner", m(7, 3, 9, 0)),
  case("diagonal", m(10, 0, 0, 10)), case("one each", m(1, 1, 1, 1)),
  case("all but one", m(1, 0, 0, 1)), case("unbalanced", m(1, 999, 10, 90)),
  case("large null", m(50000, 50000, 50010, 49990)),
  case("large far tail", m(6000, 4000, 4000, 6000)),
  case("very far tail", m(900, 100, 100, 900)),
  case("one in a million", m(1, 999999, 12, 999988)),
  case("big margins", m(120000, 380000, 121500, 378500)),
  case("Agresti job satisfaction", m(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11, nrow = 4)),
  case("3x2", m(8, 2, 5, 5, 1, 9, nrow = 3)), case("2x3", m(3, 0, 7, 5, 6, 1)),
  case("3x3 sparse", m(4, 0, 0, 0, 5, 1, 2, 0, 6, nrow = 3)),
  case("2x6", m(10, 4, 3, 8, 2, 1, 6, 9, 3, 1, 7, 4)),
  case("6x2", m(10, 4, 3, 8, 2, 1, 6, 9, 3, 1, 7, 4, nrow = 6)),
  case("equal rows", m(3, 3, 3, 3, 3, 3, 3, 3, 3, nrow = 3)),
  case("5x4 rare", m(40, 20, 5, 1, 30, 25, 3, 0, 12, 9, 4, 2, 6, 1, 2, 1, 3, 0, 0, 2, nrow = 5)),
  case("4x5", m(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, nrow = 4)),
  case("2x3 large", m(300, 200, 25, 280, 230, 9)),
  case("3x3 hundreds", m(60, 30, 8, 45, 40, 12, 50, 25, 3, nrow = 3))
)
for (i in 1:40) {
  top <- sample(c(5, 20, 100), 1)
  x <- matrix(rpois(4, top * runif(4)), 2)
  if (all(rowSums(x) > 0) && all(colSums(x) > 0))
    cases <- c(cases, list(case(paste("random 2x2", i), x)))
}
for (i in 1:30) {
  r <- sample(2:4, 1); k <- sample(3:4, 1)
  x <- matrix(rpois(r * k, sample(c(1, 3, 6), 1)), r)
  if (all(rowSums(x) > 0) && all(colSums(x) > 0))
    cases <- c(cases, list(case(paste("random r x c", i), x)))
}
write_json(cases, "contingency")
