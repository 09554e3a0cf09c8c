# R survival: coxph.fit, the numerical part of coxph() alone.
source("bench/peers/common.R"); suppressMessages(library(survival))
x <- data_of("x"); colnames(x) <- seq_len(ncol(x)); y <- Surv(data_of("time"), data_of("status")); control <- coxph.control()
measure(function() coxph.fit(x, y, NULL, NULL, NULL, control, NULL, "efron", NULL, resid = FALSE),
        function(fit) c(fit$loglik[2], rbind(fit$coefficients, sqrt(diag(fit$var)))))
