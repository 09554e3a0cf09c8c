# What case-mix does to a score: spread of the linear predictor, the concordance to be expected, the
# membership model. Run from the repository root:
#   Rscript test/reference/accuracy/case_mix.R
# Made with R 4.2.2, survival 3.5-3.
suppressMessages({library(survival); library(jsonlite)})

expected_concordance <- function(lp) {
  total <- 0
  for (i in seq_along(lp)[-1]) for (j in seq_len(i - 1)) total <- total + plogis(abs(lp[i] - lp[j]))
  total / choose(length(lp), 2)
}
auc <- function(second, first) {
  psi <- outer(second, first, function(a, b) (a > b) + 0.5 * (a == b))
  v <- var(rowMeans(psi)) / length(second) + var(colMeans(psi)) / length(first)
  c(mean(psi), sqrt(v))
}
one <- function(name, first, second) {
  x <- rbind(first, second)
  member <- rep(0:1, c(nrow(first), nrow(second)))
  varies <- apply(x, 2, function(column) length(unique(column)) > 1)
  fit <- suppressWarnings(glm(member ~ x[, varies], family = binomial,
                              control = glm.control(1e-10, 100)))
  eta <- round(fit$linear.predictors, 9)
  found <- auc(eta[member == 1], eta[member == 0])
  lp <- list(rowSums(first), rowSums(second))
  list(name = name, first = unname(first), second = unname(second),
       mean = I(sapply(lp, mean)), sd = I(sapply(lp, sd)),
       expected = I(sapply(lp, expected_concordance)), auc = found[1], se = found[2],
       terms = fit$rank - 1)
}

set.seed(20261121)
draw <- function(n, share, points) {
  sapply(seq_along(share), function(k) points[k] * rbinom(n, 1, share[k]))
}
points <- c(0.9, 0.64, 0.94, -0.98, 0.49)
p <- pbc[complete.cases(pbc[, c("edema", "bili", "albumin", "protime", "age")]), ]
px <- cbind(0.04 * p$age, 0.86 * log(p$bili), -2.5 * log(p$albumin), 2.4 * log(p$protime),
            0.9 * p$edema)
veteran_terms <- with(veteran, cbind(-0.03 * karno, 0.4 * (celltype == "smallcell"),
                                     0.3 * (prior == 10)))
cases <- list(
  one("registries", draw(174, c(0.1, 0.52, 0.05, 0.1, 0.2), points),
      draw(189, c(0.02, 0.12, 0.04, 0.08, 0.15), points)),
  one("pbc halves", px[p$id %% 2 == 0, ], px[p$id %% 2 == 1, ]),
  one("veteran, by arm", veteran_terms[veteran$trt == 1, ], veteran_terms[veteran$trt == 2, ]),
  one("a term that nobody has, and one twice",
      cbind(draw(60, c(0.5, 0.3), points[1:2]), 0, 1)[, c(1, 2, 3, 4, 1)],
      cbind(draw(50, c(0.3, 0.4), points[1:2]), 0, 1)[, c(1, 2, 3, 4, 1)]))
writeLines(toJSON(cases, digits = I(17), auto_unbox = TRUE, na = "null", matrix = "columnmajor"),
           "test/reference/accuracy/case_mix.json")
