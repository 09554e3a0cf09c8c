# Where the "baseline" of the two VEN-PRS cards comes from: docs/methods/risk-score.md.
#   Rscript models/reconstruction.R
# A reconstruction from what Shahswar 2025 prints (Tables 1, 3 and 4, Results, Abstract); it is not
# published and not validated. Base R only.

n <- 174
sizes <- c(46, 75, 53)  # printed for OS; those of the EFS groups are not, and these stand in
factors <- as.matrix(expand.grid(rep(list(0:1), 7)))
colnames(factors) <- c("EMD", "HMA", "NF1", "PTPN11", "FLT3", "TP53", "SF3B1")
# Printed: EMD, HMA, FLT3, TP53 (18 %). Assumed, as large as the confidence intervals need them: NF1,
# PTPN11, SF3B1.
carriers <- c(17, 91, 8, 15, 29, 31, 18) / n
os <- list(beta = c(.90, .64, .94, .80, .49, .39, -.98),
           low = c(1.5, 1.3, 1.2, 1.3, 1.0, .94, .2), high = c(4.0, 2.8, 5.4, 4.0, 2.8, 2.3, .8),
           sets = list(results = list(c(10.2, 14.2, 31.1), c(5, 7, 13.2), c(1.5, 3.1, 6.7)),
                       abstract = list(c(10.2, 21.4, 31.1), c(5, 7.5, 13.2), c(1.5, 4.6, 6.7))))
efs <- list(beta = c(.57, .45, .81, .73, .60, 0, -.87),
            low = c(1.1, 1.1, .95, 1.1, 1.1, 1, .2), high = c(2.8, 2.2, 5.3, 4.03, 3.04, 1, .8),
            sets = list(results = list(c(6.3, 8.8, 18.43), c(3.33, 4.1, 6.2), c(1.03, 1.8, 3.03))))

group_of <- function(score) ifelse(score < .25, 1, ifelse(score <= .75, 2, 3))
score_of <- function(beta) round(factors %*% beta, 6)[, 1]
half_width <- function(model) log(model$high / model$low) / 2

# Joint frequencies: independent, then raked to the carriers and to the sizes of the OS groups.
weight <- apply(factors, 1, function(x) prod(ifelse(x == 1, carriers, 1 - carriers)))
for (round in 1:500) {
  for (j in 1:7) {
    p <- sum(weight[factors[, j] == 1])
    weight <- weight * ifelse(factors[, j] == 1, carriers[j] / p, (1 - carriers[j]) / (1 - p))
  }
  group <- group_of(score_of(os$beta))
  for (k in 1:3) weight[group == k] <- weight[group == k] * sizes[k] / n / sum(weight[group == k])
}

# At the ends of the confidence interval of a median (log band), the curve must be about here.
at_limits <- function(size) {
  spread <- function(S) 1.96 * sqrt((1 - S) / (size * S))
  c(uniroot(function(S) S * exp(-spread(S)) - .5, c(.5, .9))$root, .5,
    uniroot(function(S) S * exp(spread(S)) - .5, c(.15, .5))$root)
}
targets <- lapply(sizes, at_limits)

families <- list(weibull = function(t, a, b) (t / a)^b,
                 loglogistic = function(t, a, b) log1p((t / a)^b),
                 lognormal = function(t, a, b) -pnorm(-(log(t) - log(a)) / b, log.p = TRUE))
starts <- list(weibull = c(20, .8), loglogistic = c(15, .94), lognormal = c(15, 1.8))

# Cumulative baseline hazard of a family, by weighted least squares on the groups' mixture curves.
fit <- function(score, group, times, family, start, points) {
  parts <- lapply(1:3, function(k) list(w = weight[group == k] / sum(weight[group == k]),
                                        hazard = exp(score[group == k])))
  distance <- function(p) {
    if (any(abs(p) > 8)) return(1e6)
    sum(sapply(1:3, function(k) sapply(points, function(j) {
      H <- family(times[[k]][j], exp(p[1]), exp(p[2]))
      S <- sum(parts[[k]]$w * exp(-H * parts[[k]]$hazard))
      aim <- targets[[k]][j]
      (S - aim)^2 / (aim * (1 - aim) / sizes[k])
    })))
  }
  best <- optim(log(start), distance, control = list(reltol = 1e-12, maxit = 5000))
  c(exp(best$par), best$value)
}

for (model in list(list("OS", os), list("EFS", efs)))
  for (set in names(model[[2]]$sets)) {
    score <- score_of(model[[2]]$beta)
    p <- fit(score, group_of(score), model[[2]]$sets[[set]], families$weibull, starts$weibull, 1:3)
    cat(sprintf("%s, %s: scale %.2f, shape %.3f, chi-square %.2f\n", model[[1]], set, p[1], p[2], p[3]))
  }

# Band of score 0: medians and coefficients drawn within their confidence intervals, three families,
# fitted to the medians alone.
band <- function(model, draws, at = c(6, 12, 24)) {
  group <- group_of(score_of(model$beta))
  survival <- NULL
  for (draw in seq_len(draws)) {
    score <- (factors %*% (model$beta + rnorm(7) * half_width(model) / 1.96))[, 1]
    times <- lapply(model$sets$results, function(x) {
      z <- rnorm(1)
      x * exp(z * log(if (z > 0) x[3] / x[2] else x[2] / x[1]) / 1.96)
    })
    for (name in names(families)) {
      p <- fit(score, group, times, families[[name]], starts[[name]], 2)
      survival <- rbind(survival, exp(-families[[name]](at, p[1], p[2])))
    }
  }
  apply(survival, 2, quantile, c(.025, .975))
}

set.seed(1)
cat("half widths, OS: ", round(half_width(os), 3), "\nhalf widths, EFS:", round(half_width(efs), 3), "\n")
cat("band of score 0 at 6, 12 and 24 months, EFS:\n")
print(round(band(efs, 500), 2))
