# Over-representation by R's phyper, p.adjust and fisher.test. Run from the repository root:
#   Rscript test/reference/enrichment/over_representation.R
# Made with R 4.2.2.
source("test/reference/response/json.R")
set.seed(6)
universe <- 3000; chosen <- 240
sizes <- c(5, 8, 15, 30, 60, 120, 300, 500); hits <- NULL
for (K in sizes) hits <- rbind(hits, cbind(K, unique(pmin(K, c(0, rhyper(2, K, universe - K, chosen), round(K * chosen / universe * c(2, 4)), 5)))))
p <- phyper(hits[, 2] - 1, hits[, 1], universe - hits[, 1], chosen, lower.tail = FALSE)
f <- t(apply(hits, 1, function(h) {
  K <- h[1]; k <- h[2]
  t <- fisher.test(matrix(c(k, K - k, chosen - k, universe - K - chosen + k), 2))
  c(t$estimate, t$conf.int)
}))
g <- apply(hits, 1, function(h) fisher.test(matrix(c(h[2], h[1] - h[2], chosen - h[2], universe - h[1] - chosen + h[2]), 2),
                                            alternative = "greater")$p.value)
stopifnot(all.equal(g, p))
write_json(list(universe = universe, chosen = chosen, size = hits[, 1], hits = hits[, 2], p = p,
                q = p.adjust(p, "BH"), odds = f[, 1], low = f[, 2], high = f[, 3]),
           "over_representation", "enrichment")
