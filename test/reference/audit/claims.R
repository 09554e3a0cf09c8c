# What a claims check has to find, asked of R 4.2 (stats): every test on every table, every number of
# responders tried for the pairs of percentages, intervals and coefficients of the VEN-PRS paper's
# Table 4, likelihood ratios from AIC differences.
# Run from the repository root: Rscript test/reference/audit/claims.R
# Writes claims.json beside itself, 17 significant digits.
source("test/reference/response/json.R")

mid_p <- function(x) {
  p <- dhyper(0:sum(x[1, ]), sum(x[, 1]), sum(x[, 2]), sum(x[1, ]))
  seen <- p[x[1, 1] + 1]
  sum(p[p <= seen * (1 + 1e-7)]) - seen / 2
}

tests <- function(x11, x12, x21, x22) {
  x <- matrix(c(x11, x12, x21, x22), 2, byrow = TRUE)
  n <- sum(x); n1 <- x11 + x12; n2 <- x21 + x22
  p1 <- x11 / n1; p2 <- x21 / n2
  pearson <- suppressWarnings(chisq.test(x, correct = FALSE))
  e <- pearson$expected
  g <- 2 * sum(ifelse(x > 0, x * log(x / e), 0))
  any_zero <- any(x == 0)
  z <- (p1 - p2) / sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
  w <- log(x11 * x22 / (x12 * x21)) / sqrt(sum(1 / x))
  side <- if (x11 * x22 >= x12 * x21) "greater" else "less"
  upper <- function(q) unname(pchisq(q, 1, lower.tail = FALSE))
  list(
    counts = c(x11, x12, x21, x22),
    pearson = unname(pearson$p.value),
    yates = unname(suppressWarnings(chisq.test(x, correct = TRUE))$p.value),
    n_minus_one = upper(unname(pearson$statistic) * (n - 1) / n),
    fisher = fisher.test(x)$p.value,
    mid_p = mid_p(x),
    likelihood_ratio = upper(g),
    wald = if (any_zero) NA else 2 * pnorm(-abs(z)),
    odds = if (any_zero) NA else 2 * pnorm(-abs(w)),
    pearson_one_sided = unname(pearson$p.value) / 2,
    fisher_one_sided = fisher.test(x, alternative = side)$p.value)
}

set.seed(20261121)
tables <- list(
  tests(26, 7, 20, 10), tests(22, 20, 9, 19),
  tests(0, 6, 63, 105), tests(1, 6, 62, 105), tests(9, 22, 54, 89), tests(13, 15, 50, 96),
  tests(9, 8, 54, 103), tests(72, 85, 21, 62), tests(59, 68, 34, 79), tests(60, 70, 33, 77),
  tests(73, 87, 20, 60))
while (length(tables) < 60) {
  x <- sample(0:60, 4, replace = TRUE)
  if (all(c(x[1] + x[2], x[3] + x[4], x[1] + x[3], x[2] + x[4]) > 0))
    tables[[length(tables) + 1]] <- tests(x[1], x[2], x[3], x[4])
}

# Every size of the group and every count in it: which totals give both percentages?
rounds_to <- function(share, printed) abs(share - printed) <= 0.5 + 1e-9
totals <- function(with, without, n) {
  found <- logical(n + 1)
  for (size in 1:(n - 1)) {
    x <- which(rounds_to(100 * (0:size) / size, with)) - 1
    y <- which(rounds_to(100 * (0:(n - size)) / (n - size), without)) - 1
    if (length(x) && length(y)) found[outer(x, y, "+") + 1] <- TRUE
  }
  which(found) - 1
}
pairs <- list(PTPN11 = c(0, 38), NF1 = c(14, 37), TP53 = c(29, 38), IDH2 = c(46, 34),
              STAG2 = c(53, 34))
each <- lapply(pairs, function(p) totals(p[1], p[2], 174))
joint <- Reduce(intersect, each)

# The largest and smallest p of Pearson's test over all counts that give two percentages.
p_range <- function(with, without, n, total) {
  p <- c()
  for (size in 1:(n - 1)) for (x in 0:min(size, total)) {
    y <- total - x
    if (y > n - size) next
    if (rounds_to(100 * x / size, with) && rounds_to(100 * y / (n - size), without))
      p <- c(p, unname(suppressWarnings(chisq.test(
        matrix(c(x, size - x, y, n - size - y), 2, byrow = TRUE), correct = FALSE))$p.value))
  }
  list(with = with, without = without, n = n, total = total, low = min(p), high = max(p))
}
ranges <- list(p_range(46, 20, 174, 63), p_range(46, 20, 174, 68), p_range(41, 29, 174, 63),
               p_range(41, 29, 174, 68), p_range(0, 38, 174, 62))

# Table 4: ratio, low, high.
rows <- rbind(c(2.06, 1.33, 3.18), c(1.63, 1.15, 2.31), c(2.53, 1.19, 5.35), c(2.26, 1.50, 3.41),
              c(1.64, 1.00, 2.68), c(1.49, 0.96, 2.29), c(0.56, 0.31, 1.02), c(1.62, 1.04, 2.53),
              c(2.46, 1.5, 4.0), c(1.9, 1.3, 2.8), c(0.38, 0.2, 0.8), c(1.38, 0.92, 1.94))
ratios <- lapply(seq_len(nrow(rows)), function(i) {
  r <- rows[i, ]
  se <- log(r[3] / r[2]) / (2 * qnorm(0.975))
  list(ratio = r[1], low = r[2], high = r[3], centre = sqrt(r[2] * r[3]), se = se,
       events_needed = 1 / se^2, log_ratio = log(r[1]), p = 2 * pnorm(-abs(log(r[1])) / se))
})

aic <- function(difference, k) {
  ratio <- 2 * k - difference
  list(difference = difference, k = k, ratio = ratio, p = pchisq(ratio, k, lower.tail = FALSE),
       shrinkage = (ratio - k) / ratio)
}
write_json(list(
  tables = tables,
  totals = list(each = each, joint = joint),
  ranges = ranges,
  ratios = ratios,
  aic = list(aic(3.8, 2), aic(0.90, 2), aic(-16.03, 2), aic(-26.67, 2), aic(-26.67, 7)),
  medians = list(z = (8.3 - 5.7) / sqrt(((9.8 - 6.7)^2 + (7.3 - 4.1)^2) / (2 * qnorm(0.975))^2))),
  "claims", "audit")
