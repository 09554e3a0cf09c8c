# Correlations, rank sums and censored concordance of R 4.2 (stats) and survival 3.5.
# Run from the repository root: Rscript test/reference/expression/association.R
suppressMessages(library(survival))
source("test/reference/response/json.R")
set.seed(10)

quiet <- function(expr) tryCatch(suppressWarnings(expr), error = function(e) NULL)
one <- function(x, y, method) {
  if (sum(!is.na(x)) < 3 || length(unique(na.omit(x))) < 2) return(list(estimate = NA))
  r <- quiet(cor.test(x, y, method = method))
  if (is.null(r)) return(list(estimate = NA))
  c(list(estimate = unname(r$estimate), statistic = unname(r$statistic), p = r$p.value),
    if (!is.null(r$conf.int)) list(low = r$conf.int[1], high = r$conf.int[2]))
}
# Pearson's of residuals; t and p are those of x in a linear model.
partial <- function(x, y, z) {
  ok <- complete.cases(x, y, z)
  m <- summary(lm(y[ok] ~ x[ok] + z[ok, ]))$coefficients
  list(estimate = cor(resid(lm(x[ok] ~ z[ok, ])), resid(lm(y[ok] ~ z[ok, ]))), statistic = m[2, 3],
       p = m[2, 4])
}
ranks <- function(z) apply(z, 2, rank)

case <- function(name, y, x, z = NULL) {
  genes <- seq_len(ncol(x))
  each <- function(f) lapply(genes, function(g) f(x[, g]))
  out <- list(name = name, samples = length(y), y = I(y), x = I(as.vector(x)),
              pearson = each(function(v) one(v, y, "pearson")),
              spearman = each(function(v) one(v, y, "spearman")),
              kendall = each(function(v) one(v, y, "kendall")))
  if (!is.null(z)) {
    out$z <- I(as.vector(z))
    out$partial <- each(function(v) partial(v, y, z))
    out$partial_ranks <- each(function(v) partial(rank(v), rank(y), ranks(z)))
  }
  out
}
drawn <- function(n, genes, y, digits = 6) {
  round(sapply(seq_len(genes), function(g) rnorm(n) + y * rnorm(1, 0, 0.7)), digits)
}
y6 <- round(rnorm(6), 4); y9 <- round(rnorm(9), 4); y12 <- round(rnorm(12), 4)
y40 <- round(rnorm(40), 4); y70 <- round(rnorm(70), 4)
tied <- pmin(round(rexp(40, 0.3), 1), 5)
missing <- drawn(40, 6, y40); missing[sample(240, 30)] <- NA; missing[, 6] <- 3
z <- cbind(round(rnorm(40), 3), rep(0:1, 20))
correlations <- list(
  case("six", y6, drawn(6, 5, y6)), case("nine", y9, drawn(9, 5, y9)),
  case("twelve", y12, drawn(12, 6, y12)), case("forty", y40, drawn(40, 8, y40), z),
  case("seventy", y70, drawn(70, 5, y70)), case("ties", tied, drawn(40, 6, tied, 0), z),
  case("missing", y40, missing), case("monotone", y9, cbind(exp(y9), -y9^3)),
  case("many", round(rnorm(1300), 5), round(matrix(rnorm(2600), 1300), 5)))

censored <- lapply(1:5, function(k) {
  n <- c(15, 40, 60, 120, 12)[k]
  x <- round(rnorm(n), if (k > 2) 1 else 5)
  y <- round(exp(0.4 * x + rnorm(n)), if (k == 3) 1 else 4)
  cap <- unname(quantile(y, c(0.7, 0.6, 0.5, 0.8, 0.3)[k]))
  event <- as.integer(y < cap)
  if (k == 4) { cap <- pmax(y * runif(n, 0.4, 3), 0.01); event <- as.integer(y <= cap) }
  y <- round(pmin(y, cap), 6)
  c1 <- concordance(Surv(y, event) ~ x)
  n1 <- c1$count
  list(name = paste("censored", k), x = I(x), y = I(y), observed = I(event),
       concordant = unname(n1["concordant"]), discordant = unname(n1["discordant"]),
       tied_x = unname(n1["tied.x"]), tied_y = unname(n1["tied.y"]), tied_xy = unname(n1["tied.xy"]),
       concordance = unname(c1$concordance), std_error = sqrt(unname(c1$var)))
})

wilcoxon <- lapply(list(c(5, 6), c(30, 20), c(60, 55), c(3, 3), c(1, 8)), function(size) {
  group <- rep(0:1, size)
  x <- sapply(1:6, function(g) round(rnorm(sum(size)) + group * rnorm(1), if (g %% 2) 6 else 0))
  list(name = paste(size, collapse = " and "), group = I(group), x = I(as.vector(x)),
       genes = lapply(1:6, function(g) {
         r <- quiet(wilcox.test(x[group == 1, g], x[group == 0, g]))
         list(w = unname(r$statistic), p = r$p.value)
       }))
})
write_json(list(correlations = correlations, censored = censored, wilcoxon = wilcoxon), "association",
           "expression")
