# Proportions, trends, paired counts and standardised differences of counts, from R 4.2 (stats).
# Run from the repository root: Rscript test/reference/response/counts.R
source("test/reference/response/json.R")
set.seed(7)

proportion <- function(x, n) {
  interval <- function(level) list(
    wilson = as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE, conf.level = level))$conf.int),
    exact = as.numeric(binom.test(x, n, conf.level = level)$conf.int))
  c(list(name = paste(x, "of", n), x = x, n = n), interval(0.95), list(at_99 = interval(0.99)))
}
sizes <- c(1, 2, 3, 10, 28, 42, 137, 1000, 123456)
proportions <- list()
for (n in sizes) for (x in unique(round(n * c(0, 0.01, 0.1, 0.321, 0.5, 0.9, 1))))
  proportions <- c(proportions, list(proportion(x, n)))

trend <- function(name, x, n, score = seq_along(x)) {
  t <- suppressWarnings(prop.trend.test(x, n, score))
  groups <- rep(score, n)
  yes <- unlist(Map(function(x, n) rep(1:0, c(x, n - x)), x, n))
  list(name = name, x = I(x), n = I(n), score = I(score), chisq = unname(t$statistic), p = t$p.value,
       mantel = (sum(n) - 1) * cor(groups, yes)^2)
}
trends <- list(
  trend("smokers", c(83, 90, 129, 70), c(86, 93, 136, 82)),
  trend("smokers scored", c(83, 90, 129, 70), c(86, 93, 136, 82), c(0, 0, 0, 1)),
  trend("ELN groups", c(21, 18, 9), c(50, 41, 27)), trend("two groups", c(3, 9), c(20, 18)),
  trend("far scores", c(5, 8, 15), c(30, 30, 30), c(1e6, 1e6 + 1, 1e6 + 5))
)
for (i in 1:20) {
  k <- sample(2:6, 1); n <- sample(5:60, k)
  trends <- c(trends, list(trend(paste("random", i), rbinom(k, n, runif(1, 0.1, 0.8)), n)))
}

linear <- function(name, x) {
  r <- rep(row(x), x); k <- rep(col(x), x)
  list(name = name, rows = nrow(x), columns = ncol(x), counts = as.vector(t(x)),
       statistic = (sum(x) - 1) * cor(r, k)^2)
}
# Agresti 2002, table 2.8: M2 = 7.60 is of another coding; the value here is R's correlation.
linears <- list(linear("satisfaction", matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11),
                                              4, byrow = TRUE)))
for (i in 1:10) linears <- c(linears, list(linear(paste("random", i), matrix(rpois(12, 6), 3))))

paired <- function(b, c) {
  x <- matrix(c(10, c, b, 20), 2)
  list(name = paste(b, c), b = b, c = c,
       chisq = unname(mcnemar.test(x)$statistic), p = mcnemar.test(x)$p.value,
       plain = unname(mcnemar.test(x, correct = FALSE)$statistic),
       exact = binom.test(b, b + c)$p.value)
}
pairs <- list(paired(5, 12), paired(1, 0), paired(7, 7), paired(40, 90), paired(0, 9), paired(150, 86))

# Yang & Dalton 2012, written from the formula; solve() instead of our factorisation.
smd <- function(name, a, b) {
  pa <- a / sum(a); pb <- b / sum(b)
  s <- function(p) { m <- -outer(p, p); diag(m) <- p * (1 - p); m }
  d <- (pa - pb)[-1]
  v <- ((s(pa) + s(pb)) / 2)[-1, -1, drop = FALSE]
  list(name = name, a = I(a), b = I(b), smd = sqrt(drop(t(d) %*% solve(v) %*% d)))
}
smds <- list(smd("binary", c(20, 22), c(19, 9)), smd("three", c(10, 20, 30), c(25, 15, 8)),
             smd("rare level", c(0, 40, 2), c(1, 35, 9)), smd("alike", c(4, 8, 12), c(2, 4, 6)),
             smd("one shared", c(30, 5, 0), c(0, 5, 30)))
for (i in 1:15) {
  k <- sample(2:6, 1)
  smds <- c(smds, list(smd(paste("random", i), rpois(k, 8) + 1, rpois(k, 12) + 1)))
}

effects <- lapply(list(c(22, 42, 9, 28), c(26, 33, 20, 30), c(1, 50, 12, 60), c(10, 11, 1, 90)), function(v) {
  a <- v[1]; b <- v[2] - a; c <- v[3]; d <- v[4] - c
  z <- qnorm(0.975)
  w <- function(x, n) as.numeric(suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int)
  w1 <- w(v[1], v[2]); w2 <- w(v[3], v[4]); p1 <- v[1] / v[2]; p2 <- v[3] / v[4]
  list(name = paste(v, collapse = " "), cells = v,
       difference = c(p1 - p2, p1 - p2 - sqrt((p1 - w1[1])^2 + (w2[2] - p2)^2),
                      p1 - p2 + sqrt((w1[2] - p1)^2 + (p2 - w2[1])^2)),
       ratio = p1 / p2 * exp(c(0, -z, z) * sqrt(1 / a - 1 / v[2] + 1 / c - 1 / v[4])),
       odds = a * d / (b * c) * exp(c(0, -z, z) * sqrt(1 / a + 1 / b + 1 / c + 1 / d)))
})
write_json(list(proportions = proportions, trends = trends, linears = linears, pairs = pairs,
                smds = smds, effects = effects), "counts")
