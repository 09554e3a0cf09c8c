# Scores of gene sets per sample by Bioconductor's GSVA 1.46. Run from the repository root:
#   Rscript test/reference/enrichment/set_scores.R
# Made with R 4.2.2, GSVA 1.46.0.
source("test/reference/response/json.R")
suppressMessages(library(GSVA))
set.seed(20261121)

expression_of <- function(genes, samples, kind) {
  x <- matrix(rnorm(genes * samples, rep(rnorm(genes, 6, 2), samples), 1.3), genes)
  if (kind == "ties") x <- round(x)
  if (kind == "counts") x <- matrix(as.double(rnbinom(genes * samples, mu = rexp(genes, 1 / 80), size = 2)), genes)
  if (kind == "large_counts") x <- matrix(as.double(rnbinom(genes * samples, mu = 3e4 * rexp(genes), size = 5)), genes)
  if (kind == "constant") x[c(3, 17), ] <- 5
  dimnames(x) <- list(paste0("G", seq_len(genes)), paste0("S", seq_len(samples)))
  x
}

one <- function(name, x, method, sets, ...) {
  sink(tempfile()); on.exit(sink())
  r <- suppressWarnings(suppressMessages(gsva(x, sets, method = method, verbose = FALSE, ...)))
  list(name = name, scores = lapply(seq_len(nrow(r)), function(i) unname(r[i, ])), sets = I(rownames(r)))
}

cases <- lapply(c("normal", "ties", "counts", "large_counts", "constant"), function(kind) {
  genes <- if (kind == "normal") 150 else 60
  x <- expression_of(genes, if (kind == "normal") 17 else 9, kind)
  all <- rownames(x)
  sets <- c(lapply(c(2, 5, 12, 30), function(k) sample(all, k)), list(c("G3", "G17", "G4", "none")),
            list(all[1:8]))
  names(sets) <- paste0("set", seq_along(sets))
  runs <- list(
    one("ssgsea", x, "ssgsea", sets),
    one("ssgsea_raw", x, "ssgsea", sets, ssgsea.norm = FALSE),
    one("ssgsea_tau1", x, "ssgsea", sets, ssgsea.norm = FALSE, tau = 1),
    one("gsva", x, "gsva", sets, kcdf = "Gaussian"),
    one("gsva_tau", x, "gsva", sets, kcdf = "Gaussian", tau = 0.25),
    one("gsva_max", x, "gsva", sets, kcdf = "Gaussian", mx.diff = FALSE),
    one("gsva_abs", x, "gsva", sets, kcdf = "Gaussian", abs.ranking = TRUE),
    one("gsva_none", x, "gsva", sets, kcdf = "none"),
    one("zscore", x, "zscore", sets))
  if (grepl("counts", kind)) runs <- c(runs, list(one("gsva_poisson", x, "gsva", sets, kcdf = "Poisson")))
  list(name = kind, x = lapply(seq_len(genes), function(i) unname(x[i, ])), sets = lapply(unname(sets), I), runs = runs)
})
write_json(list(cases = cases), "set_scores", "enrichment")
