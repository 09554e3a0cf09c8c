# Two proportions: the score intervals from their definition. The constrained proportions come from the
# published cubic (difference) and from uniroot on the likelihood's derivative (ratio, odds ratio), the limits
# from uniroot; the mid-p interval of the odds ratio from dnoncenhypergeom's definition. epitools, whose
# uniroot stops early, is asked for agreement to two digits. Run from the repository root:
#   Rscript test/reference/response/two_proportions.R
# Made with R 4.2.2, epitools 0.5-10.1.
source("test/reference/response/json.R")
RNGversion("4.2.0"); set.seed(1985)

mn_difference <- function(x1, n1, x2, n2, d) {
  N <- n1 + n2; C <- x1 + x2
  L3 <- N; L2 <- (n1 + 2 * n2) * d - N - C; L1 <- (n2 * d - N - 2 * x2) * d + C; L0 <- x2 * d * (1 - d)
  v <- L2^3 / (3 * L3)^3 - L1 * L2 / (6 * L3^2) + L0 / (2 * L3)
  u <- ifelse(v < 0, -1, 1) * sqrt(max(0, L2^2 / (3 * L3)^2 - L1 / (3 * L3)))
  w <- if (u == 0) pi / 2 else (pi + acos(max(-1, min(1, v / u^3)))) / 3
  min(max(2 * u * cos(w) - L2 / (3 * L3), 0, -d), 1, 1 - d)
}
slope_root <- function(g, low, high) {
  if (!(g(low) > 0)) return(low); if (!(g(high) < 0)) return(high)
  for (k in 1:200) { m <- (low + high) / 2; if (g(m) > 0) low <- m else high <- m }
  (low + high) / 2
}
part <- function(x, p) if (x == 0) 0 else x / p
z2 <- function(kind, x1, n1, x2, n2, f, k) {
  p1 <- x1 / n1; p2 <- x2 / n2
  if (kind == "difference") { r2 <- mn_difference(x1, n1, x2, n2, f); r1 <- r2 + f
    return((p1 - p2 - f)^2 / (k * (r1 * (1 - r1) / n1 + r2 * (1 - r2) / n2))) }
  if (kind == "ratio") {
    g <- function(r) part(x1, r) - f * part(n1 - x1, 1 - f * r) + part(x2, r) - part(n2 - x2, 1 - r)
    r2 <- slope_root(g, 0, min(1, 1 / f)); r1 <- min(1, f * r2)
    return((p1 - f * p2)^2 / (k * (r1 * (1 - r1) / n1 + f^2 * r2 * (1 - r2) / n2))) }
  # Given the odds ratio the log likelihood is concave in the logit of r2: expected = observed.
  g <- function(e) x1 + x2 - n1 * plogis(e + log(f)) - n2 * plogis(e)
  e <- slope_root(g, -60, 60); r2 <- plogis(e); r1 <- plogis(e + log(f))
  (x1 - n1 * r1)^2 * (1 / (n1 * r1 * (1 - r1)) + 1 / (n2 * r2 * (1 - r2))) / k
}
limits <- function(kind, x1, n1, x2, n2, level = 0.95, unbiased = TRUE) {
  k <- if (unbiased) (n1 + n2) / (n1 + n2 - 1) else 1; q <- qchisq(level, 1)
  at <- function(u) z2(kind, x1, n1, x2, n2, if (kind == "difference") u else exp(u), k) - q
  p1 <- x1 / n1; p2 <- x2 / n2
  end <- function(low, high) uniroot(at, c(low, high), tol = 1e-14, maxiter = 5000)$root
  if (kind == "difference") {
    e <- p1 - p2; h <- 1e-7
    return(c(if (e == -1) -1 else end(-1 + 1e-12, e - h), if (e == 1) 1 else end(e + h, 1 - 1e-12)))
  }
  e <- if (kind == "ratio") log(p1 / p2) else log(x1) + log(n2 - x2) - log(x2) - log(n1 - x1)
  low_open <- if (kind == "ratio") x1 == 0 else x1 == 0 || x2 == n2
  high_open <- if (kind == "ratio") x2 == 0 else x2 == 0 || x1 == n1
  inside <- if (is.finite(e)) e else if (is.nan(e)) 0 else sign(e) * 18
  exp(c(if (low_open) -Inf else end(-18, inside - 1e-7), if (high_open) Inf else end(inside + 1e-7, 18)))
}
mid_p <- function(x1, n1, x2, n2, level = 0.95) {
  m <- x1 + x2; s <- max(0, m - n2):min(n1, m); base <- lchoose(n1, s) + lchoose(n2, m - s)
  above <- function(t) { w <- base + t * s; w <- exp(w - max(w)); w <- w / sum(w); sum(w[s > x1]) + w[s == x1] / 2 }
  a <- (1 - level) / 2
  end <- function(target) exp(uniroot(function(t) above(t) - target, c(-40, 40), tol = 1e-14, maxiter = 5000)$root)
  c(if (x1 == min(s)) 0 else end(a), if (x1 == max(s)) Inf else end(1 - a))
}
case <- function(x1, n1, x2, n2) {
  v <- list(name = paste0(x1, "/", n1, " against ", x2, "/", n2), counts = list(x1, n1, x2, n2))
  for (kind in c("difference", "ratio", "odds")) {
    v[[kind]] <- as.list(limits(kind, x1, n1, x2, n2))
    v[[paste0(kind, "_plain_90")]] <- as.list(limits(kind, x1, n1, x2, n2, 0.9, FALSE))
  }
  v$mid_p <- as.list(mid_p(x1, n1, x2, n2))
  if (min(x1, x2, n1 - x1, n2 - x2) > 0) {
    o <- suppressWarnings(epitools::oddsratio.midp(matrix(c(n2 - x2, n1 - x1, x2, x1), 2))$measure[2, 2:3])
    stopifnot(max(abs(o / unlist(v$mid_p) - 1)) < 2e-2)
  }
  v
}
tables <- list(c(26, 33, 20, 30), c(22, 42, 9, 28), c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29),
  c(0, 10, 0, 20), c(0, 10, 0, 10), c(10, 10, 0, 20), c(10, 10, 0, 10), c(10, 10, 20, 20), c(0, 1, 1, 1), c(1, 1, 0, 1),
  c(1, 1, 3, 7), c(0, 1, 3, 7), c(3, 40, 0, 1), c(0, 30, 7, 28), c(30, 30, 20, 28), c(5, 4000, 12, 3500), c(350, 700, 360, 690))
for (i in 1:30) { n <- sample(2:90, 2); tables[[length(tables) + 1]] <- c(rbinom(1, n[1], runif(1)), n[1], rbinom(1, n[2], runif(1)), n[2])[c(1, 2, 3, 4)] }
write_json(lapply(tables, function(t) case(t[1], t[2], t[3], t[4])), "two_proportions")
