# Cox models as R's coxph fits them, on the sets of cox_sets.R. Run from the repository root:
#   Rscript test/reference/survival/cox.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/survival/cox_sets.R")

cases <- lapply(c(real_sets(), hard_sets()), function(s) {
  fits <- list()
  add <- function(ties, robust = NULL) {
    fit <- fit_set(s, ties, robust)
    fits[[length(fits) + 1]] <<- c(list(ties = ties, robust = !is.null(fit$naive.var)),
                                   summary_of(fit))
  }
  for (ties in c("efron", "breslow")) {
    add(ties)
    if (is.null(s$entry) && is.null(s$cluster)) add(ties, TRUE)
    fractional <- !is.null(s$weights) && any(s$weights != floor(s$weights))
    if (!is.null(s$cluster) || fractional) add(ties, FALSE)
  }
  if (s$exact && is.null(s$weights)) add("exact", FALSE)
  c(set_to_list(s), list(fits = fits))
})
write_json(cases, "cox.json")
