# A Cox model per gene by coxph. Run from the repository root:
#   Rscript test/reference/survival/cox_screen.R
# Made with R 4.2.2, survival 3.5-3.
suppressMessages({library(survival); library(jsonlite)})
set.seed(20261121)
arr <- function(x) if (is.null(x)) NULL else I(as.vector(x))

case <- function(name, time, event, genes, adjusters = NULL, strata = NULL, weights = NULL,
                 entry = NULL, ties = "efron") {
  rows <- lapply(seq_len(ncol(genes)), function(j) {
    data <- data.frame(time = time, event = event, gene = genes[, j])
    data$w <- if (is.null(weights)) 1 else weights
    terms <- character()
    if (!is.null(adjusters)) for (k in seq_len(ncol(adjusters))) {
      data[[paste0("a", k)]] <- adjusters[, k]
      terms <- c(terms, paste0("a", k))
    }
    terms <- c(terms, "gene")
    if (!is.null(strata)) { data$s <- strata; terms <- c(terms, "strata(s)") }
    left <- if (is.null(entry)) "Surv(time, event)" else { data$entry <- entry; "Surv(entry, time, event)" }
    fit <- coxph(as.formula(paste(left, "~", paste(terms, collapse = " + "))), data = data,
                 weights = w, ties = ties)
    row <- summary(fit)$coefficients["gene", ]
    p <- row[length(row)]
    list(coef = unname(row[1]), std_error = unname(row[if ("robust se" %in% names(row)) "robust se" else "se(coef)"]),
         z = unname(row["z"]), p = unname(p), n = fit$n, events = fit$nevent)
  })
  list(name = name, time = time, event = event, genes = lapply(seq_len(ncol(genes)), function(j) genes[, j]),
       adjusters = if (is.null(adjusters)) list() else lapply(seq_len(ncol(adjusters)), function(j) adjusters[, j]),
       strata = arr(strata), weights = arr(weights), entry = arr(entry), ties = ties, rows = rows)
}

n <- 120
time <- rexp(n, 0.1); event <- rbinom(n, 1, 0.65)
genes <- cbind(matrix(rnorm(n * 8, 7, 2), n), rpois(n, 40), rbinom(n, 1, 0.3), rexp(n) * 1e5, rnorm(n) * 1e-4)
# Genes that matter, so that the estimates are not all near 0.
time <- time / exp(0.4 * (genes[, 1] - 7) - 0.2 * (genes[, 2] - 7))
months <- ceiling(time)
holes <- genes; holes[sample(length(holes), 100)] <- NA
cases <- list(
  case("plain", time, event, genes),
  case("ties", months, event, genes),
  case("breslow", months, event, genes, ties = "breslow"),
  case("strata", months, event, genes, strata = sample(1:3, n, TRUE)),
  case("adjusted", months, event, genes, adjusters = cbind(rnorm(n, 60, 10), rbinom(n, 1, 0.5))),
  case("weights", months, event, genes, weights = sample(1:3, n, TRUE)),
  case("weights_in_parts", months, event, genes, weights = runif(n, 0.2, 2)),
  case("delayed", months, event, genes, entry = pmax(0, months - sample(1:20, n, TRUE))),
  case("missing", months, event, holes, adjusters = cbind(rnorm(n))))
write(toJSON(cases, digits = I(17), auto_unbox = TRUE, na = "null"),
      "test/reference/survival/cox_screen.json")
