# The difference of two concordances on the same patients, by R's influences. Run from the root:
#   Rscript test/reference/accuracy/concordance_difference.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/survival/cox_sets.R")

cases <- Filter(Negate(is.null), lapply(c(real_sets(), hard_sets()), function(s) {
  if (!is.null(s$entry) || !is.null(s$strata) || !is.null(s$weights) || ncol(s$x) < 2) return(NULL)
  y <- survival::aeqSurv(Surv(s$time, s$event))
  markers <- cbind(round(s$x[, 1], 2), round(s$x[, 2], 2))
  fits <- lapply(1:2, function(k) concordancefit(y, markers[, k], reverse = TRUE, influence = 1))
  if (any(sapply(fits, function(f) is.na(f$concordance)))) return(NULL)
  c(set_to_list(s), list(
    markers = list(arr(markers[, 1]), arr(markers[, 2])),
    concordance = arr(sapply(fits, function(f) unname(f$concordance))),
    std_error = sqrt(sum((fits[[2]]$dfbeta - fits[[1]]$dfbeta)^2))))
}))
writeLines(to_json(cases), "test/reference/accuracy/concordance_difference.json")
