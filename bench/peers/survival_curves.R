# R survival: survfit and survdiff.
source("bench/peers/common.R"); suppressMessages(library(survival))
time <- data_of("time"); status <- data_of("status"); group <- factor(data_of("group"))
measure(function() list(survfit(Surv(time, status) ~ group), survdiff(Surv(time, status) ~ group)), function(found) {
  means <- summary(found[[1]], rmean = 1000)$table[, c("rmean", "se(rmean)")]
  c(found[[2]]$chisq, t(means))
})
