# Counts: normalisation, filter, voom, weights of samples. R's edgeR 3.40, DESeq2 1.38, limma 3.54.
# Run from the repository root: Rscript test/reference/expression/counts.R
suppressMessages({ library(edgeR); library(DESeq2) })
source("test/reference/response/json.R")
set.seed(9)

columns <- function(m) lapply(seq_len(ncol(m)), function(j) I(unname(m[, j])))
by_gene <- function(m) I(as.vector(t(m)))

draw <- function(genes, depth, group, dispersion = 0.1, zeros = 0) {
  mu <- exp(rnorm(genes, 3, 1.8))
  fold <- ifelse(seq_len(genes) %% 9 == 0, exp(rnorm(genes)), 1)
  m <- sapply(seq_along(depth), function(j) mu * depth[j] * if (group[j] == 1) fold else 1)
  y <- matrix(rnbinom(length(m), mu = m, size = 1 / dispersion), genes)
  if (zeros > 0) y[seq_len(zeros), ] <- 0L
  y
}

case <- function(name, y, design) {
  size <- colSums(y)
  tmm <- unname(calcNormFactors(y))
  keep <- unname(filterByExpr(y, design = design, lib.size = size))
  effective <- size * tmm
  v <- suppressWarnings(voom(y, design, lib.size = effective))
  q <- suppressWarnings(voomWithQualityWeights(y, design, lib.size = effective))
  eb <- suppressWarnings(eBayes(lmFit(v, design)))
  aw <- suppressWarnings(arrayWeights(v$E, design, method = "reml"))
  gg <- suppressWarnings(arrayWeights(v$E, design, method = "genebygene"))
  missing <- v$E
  missing[cbind(2 + seq_len(12), rep_len(seq_len(ncol(y)), 12))] <- NA
  sf <- tryCatch(unname(estimateSizeFactorsForMatrix(y)), error = function(e) NULL)
  out <- list(name = name, samples = ncol(y), counts = by_gene(y), names = I(colnames(design)),
              design = columns(design), tmm = I(tmm), keep = I(as.integer(keep)), size_factors = I(sf),
              logs = by_gene(cpm(y, lib.size = effective, log = TRUE, prior.count = 2)),
              voom = by_gene(v$E), weights = by_gene(v$weights), t = columns(eb$t),
              quality = by_gene(q$weights), sample_weights = I(unname(q$targets$sample.weights)),
              array = I(unname(aw)), gene_by_gene = I(unname(gg)),
              with_missing = I(unname(arrayWeights(missing, design))))
  if (is.null(sf)) out$size_factors <- NULL
  out
}

three <- rep(0:1, each = 3)
batch <- rep(0:1, 6)
cases <- list(
  case("three against three", draw(200, c(1, 1.4, 0.7, 0.9, 2, 1.1), three), model.matrix(~ three)),
  case("unequal depth and zeros", draw(150, c(1, 8, 0.3, 0.9, 2, 1.1), three, zeros = 12),
       model.matrix(~ three)),
  case("two factors", draw(120, runif(12, 0.5, 2), rep(0:1, each = 6), 0.3),
       model.matrix(~ rep(0:1, each = 6) + batch)),
  case("low counts", draw(150, rep(0.05, 8), rep(0:1, each = 4)), model.matrix(~ rep(0:1, each = 4))),
  case("thirty", draw(60, runif(30, 0.5, 2), rep(0:1, 15)), model.matrix(~ rep(0:1, 15))))
write_json(cases, "counts", "expression")
