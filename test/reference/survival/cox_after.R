# What R reads off its Cox fits: residuals, the test of proportional hazards, baseline hazard and
# predicted survival. Run from the repository root:
#   Rscript test/reference/survival/cox_after.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/survival/cox_sets.R")

zph_of <- function(fit, transform) {
  tryCatch({
    table <- cox.zph(fit, transform = transform)$table
    list(transform = transform, chisq = arr(table[, 1]), df = arr(table[, 2]), p = arr(table[, 3]))
  }, error = function(e) NULL)
}

residuals_of <- function(s, fit) {
  result <- list(martingale = arr(residuals(fit, "martingale")),
                 deviance = arr(residuals(fit, "deviance")))
  if (fit$method == "exact") return(result)
  kinds <- c("score", "dfbeta", "schoenfeld", "scaledsch")
  for (kind in kinds) result[[kind]] <- as.matrix(residuals(fit, kind))
  result$schoenfeld_time <- arr(as.numeric(rownames(as.matrix(residuals(fit, "schoenfeld")))))
  result
}

# survfit for one new patient; x per column of the set.
curve_of <- function(s, fit, x, scale) {
  new <- data.frame(time = 1, event = 1)
  groups <- if (is.null(s$groups)) as.list(seq_len(ncol(s$x))) else s$groups
  for (g in groups)
    new[[paste0("x", g[1])]] <- if (length(g) == 1) x[g] else I(matrix(x[g], nrow = 1))
  new$o <- 0.25
  new$cl <- 1
  new$entry <- 0
  if (!is.null(s$strata)) {
    codes <- sort(unique(s$strata))
    new <- new[rep(1, length(codes)), ]
    new$s <- codes
  }
  curve <- survfit(fit, newdata = new, conf.type = scale)
  list(x = arr(x), scale = scale, offset = if (is.null(s$offset)) 0 else 0.25,
       time = arr(curve$time), n_risk = arr(curve$n.risk), n_event = arr(curve$n.event),
       cumhaz = arr(curve$cumhaz), std_err = arr(curve$std.err), surv = arr(curve$surv),
       lower = arr(curve$lower), upper = arr(curve$upper))
}

cases <- list()
for (s in c(real_sets(), hard_sets())) {
  if (s$name %in% c("two_rows", "everybody_at_once", "huge_scale", "tiny_scale")) next
  ties <- c("efron", "breslow", if (s$exact && is.null(s$entry)) "exact")
  fits <- lapply(ties, function(tie) {
    fit <- fit_set(s, tie, if (tie == "exact") FALSE)
    centred <- basehaz(fit)
    zero <- basehaz(fit, centered = FALSE)
    list(ties = tie, robust = !is.null(fit$naive.var),
         zph = Filter(Negate(is.null), lapply(c("km", "rank", "identity", "log"),
                                              function(tr) zph_of(fit, tr))),
         baseline = list(time = arr(centred$time), centred = arr(centred$hazard),
                         zero = arr(zero$hazard)),
         residuals = if (s$residuals) residuals_of(s, fit) else NULL,
         curves = if (!s$residuals || anyNA(fit$coefficients)) list() else
           lapply(c("log", "log-log", "plain"),
                  function(scale) curve_of(s, fit, s$x[3, ], scale)))
  })
  cases[[length(cases) + 1]] <- c(set_to_list(s), list(fits = fits))
}
write_json(cases, "cox_after.json")
