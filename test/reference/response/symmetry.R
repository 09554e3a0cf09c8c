# Bowker's test of symmetry as R's mcnemar.test has it. Run from the repository root:
#   Rscript test/reference/response/symmetry.R
# Made with R 4.2.2.
source("test/reference/response/json.R")
set.seed(4)
tables <- c(
  list(matrix(c(794, 150, 86, 570), 2), # approval ratings of ?mcnemar.test
       matrix(c(10, 3, 5, 2, 20, 7, 4, 9, 30), 3)),
  lapply(2:6, function(k) matrix(rpois(k * k, 6) + 1, k)))
cases <- lapply(tables, function(t) {
  test <- mcnemar.test(t, correct = FALSE)
  list(levels = nrow(t), counts = c(t(t)), statistic = unname(test$statistic),
       df = unname(test$parameter), p = test$p.value)
})
write_json(cases, "symmetry")
