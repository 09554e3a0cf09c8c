# Quantile normalisation and mapping to a target, as preprocessCore does them. Run from the repository root:
#   Rscript test/reference/expression/quantiles.R
# Made with R 4.2.2, preprocessCore 1.60.
suppressMessages({library(preprocessCore); library(jsonlite)})
set.seed(20261121)
case <- function(name, x, target) {
  # Columns are samples there; a matrix is written as a list of samples.
  samples <- function(m) lapply(seq_len(ncol(m)), function(j) m[, j])
  list(name = name, x = samples(x), target = target,
       determined = normalize.quantiles.determine.target(x),
       normalised = samples(normalize.quantiles(x)),
       mapped = samples(normalize.quantiles.use.target(x, target)),
       mapped_stretched = samples(normalize.quantiles.use.target(x, target[seq_len(length(target) %/% 2)])))
}
plain <- matrix(rnorm(60, 7, 2), 12)
tied <- matrix(as.numeric(rpois(100, 2)), 20)
holes <- matrix(rnorm(150), 30); holes[sample(150, 25)] <- NA
both <- matrix(as.numeric(rpois(200, 1.5)), 40); both[sample(200, 40)] <- NA
cases <- list(case("plain", plain, sort(rexp(12))), case("tied", tied, sort(rexp(20))),
              case("missing", holes, sort(rnorm(30))), case("tied_missing", both, sort(rnorm(40))))
write(toJSON(cases, digits = I(17), auto_unbox = TRUE, na = "null", pretty = FALSE),
      "test/reference/expression/quantiles.json")
