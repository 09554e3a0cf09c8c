# What R says of pairs of genes in studies/ven-prs: fisher.test and p.adjust.
# Run from the repository root: Rscript test/reference/study/co_occurrence.R
source("test/reference/response/json.R")
d <- read.csv("studies/ven-prs/cohort.csv", stringsAsFactors = FALSE, na.strings = c("", "NA"))
genes <- c("TET2", "RUNX1", "TP53", "ASXL1", "DNMT3A", "IDH2", "SRSF2", "NPM1", "FLT3_ITD",
           "FLT3_TKD", "SF3B1", "PTPN11", "NF1")
pairs <- list()
for (i in seq_along(genes))
  for (j in seq_along(genes)) {
    if (j <= i) next
    a <- factor(d[[genes[i]]], levels = c("mutated", "wild_type"))
    b <- factor(d[[genes[j]]], levels = c("mutated", "wild_type"))
    counts <- table(a, b)
    f <- fisher.test(counts)
    pairs[[length(pairs) + 1]] <-
      list(first = genes[i], second = genes[j], both = counts[1, 1], first_only = counts[1, 2],
           second_only = counts[2, 1], neither = counts[2, 2], odds_ratio = unname(f$estimate),
           conf_low = f$conf.int[1], conf_high = f$conf.int[2], p = f$p.value)
  }
adjusted <- p.adjust(sapply(pairs, function(pair) pair$p), method = "BH")
for (k in seq_along(pairs)) pairs[[k]]$p_adjusted <- adjusted[k]
write_json(pairs, "co_occurrence", "study")
