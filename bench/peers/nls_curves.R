# R: nls with SSfpl, on 500 of the curves.
source("bench/peers/common.R")
dose <- matrix(data_of("dose"), columns); response <- matrix(data_of("response"), columns); x <- log10(dose[, 1]); curves <- min(500, ncol(dose))
measure(function() vapply(seq_len(curves), function(k) { y <- response[, k]
  tryCatch(deviance(nls(y ~ SSfpl(x, A, B, xmid, scal))), error = function(e) NA_real_) }, 0),
  function(found) median(found, na.rm = TRUE), share = curves / ncol(dose))
