# A cohort with missing values, a rare level, a group of nobody and patients without a group, and
# what R 4.2 (stats) says of each variable by group: for baseline_table() and two_way().
# Run from the repository root: Rscript test/reference/response/baseline_table.R
source("test/reference/response/json.R")
set.seed(2022)
n <- 180
d <- data.frame(
  arm = sample(c("HMA", "LDAC", NA), n, TRUE, c(0.55, 0.4, 0.05)),
  centre = sample(c("A", "B", "C"), n, TRUE, c(0.5, 0.3, 0.2)),
  age = round(rnorm(n, 66, 9)), wbc = round(exp(rnorm(n, 1.2, 1.4)), 1),
  sex = sample(c("female", "male", NA), n, TRUE, c(0.45, 0.5, 0.05)),
  eln = sample(c("adverse", "favorable", "intermediate"), n, TRUE, c(0.6, 0.08, 0.32)),
  rare = sample(c("none", "one", "two"), n, TRUE, c(0.95, 0.03, 0.02)),
  prior_hma = sample(c(0, 1, NA), n, TRUE, c(0.4, 0.5, 0.1)), stringsAsFactors = FALSE)
d$age[sample(n, 7)] <- NA
d$response <- rbinom(n, 1, ifelse(d$arm %in% "HMA", 0.5, 0.33))

pairs_mean <- function(groups, f) {
  k <- combn(length(groups), 2)
  mean(apply(k, 2, function(p) abs(f(groups[[p[1]]], groups[[p[2]]]))))
}
smd_values <- function(x, y) (mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2)
smd_levels <- function(a, b) {
  lv <- sort(unique(c(a, b)))
  pa <- as.numeric(prop.table(table(factor(a, lv)))); pb <- as.numeric(prop.table(table(factor(b, lv))))
  s <- function(p) { m <- -outer(p, p); diag(m) <- p * (1 - p); m }
  v <- ((s(pa) + s(pb)) / 2)[-1, -1, drop = FALSE]
  q <- (pa - pb)[-1]
  sqrt(drop(t(q) %*% solve(v) %*% q))
}

one <- function(variable, by) {
  x <- d[[variable]]; g <- d[[by]]
  keep <- !is.na(x) & !is.na(g)
  x <- x[keep]; g <- g[keep]
  groups <- split(x, g)
  out <- list(variable = variable, by = by, n = unname(as.numeric(table(g))))
  if (variable %in% c("age", "wbc")) {
    out$mean <- unname(sapply(groups, mean)); out$median <- unname(sapply(groups, median))
    out$ranks <- if (length(groups) == 2) suppressWarnings(wilcox.test(groups[[1]], groups[[2]]))$p.value
                 else kruskal.test(x, factor(g))$p.value
    out$welch <- oneway.test(x ~ factor(g))$p.value
    out$equal <- oneway.test(x ~ factor(g), var.equal = TRUE)$p.value
    out$smd <- pairs_mean(groups, smd_values)
  } else {
    t <- table(g, x)
    chi <- suppressWarnings(chisq.test(t, correct = FALSE))
    out$pearson <- chi$p.value; out$fewest <- min(chi$expected)
    out$fisher <- fisher.test(t, workspace = 2e7)$p.value
    out$counts <- as.vector(t(t))
    out$smd <- pairs_mean(groups, smd_levels)
  }
  out
}
compared <- list()
for (by in c("arm", "centre"))
  for (v in c("age", "wbc", "sex", "eln", "rare", "prior_hma")) compared <- c(compared, list(one(v, by)))

k <- !is.na(d$arm); t <- table(d$arm[k], d$response[k])
chi <- chisq.test(t, correct = FALSE); yates <- chisq.test(t)
wilson <- lapply(rownames(t), function(g) as.numeric(prop.test(t[g, "1"], sum(t[g, ]), correct = FALSE)$conf.int))
write_json(list(
  data = lapply(d, I), compared = compared,
  two_way = list(counts = as.vector(t(t)), chisq = unname(chi$statistic), p = chi$p.value,
                 yates = yates$p.value, fisher = fisher.test(t)$p.value, x = as.numeric(t[, "1"]),
                 wilson = wilson)), "baseline_table")
