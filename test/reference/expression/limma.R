# Linear models and moderated statistics of R's limma 3.54 on drawn expression values: two groups and
# a covariate, missing values, weights of arrays and of values, trends, outlying variances.
# Run from the repository root: Rscript test/reference/expression/limma.R
suppressMessages(library(limma))
source("test/reference/response/json.R")
set.seed(6)

# Genes by samples; variances from a scaled inverse chi-squared distribution, a few genes shifted.
draw <- function(genes, samples, group, d0 = 4, trend = FALSE, outliers = 0) {
  mean <- runif(genes, 2, 12)
  s2 <- if (is.infinite(d0)) rep(0.2, genes) else 0.2 * d0 / rchisq(genes, d0)
  if (trend) s2 <- s2 * exp(-(mean - 7) / 3)
  if (outliers > 0) s2[seq_len(outliers)] <- s2[seq_len(outliers)] * 60
  y <- matrix(rnorm(genes * samples, mean, sqrt(s2)), genes, samples)
  shifted <- seq_len(genes) %% 7 == 0
  y[shifted, ] <- y[shifted, ] + outer(rnorm(sum(shifted), 0, 1.5), group)
  round(y, 6)
}

columns <- function(m) lapply(seq_len(ncol(m)), function(j) I(unname(m[, j])))

moderated <- function(fit, ...) {
  eb <- suppressWarnings(eBayes(fit, ...))
  list(options = list(...), s2_prior = I(unname(eb$s2.prior)), df_prior = I(unname(eb$df.prior)),
       s2_post = I(unname(eb$s2.post)), df_total = I(unname(eb$df.total)), t = columns(eb$t),
       p = columns(eb$p.value), lods = columns(eb$lods), f = I(unname(eb$F)),
       f_p = I(unname(eb$F.p.value)), var_prior = I(unname(eb$var.prior)))
}

case <- function(name, y, design, weights = NULL, array_weights = NULL, contrast = NULL,
                 options = list(list(), list(trend = TRUE), list(robust = TRUE),
                                list(trend = TRUE, robust = TRUE))) {
  fit <- suppressWarnings(lmFit(y, design, weights = if (is.null(weights)) array_weights else weights))
  if (!is.null(contrast)) fit <- suppressWarnings(contrasts.fit(fit, contrast))
  out <- list(name = name, samples = ncol(y), y = I(as.vector(t(y))), names = I(colnames(design)),
              design = columns(design))
  if (!is.null(weights)) out$weights <- I(as.vector(t(weights)))
  if (!is.null(array_weights)) out$array_weights <- I(array_weights)
  if (!is.null(contrast)) out$contrast <- columns(contrast)
  c(out, list(coefficients = columns(fit$coefficients), unscaled = columns(fit$stdev.unscaled),
              sigma = I(unname(fit$sigma)), df = I(unname(fit$df.residual)), mean = I(unname(fit$Amean)),
              moderated = lapply(options, function(o) do.call(moderated, c(list(fit), o)))))
}

two <- function(n) rep(0:1, each = n)
group <- two(6)
age <- c(61, 54, 70, 48, 66, 59, 73, 51, 64, 57, 69, 45)
design <- model.matrix(~ group + age)
three <- factor(rep(c("a", "b", "c"), c(4, 5, 4)))
d3 <- model.matrix(~ three)
missing <- draw(80, 12, group)
missing[sample(length(missing), 90)] <- NA
missing[3, ] <- NA
missing[5, 1:6] <- NA
weighted <- draw(60, 12, group, trend = TRUE)
w <- matrix(round(runif(720, 0.1, 4), 4), 60)
w[2, 3] <- 0
constant <- draw(50, 8, two(4))
constant[1:3, ] <- 5
contrast3 <- cbind("c-b" = c(0, -1, 1), b = c(0, 1, 0))
y3 <- draw(90, 13, as.integer(three) - 1)

cases <- list(
  case("two groups and age", draw(120, 12, group), design),
  case("three against three", draw(150, 6, two(3), trend = TRUE), model.matrix(~ two(3))),
  case("outlying variances", draw(140, 8, two(4), d0 = 10, outliers = 6), model.matrix(~ two(4))),
  case("trend and outliers", draw(160, 10, two(5), d0 = 8, trend = TRUE, outliers = 5),
       model.matrix(~ two(5))),
  case("one variance", draw(60, 10, two(5), d0 = Inf), model.matrix(~ two(5))),
  case("one variance and outliers", draw(80, 10, two(5), d0 = Inf, outliers = 3),
       model.matrix(~ two(5))),
  case("missing values", missing, design,
       options = list(list(), list(robust = TRUE))),
  case("weights", weighted, design, weights = w),
  case("array weights", draw(70, 12, group), design, array_weights = round(runif(12, 0.3, 2), 3)),
  case("three groups", y3, d3),
  case("contrasts", y3, d3, contrast = contrast3),
  case("contrasts with weights", weighted, design, weights = w,
       contrast = cbind(x = c(0, 2, 10), y = c(1, 0, 60))),
  case("contrasts with missing values", missing, design, contrast = cbind(x = c(0, 1, 5)),
       options = list(list())),
  case("seven genes", draw(7, 9, c(two(4), 1)), model.matrix(~ c(two(4), 1)),
       options = list(list(), list(trend = TRUE))),
  case("three genes", draw(3, 9, c(two(4), 1)), model.matrix(~ c(two(4), 1)),
       options = list(list(), list(trend = TRUE), list(robust = TRUE))),
  case("intercept only", draw(40, 5, 1:5), cbind("(Intercept)" = rep(1, 5))),
  case("constant genes", constant, model.matrix(~ two(4)), options = list(list(), list(trend = TRUE)))
)
write_json(cases, "limma", "expression")
