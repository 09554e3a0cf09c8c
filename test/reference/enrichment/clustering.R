# R's hclust on Euclidean distances, with and without ties, and correlations. Run from the root:
#   Rscript test/reference/enrichment/clustering.R
# Made with R 4.2.2.
source("test/reference/response/json.R")
set.seed(44)
one <- function(i) {
  n <- c(4, 3, 7, 20, 45)[i %% 5 + 1]
  x <- matrix(rnorm(n * 6), 6)
  if (i %% 3 == 0) x <- round(x)
  d <- dist(t(x))
  list(name = paste0("case", i), x = lapply(seq_len(n), function(j) x[, j]),
       trees = lapply(c("complete", "average", "ward.D2"), function(m) {
         h <- hclust(d, m)
         list(method = m, left = I(h$merge[, 1]), right = I(h$merge[, 2]), height = I(h$height), order = I(h$order))
       }))
}
pairs_of <- function(x, method) {
  k <- ncol(x); r <- list()
  for (a in 1:(k - 1)) for (b in (a + 1):k) {
    ok <- complete.cases(x[, c(a, b)])
    u <- x[ok, a]; v <- x[ok, b]
    if (method == "spearman") { u <- rank(u); v <- rank(v) }
    t <- cor.test(u, v)
    r[[length(r) + 1]] <- c(sum(ok), unname(t$estimate), t$p.value)
  }
  r
}
y <- matrix(rnorm(40 * 6), 40); y[, 3] <- y[, 1] + rnorm(40, 0, 0.4); y[, 5] <- round(y[, 5]); y[c(3, 9), 2] <- NA; y[7, 4] <- NA
write_json(list(cases = lapply(1:15, one), y = lapply(1:6, function(j) y[, j]), pearson = pairs_of(y, "pearson"),
                spearman = pairs_of(y, "spearman")), "clustering", "enrichment")
