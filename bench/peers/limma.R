# limma: lmFit and eBayes.
source("bench/peers/common.R"); suppressMessages(library(limma))
values <- t(data_of("x")); group <- data_of("group")
design <- cbind(1, group, if (resamples > 0) data_of("covariates")[, seq_len(resamples)])
measure(function() eBayes(lmFit(values, design)),
        function(fit) c(sum(abs(fit$t[, 2])), sum(fit$p.value[, 2]), fit$t[1, 2]))
