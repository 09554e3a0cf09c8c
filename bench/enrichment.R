# GSVA of Bioconductor on the files that bench/enrichment.cpp wrote, and how far its scores are from OUT.
#   Rscript bench/enrichment.R FILE OUT
suppressMessages({library(GSVA); library(GSEABase)})
args <- commandArgs(TRUE)
expr <- as.matrix(read.delim(paste0(args[1], ".tsv"), row.names = 1))
lines <- strsplit(readLines(paste0(args[1], ".gmt")), "\t")
sets <- setNames(lapply(lines, function(x) unique(x[-(1:2)])), sapply(lines, `[`, 1))
seconds <- system.time(scores <- gsva(expr, sets, method = "gsva", kcdf = "Gaussian",
                                      parallel.sz = 1, verbose = FALSE))[["elapsed"]]
ours <- matrix(scan(args[2], quiet = TRUE), ncol = nrow(scores))
cat(sprintf("%.2f s; largest difference of %d scores: %.2g\n", seconds, length(scores),
            max(abs(t(scores[names(sets), ]) - ours))))
