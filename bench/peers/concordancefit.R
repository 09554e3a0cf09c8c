# R survival: Harrell's C with its standard error.
source("bench/peers/common.R"); suppressMessages(library(survival))
y <- Surv(data_of("time"), data_of("status")); marker <- data_of("marker")
measure(function() concordancefit(y, marker, reverse = TRUE), function(fit) c(fit$concordance, sqrt(fit$var)))
