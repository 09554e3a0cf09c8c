# Curves of new patients with their limits, as a derived card must give them. Run from the repository
# root:   Rscript test/reference/derivation/card.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/derivation/procedure.R")
set <- registry(174, 1)
keep <- c(1:7, 16)
set$x <- set$x[, keep]
set$indicator <- set$indicator[keep]
data <- frame_of(set)
cases <- lapply(c("efron", "breslow"), function(ties) {
  fit <- cox_of(colnames(set$x), data, ties)
  patients <- data[c(1, 5, 60, 100), colnames(set$x)]
  curve <- survfit(fit, newdata = patients, conf.type = "log")
  died <- curve$n.event > 0 & curve$n.risk >= 10
  list(ties = ties, rows = c(1, 5, 60, 100) - 1, time = curve$time[died],
       survival = lapply(1:4, function(i) curve$surv[died, i]),
       lower = lapply(1:4, function(i) curve$lower[died, i]),
       upper = lapply(1:4, function(i) curve$upper[died, i]))
})
write_json(c(set_to_list(set), list(cases = cases)), "card.json")
