# fgsea: permutations alone or, with a number of processes after the seconds, multilevel splitting.
source("bench/peers/common.R"); suppressMessages(library(fgsea))
value <- data_of("value"); names(value) <- sprintf("G%05d", seq_along(value)); sizes <- data_of("sizes")
sets <- split(names(value)[data_of("members") + 1], rep(seq_along(sizes), sizes)); value <- sort(value, decreasing = TRUE)
alone <- BiocParallel::SerialParam()
by <- if (length(args) < 6) function() fgseaSimple(sets, value, nperm = resamples, minSize = 15, maxSize = 500, BPPARAM = alone) else {
  processes <- if (args[6] == "1") alone else BiocParallel::MulticoreParam(as.integer(args[6]))
  function() fgseaMultilevel(sets, value, minSize = 15, maxSize = 500, eps = 1e-50, BPPARAM = processes)
}
measure(function() { set.seed(1); by() }, function(found) c(sum(found$ES), sum(abs(found$ES))))
