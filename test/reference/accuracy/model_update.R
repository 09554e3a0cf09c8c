# Updates of an existing score in new patients and the likelihood ratios between them, by glm
# (Poisson, the baseline hazard as an offset) and coxph. Run from the repository root:
#   Rscript test/reference/accuracy/model_update.R
# Made with R 4.2.2, survival 3.5-3.
suppressMessages({library(survival); library(jsonlite)})
arr <- function(x) I(as.double(unname(x)))
control <- coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 60)

# Log-likelihood without what no coefficient is in: sum d eta - sum H exp(eta).
kept_fit <- function(formula, data) {
  fit <- glm(formula, poisson, data, control = glm.control(1e-14, 100))
  eta <- fit$linear.predictors - log(data$hazard)
  list(coef = arr(coef(fit)), se = arr(sqrt(diag(summary(fit)$cov.unscaled))),
       loglik = sum(data$event * eta) - sum(data$hazard * exp(eta)), df = length(coef(fit)))
}
cox <- function(formula, data) {
  fit <- eval(bquote(coxph(.(formula), data, ties = "efron", control = control)))
  list(coef = arr(coef(fit)), se = arr(if (length(coef(fit))) sqrt(diag(vcov(fit)))), loglik = tail(fit$loglik, 1),
       df = length(coef(fit)))
}

one <- function(name, time, event, terms, hazard) {
  varies <- apply(terms, 2, function(column) length(unique(column)) > 1)
  data <- data.frame(time = time, event = event, hazard = hazard, score = rowSums(terms),
                     fixed = rowSums(terms[, !varies, drop = FALSE]))
  names <- paste0("x", which(varies))
  data[names] <- terms[, varies]
  refit <- paste(names, collapse = " + ")
  kept <- list(
    original = list(loglik = sum(event * data$score) - sum(hazard * exp(data$score)), df = 0),
    in_the_large = kept_fit(event ~ 1 + offset(score + log(hazard)), data),
    slope = kept_fit(event ~ score + offset(log(hazard)), data))
  anew <- list(baseline = cox(Surv(time, event) ~ offset(score), data),
               slope = cox(Surv(time, event) ~ score, data))
  if (sum(varies) > 1) {
    kept$refit <- kept_fit(as.formula(paste("event ~", refit, "+ offset(fixed + log(hazard))")), data)
    anew$refit <- cox(as.formula(paste("Surv(time, event) ~", refit, "+ offset(fixed)")), data)
  }
  list(name = name, time = arr(time), event = arr(event), terms = unname(terms),
       hazard = arr(hazard), expected = sum(hazard * exp(data$score)), kept = kept, anew = anew)
}

step_hazard <- function(fit, time) {
  base <- basehaz(fit, centered = FALSE)
  approx(base$time, base$hazard, time, method = "constant", rule = 2)$y
}
weibull <- function(time, scale, shape) (time / scale)^shape

p <- pbc[complete.cases(pbc[, c("edema", "bili", "albumin", "protime", "age")]), ]
p$dead <- as.integer(p$status == 2)
px <- cbind(p$age / 10, log(p$bili), log(p$albumin), log(p$protime), p$edema)
half <- p$id %% 2 == 0
first <- coxph(Surv(time, dead) ~ px[half, ], p[half, ])
points <- round(coef(first), 2)
pt <- sweep(px, 2, points, "*") - rep(colMeans(sweep(px, 2, points, "*")), each = nrow(px))
at_points <- coxph(Surv(time, dead) ~ offset(rowSums(pt[half, ])), p[half, ])
base <- survfit(at_points, se.fit = FALSE)
h_pbc <- approx(base$time, base$cumhaz * exp(-mean(rowSums(pt[half, ]))), p$time,
                method = "constant", rule = 2)$y
use <- !half & h_pbc > 0

v <- veteran
vt <- with(v, cbind(-0.03 * (karno - 60), 0.4 * (celltype == "smallcell"), 0.3 * (prior == 10)))

set.seed(20261122)
registry <- function(n, share, points, true, scale, shape) {
  g <- sapply(share, function(s) rbinom(n, 1, s))
  time <- scale * (-log(runif(n)) / exp(drop(g %*% true)))^(1 / shape)
  censored <- runif(n, 6, 60)
  list(time = round(pmin(time, censored), 1) + 0.1, event = as.integer(time <= censored),
       terms = sweep(g, 2, points, "*"))
}
points <- c(0.9, 0.64, 0.94, 0.8, 0.49, 0.39, -0.98)
right <- registry(300, c(0.1, 0.5, 0.1, 0.08, 0.2, 0.2, 0.1), points, points, 26.4, 0.78)
weak <- registry(250, c(0.1, 0.4, 0.1, 0.1, 0.2, 0.2, 0), points, 0.5 * points, 15, 0.9)
other <- registry(260, c(0.3, 0.5, 0.2, 0.2, 0.2, 0.2, 0.2), points, rev(points), 26.4, 0.78)
single <- registry(120, 0.4, 0.7, 0.7, 20, 1)
of <- function(name, set) one(name, set$time, set$event, set$terms, weibull(set$time, 26.4, 0.78))
cases <- list(
  one("pbc, one half in the other", as.double(p$time[use]), p$dead[use], pt[use, ], h_pbc[use]),
  one("veteran", as.double(v$time), as.integer(v$status), vt, weibull(v$time, 150, 1.1)),
  of("right", right), of("weak, a term that nobody has", weak), of("other", other),
  of("one term", single))
writeLines(toJSON(cases, digits = I(17), auto_unbox = TRUE, na = "null", matrix = "columnmajor"),
           "test/reference/accuracy/model_update.json")
