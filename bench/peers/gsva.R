# GSVA of Bioconductor, one thread; scores set by set.
source("bench/peers/common.R"); suppressMessages(library(GSVA))
x <- t(data_of("x")); rownames(x) <- sprintf("G%05d", seq_len(nrow(x))); colnames(x) <- sprintf("S%d", seq_len(ncol(x)))
sizes <- data_of("sizes"); names <- sprintf("S%05d", seq_along(sizes))
sets <- split(rownames(x)[data_of("members") + 1], rep(factor(names, names), sizes))
measure(function() gsva(x, sets, method = "gsva", kcdf = "Gaussian", parallel.sz = 1, verbose = FALSE),
        function(scores) c(t(scores[names, ])))
