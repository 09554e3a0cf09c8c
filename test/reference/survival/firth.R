# Firth's penalised Cox likelihood, maximised from its formula: l and I at a beta are those of coxph
# with no iteration, l* = l + 1/2 log det I. Run from the repository root:
#   Rscript test/reference/survival/firth.R
# Made with R 4.2.2, survival 3.5-3.
source("test/reference/survival/cox_sets.R")

firth_of <- function(s, ties) {
  y <- if (is.null(s$entry)) Surv(s$time, s$event) else Surv(s$entry, s$time, s$event)
  d <- list(y = y, x = s$x, w = if (is.null(s$weights)) rep(1, nrow(s$x)) else s$weights,
            o = if (is.null(s$offset)) rep(0, nrow(s$x)) else s$offset,
            s = if (is.null(s$strata)) rep(1, nrow(s$x)) else s$strata)
  at <- function(b) {
    fit <- suppressWarnings(coxph(y ~ x + offset(o) + strata(s), data = d, weights = w,
                                  ties = ties, init = b, iter.max = 0, robust = FALSE))
    list(l = fit$loglik[1] - 0.5 * as.numeric(determinant(fit$var)$modulus), var = fit$var)
  }
  p <- ncol(s$x)
  scale <- sqrt(diag(at(rep(0, p))$var))
  target <- function(z) at(z * scale)$l
  z <- optim(rep(0, p), function(z) -target(z), method = "BFGS",
             control = list(reltol = 1e-13, maxit = 500))$par
  # Newton's method on central differences takes the search from 1e-5 to 1e-8.
  h <- 1e-3
  unit <- diag(h, p)
  for (k in 1:4) {
    g <- sapply(1:p, function(i) (target(z + unit[i, ]) - target(z - unit[i, ])) / (2 * h))
    H <- outer(1:p, 1:p, Vectorize(function(i, j)
      (target(z + unit[i, ] + unit[j, ]) - target(z + unit[i, ] - unit[j, ]) -
         target(z - unit[i, ] + unit[j, ]) + target(z - unit[i, ] - unit[j, ])) / (4 * h^2)))
    z <- z - solve(H, g)
  }
  end <- at(z * scale)
  list(ties = ties, coef = arr(z * scale), var = unname(end$var),
       loglik = arr(c(at(rep(0, p))$l, end$l)))
}

names_used <- c("ovarian", "heart", "ties_everywhere", "ties_weights", "ties_strata_offset",
                "ties_entry", "one_event", "two_rows")
sets <- Filter(function(s) s$name %in% names_used, c(real_sets(), hard_sets()))
# No event where the second column is 1.
x <- cbind(c(1:12, 3:10) / 3, rep(c(0, 1, 1, 0, 1), 4))
sets[[length(sets) + 1]] <- new_set("no_event_in_group", c(1:10, 1:10),
                                    as.integer(x[, 2] == 0), x)
cases <- lapply(sets, function(s) {
  ties <- if (s$name == "one_event") "efron" else c("efron", "breslow")
  c(set_to_list(s), list(fits = lapply(ties, function(tie) firth_of(s, tie))))
})
write_json(cases, "firth.json")
