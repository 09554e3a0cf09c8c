# R survival: coxph() with the robust variance.
source("bench/peers/common.R"); suppressMessages(library(survival))
frame <- data.frame(time = data_of("time"), status = data_of("status"), data_of("x"))
measure(function() coxph(Surv(time, status) ~ ., frame, robust = TRUE),
        function(fit) c(fit$loglik[2], rbind(coef(fit), sqrt(diag(vcov(fit))))))
