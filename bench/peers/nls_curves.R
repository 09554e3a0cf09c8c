# R: nls with SSfpl, which finds its own start, on 500 of the curves: residual sum of squares and IC50, below 0 where it gives up.
source("bench/peers/common.R")
dose <- matrix(data_of("dose"), columns); response <- matrix(data_of("response"), columns); x <- log10(dose[, 1]); curves <- min(500, ncol(dose))
measure(function() vapply(seq_len(curves), function(k) { y <- response[, k]
  tryCatch({ fit <- nls(y ~ SSfpl(x, A, B, xmid, scal)); c(deviance(fit), 10^coef(fit)[["xmid"]]) }, error = function(e) c(-1, -1)) }, c(0, 0)),
  identity, share = curves / ncol(dose))
