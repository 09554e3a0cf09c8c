# Data sets on which Cox models are compared, real and built to hurt, and what R finds on each.
# Sourced by the scripts beside it; defines functions only.
suppressMessages(library(survival))

# 17 significant digits, so that a double read back is the same double.
to_json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x)) {
    parts <- vapply(x, to_json, "")
    if (is.null(names(x))) return(paste0("[", paste(parts, collapse = ","), "]"))
    return(paste0("{", paste0('"', names(x), '":', parts, collapse = ","), "}"))
  }
  if (is.matrix(x)) {
    return(paste0("[", paste(apply(x, 1, function(r) to_json(I(as.vector(unname(r))))),
                             collapse = ","), "]"))
  }
  one <- function(v) {
    if (is.character(v)) return(paste0('"', v, '"'))
    if (is.logical(v)) return(if (is.na(v)) "null" else if (v) "true" else "false")
    if (!is.finite(v)) return("null")
    sprintf("%.17g", v)
  }
  x <- unname(x)
  text <- vapply(x, one, "")
  if (length(x) == 1 && !inherits(x, "AsIs")) text else paste0("[", paste(text, collapse = ","), "]")
}
# A vector that stays an array in JSON even with one element.
arr <- function(x) if (is.null(x)) NULL else I(as.vector(unname(x)))

new_set <- function(name, time, event, x, entry = NULL, strata = NULL, weights = NULL,
                    offset = NULL, cluster = NULL, groups = NULL, exact = FALSE,
                    residuals = FALSE) {
  x <- as.matrix(x)
  storage.mode(x) <- "double"
  colnames(x) <- paste0("x", seq_len(ncol(x)))
  list(name = name, time = as.double(time), event = as.integer(event), x = x,
       entry = if (is.null(entry)) NULL else as.double(entry),
       strata = if (is.null(strata)) NULL else as.integer(strata), weights = weights,
       offset = offset, cluster = if (is.null(cluster)) NULL else as.integer(cluster),
       groups = groups, exact = exact, residuals = residuals)
}

real_sets <- function() {
  sets <- list()
  add <- function(...) sets[[length(sets) + 1]] <<- new_set(...)
  l <- lung[complete.cases(lung[, c("age", "sex", "ph.ecog", "wt.loss")]), ]
  add("lung", l$time, l$status - 1, l[, c("age", "sex", "ph.ecog", "wt.loss")], exact = TRUE)
  v <- veteran
  vx <- cbind(v$trt, model.matrix(~celltype, v)[, -1], v$karno, v$diagtime, v$age, v$prior)
  add("veteran", v$time, v$status, vx, groups = list(1, 2:4, 5, 6, 7, 8), exact = TRUE)
  add("veteran_strata", v$time, v$status, vx[, c(1, 5, 7)], strata = v$celltype)
  o <- ovarian
  add("ovarian", o$futime, o$fustat, o[, c("age", "rx", "resid.ds", "ecog.ps")], exact = TRUE,
      residuals = TRUE)
  data(bmt, package = "KMsurv", envir = environment())
  add("bmt", bmt$t2, bmt$d3, cbind(bmt$group == 2, bmt$group == 3, bmt$z1, bmt$z2, bmt$z8),
      groups = list(1:2, 3, 4, 5), exact = TRUE)
  h <- heart
  add("heart", h$stop, h$event, cbind(h$age, h$year, h$surgery, h$transplant == 1),
      entry = h$start, cluster = h$id, exact = TRUE, residuals = TRUE)
  k <- kidney
  add("kidney", k$time, k$status, cbind(k$age, k$sex, k$disease == "GN", k$disease == "AN",
      k$disease == "PKD"), cluster = k$id, groups = list(1, 2, 3:5))
  g <- cgd
  add("cgd", g$tstop, g$status, cbind(g$treat == "rIFN-g", g$age, g$inherit == "autosomal"),
      entry = g$tstart, cluster = g$id, strata = g$sex)
  p <- pbc[1:312, ]
  add("pbc", p$time, p$status == 2, cbind(p$age, p$edema, log(p$bili), log(p$albumin)),
      strata = p$trt, weights = 1 + (p$stage == 4 & !is.na(p$stage)))
  s <- stanford2[!is.na(stanford2$t5), ]
  add("stanford2", s$time, s$status, cbind(s$age, s$age^2, s$t5), exact = TRUE)
  c2 <- colon[colon$etype == 2 & !is.na(colon$nodes), ][1:400, ]
  add("colon", c2$time, c2$status, cbind(c2$rx == "Lev", c2$rx == "Lev+5FU", c2$nodes),
      groups = list(1:2, 3))
  r <- rats[rats$sex == "f", ]
  add("rats", r$time, r$status, r$rx, cluster = r$litter, exact = TRUE)
  sets
}

hard_sets <- function() {
  sets <- list()
  add <- function(...) sets[[length(sets) + 1]] <<- new_set(...)
  set.seed(20240511)
  n <- 60
  x <- cbind(rnorm(n), rbinom(n, 1, 0.4))
  t4 <- pmin(4, ceiling(rexp(n, exp(0.5 * x[, 1])) * 2))
  d4 <- rbinom(n, 1, 0.7)
  add("ties_everywhere", t4, d4, x, exact = TRUE, residuals = TRUE)
  add("ties_weights", t4, d4, x, weights = round(runif(n, 0.2, 3), 2), residuals = TRUE)
  add("ties_strata_offset", t4, d4, x, strata = rep(1:3, length.out = n),
      offset = round(rnorm(n), 3), exact = TRUE, residuals = TRUE)
  e4 <- pmax(0, t4 - 1 - rbinom(n, 2, 0.4))
  add("ties_entry", t4, d4, x, entry = e4, residuals = TRUE)
  add("ties_entry_all", t4, d4, x, entry = e4, strata = rep(1:2, length.out = n),
      offset = round(rnorm(n), 3), weights = round(runif(n, 0.2, 3), 2),
      cluster = rep(1:20, length.out = n), residuals = TRUE)
  add("one_event", 1:10, c(0, 0, 0, 1, 0, 0, 0, 0, 0, 0), c(1, 4, 2, 3, 5, 2, 4, 1, 3, 2.5),
      exact = TRUE)
  add("all_at_one_time", rep(c(5, 8), c(12, 8)), rep(1:0, c(12, 8)),
      cbind(c(1:12, 3:10) / 3, rep(c(0, 1, 1, 0, 1), 4)), exact = TRUE)
  add("everybody_at_once", rep(3, 8), rep(1, 8), c(1, 5, 2, 2, 4, 3, 1, 6))
  add("two_rows", c(1, 2), c(1, 1), c(0.5, 1), exact = FALSE)
  add("empty_group", t4, d4, cbind(x, 0))
  add("collinear", t4, d4, cbind(x, x[, 1] - 2 * x[, 2], rev(x[, 1])), residuals = TRUE)
  add("tiny_scale", t4, d4, cbind(x[, 1] * 1e-9, x[, 2]))
  add("huge_scale", t4, d4, cbind(x[, 1] * 1e9, x[, 2], x[, 1] * 1e-9 + rev(x[, 1]) * 1e-10))
  add("far_from_zero", t4, d4, cbind(x[, 1] + 1e6, x[, 2]))
  add("huge_offset", t4, d4, x, offset = 200 + round(rnorm(n), 3))
  add("tiny_time", t4 * 1e-3, d4, x)
  add("near_ties", t4 + rep(c(0, 1e-10), n / 2), d4, x)
  add("half_weights", t4, d4, x, weights = rep(0.5, n))
  add("clusters_fewer_than_columns", t4, d4, cbind(x, rnorm(n)), cluster = rep(1:2, n / 2))
  m <- 300
  z <- cbind(rnorm(m), runif(m), rbinom(m, 1, 0.5))
  late <- rexp(m, 0.2)
  life <- late + rexp(m, exp(z %*% c(0.8, -1, 0.5)))
  end <- pmin(life, late + 3)
  add("delayed_entry", end, as.integer(life <= end), z, entry = late)
  add("strong_effect", rexp(m, exp(3 * z[, 1])), rbinom(m, 1, 0.8), z)
  sets
}

# The fit on one set; `extra` goes to coxph.
fit_set <- function(s, ties = "efron", robust = NULL, firth = FALSE) {
  d <- data.frame(time = s$time, event = s$event)
  rhs <- character()
  groups <- if (is.null(s$groups)) as.list(seq_len(ncol(s$x))) else s$groups
  for (g in groups) {
    name <- paste0("x", g[1])
    d[[name]] <- if (length(g) == 1) s$x[, g] else I(unname(s$x[, g]))
    rhs <- c(rhs, name)
  }
  if (!is.null(s$strata)) { d$s <- s$strata; rhs <- c(rhs, "strata(s)") }
  if (!is.null(s$offset)) { d$o <- s$offset; rhs <- c(rhs, "offset(o)") }
  if (!is.null(s$cluster) && !identical(robust, FALSE)) {
    d$cl <- s$cluster
    rhs <- c(rhs, "cluster(cl)")
  }
  lhs <- "Surv(time, event)"
  if (!is.null(s$entry)) { d$entry <- s$entry; lhs <- "Surv(entry, time, event)" }
  formula <- as.formula(paste(lhs, "~", paste(rhs, collapse = "+")))
  environment(formula) <- environment()
  args <- list(formula, data = d, ties = ties, x = TRUE)
  if (!is.null(s$weights)) args$weights <- s$weights
  if (!is.null(robust)) args$robust <- robust
  fit <- suppressWarnings(do.call(coxph, args))
  class(fit) <- "coxph"  # forgotten by coxph for exact ties with delayed entry
  fit
}

# What a fit says, as a list for JSON.
summary_of <- function(fit) {
  list(coef = arr(fit$coefficients), var = unname(as.matrix(fit$var)),
       naive_var = if (is.null(fit$naive.var)) NULL else unname(as.matrix(fit$naive.var)),
       loglik = arr(fit$loglik), score = fit$score, wald = as.vector(fit$wald.test),
       rscore = if (is.null(fit$rscore)) NULL else as.vector(fit$rscore),
       iter = as.integer(fit$iter), means = arr(fit$means), lp = arr(fit$linear.predictors),
       n = as.integer(fit$n), nevent = as.integer(fit$nevent),
       aic = extractAIC(fit)[2], bic = BIC(fit),
       concordance = arr(fit$concordance[c("concordant", "discordant", "tied.x", "tied.y",
                                           "tied.xy", "concordance", "std")]))
}

set_to_list <- function(s) {
  list(name = s$name, time = arr(s$time), event = arr(s$event), entry = arr(s$entry), x = s$x,
       strata = arr(s$strata), weights = arr(s$weights), offset = arr(s$offset),
       cluster = arr(s$cluster), groups = if (is.null(s$groups)) NULL else lapply(s$groups, arr))
}

write_json <- function(x, file) writeLines(to_json(x), file.path("test/reference/survival", file))
