# Harrell's and Uno's concordance as R's concordance() has them. Run from the repository root:
#   Rscript test/reference/accuracy/concordance.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/survival/cox_sets.R")

counts_of <- function(fit) {
  counts <- if (is.matrix(fit$count)) colSums(fit$count) else fit$count
  list(estimate = unname(fit$concordance), std_error = sqrt(unname(fit$var)),
       concordant = unname(counts["concordant"]), discordant = unname(counts["discordant"]),
       tied_x = unname(counts["tied.x"]), tied_y = unname(counts["tied.y"]),
       tied_xy = unname(counts["tied.xy"]))
}

cases <- lapply(c(real_sets(), hard_sets()), function(s) {
  y <- if (is.null(s$entry)) Surv(s$time, s$event) else Surv(s$entry, s$time, s$event)
  y <- survival::aeqSurv(y)
  marker <- round(s$x[, 1], 2)
  call <- list(y, marker, reverse = TRUE)
  if (!is.null(s$strata)) call$strata <- s$strata
  if (!is.null(s$weights)) call$weights <- s$weights
  if (!is.null(s$cluster)) call$cluster <- s$cluster
  harrell <- counts_of(do.call(concordancefit, call))
  uno <- NULL
  if (is.null(s$entry)) {
    call$strata <- NULL
    call$timewt <- "n/G2"
    tau <- quantile(s$time[s$event == 1], 0.7, type = 1, names = FALSE)
    uno <- list(all = counts_of(do.call(concordancefit, call)),
                tau = c(list(tau = tau), counts_of(do.call(concordancefit, c(call, ymax = tau)))))
  }
  c(set_to_list(s), list(marker = arr(marker), harrell = harrell, uno = uno))
})
writeLines(to_json(cases), "test/reference/accuracy/concordance.json")
