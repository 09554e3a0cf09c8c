# From counts to a table of genes, by R's edgeR 3.40 and limma 3.54.
# Run from the repository root: Rscript test/reference/expression/differential.R
suppressMessages(library(edgeR))
source("test/reference/response/json.R")
set.seed(11)

draw <- function(genes, group, depth) {
  mu <- exp(rnorm(genes, 3, 2))
  fold <- ifelse(seq_len(genes) %% 8 == 0, exp(rnorm(genes)), 1)
  m <- sapply(seq_along(group), function(j) mu * depth[j] * if (group[j] == "b") fold else 1)
  matrix(rnbinom(length(m), mu = m, size = 8), genes)
}
fitted <- function(y, design, coef, counts, trend = FALSE, robust = FALSE, weights = FALSE) {
  keep <- filterByExpr(y, design = design, lib.size = colSums(y))
  d <- calcNormFactors(DGEList(y[keep, ]))
  if (counts == "voom") {
    v <- if (weights) voomWithQualityWeights(d, design) else voom(d, design)
    fit <- lmFit(v, design)
  } else {
    e <- cpm(d, log = TRUE, prior.count = 2)
    fit <- lmFit(e, design, weights = if (weights) arrayWeights(e, design))
  }
  eb <- suppressWarnings(eBayes(fit[, coef], trend = trend, robust = robust))
  one <- length(coef) == 1
  list(counts = counts, trend = trend, robust = robust, weights = weights, coef = I(coef),
       tested = I(unname(which(keep)) - 1),
       estimate = I(as.vector(eb$coefficients)), mean = I(unname(eb$Amean)),
       statistic = I(unname(if (one) eb$t[, 1] else eb$F)),
       p = I(unname(if (one) eb$p.value[, 1] else eb$F.p.value)),
       q = I(p.adjust(unname(if (one) eb$p.value[, 1] else eb$F.p.value), "BH")),
       b = I(as.vector(eb$lods)))
}
case <- function(name, group, y, design, coef) {
  list(name = name, samples = length(group), counts = I(as.vector(t(y))),
       names = I(colnames(design)), design = lapply(seq_len(ncol(design)), function(j) I(unname(design[, j]))),
       fits = list(fitted(y, design, coef, "voom"),
                   fitted(y, design, coef, "voom", robust = TRUE),
                   fitted(y, design, coef, "voom", weights = TRUE),
                   fitted(y, design, coef, "logs", trend = TRUE),
                   fitted(y, design, coef, "logs", trend = TRUE, robust = TRUE),
                   fitted(y, design, coef, "logs", trend = TRUE, weights = TRUE)))
}
two <- factor(rep(c("a", "b"), each = 3)); three <- factor(rep(c("a", "b", "c"), each = 4))
cases <- list(case("three against three", two, draw(160, two, c(1, 1.3, 0.8, 2, 0.9, 1.1)), model.matrix(~ two), 2),
              case("three groups", three, draw(140, three, runif(12, 0.6, 2)), model.matrix(~ three), 2:3))
write_json(cases, "differential", "expression")
