# Exact distributions of counts and ranks: R 4.2's phyper, pwilcox, psignrank.
# Run from the repository root: Rscript test/reference/base/discrete.R
source("test/reference/response/json.R")
rows <- function(m) lapply(seq_len(nrow(m)), function(i) unname(m[i, ]))
h <- expand.grid(white = c(3, 20, 150, 4000), black = c(2, 35, 900), share = c(0.1, 0.5, 0.9),
                 place = c(0, 0.3, 0.5, 0.8, 1))
h <- do.call(rbind, lapply(seq_len(nrow(h)), function(i) with(h[i, ], {
  draws <- max(1, round(share * (white + black)))
  lo <- max(0, draws - black); hi <- min(white, draws)
  x <- round(lo + place * (hi - lo))
  c(white, black, draws, x, phyper(x, white, black, draws),
    phyper(x - 1, white, black, draws, lower.tail = FALSE))
})))
w <- expand.grid(m = c(1, 2, 5, 17, 30, 49), n = c(1, 3, 8, 25, 49), place = c(0, 0.1, 0.4, 0.5, 0.75, 1))
w$w <- round(w$m * w$n * w$place)
w <- as.matrix(cbind(w$m, w$n, w$w, pwilcox(w$w, w$m, w$n), pwilcox(w$w - 1, w$m, w$n, lower.tail = FALSE)))
v <- expand.grid(n = c(1, 2, 5, 12, 30, 49, 100), place = c(0, 0.1, 0.3, 0.5, 0.6, 0.9, 1))
v$v <- round(v$n * (v$n + 1) / 2 * v$place)
v <- as.matrix(cbind(v$n, v$v, psignrank(v$v, v$n), psignrank(v$v - 1, v$n, lower.tail = FALSE)))
write_json(list(hypergeometric = rows(h), wilcoxon = rows(w), signed_rank = rows(v)), "discrete", "base")
