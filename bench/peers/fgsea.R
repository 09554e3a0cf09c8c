# fgsea: permutations, or multilevel splitting where no number of permutations is given.
source("bench/peers/common.R"); suppressMessages(library(fgsea))
value <- data_of("value"); names(value) <- sprintf("G%05d", seq_along(value)); sizes <- data_of("sizes")
sets <- split(names(value)[data_of("members") + 1], rep(seq_along(sizes), sizes)); value <- sort(value, decreasing = TRUE)
measure(function() { set.seed(1)
  fgseaSimple(sets, value, nperm = resamples, minSize = 15, maxSize = 500, BPPARAM = BiocParallel::SerialParam()) },
  function(found) c(sum(found$ES), sum(abs(found$ES))))
