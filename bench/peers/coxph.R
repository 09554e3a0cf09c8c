# R survival: coxph() as users call it.
source("bench/peers/common.R"); suppressMessages(library(survival))
frame <- data.frame(time = data_of("time"), status = data_of("status"), data_of("x"))
measure(function() coxph(Surv(time, status) ~ ., frame),
        function(fit) c(fit$loglik[2], rbind(coef(fit), sqrt(diag(vcov(fit))))))
