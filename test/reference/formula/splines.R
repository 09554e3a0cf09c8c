# Where Hmisc::rcspline.eval places the knots of restricted cubic splines: long, short, clumped and tied data.
# Writes splines.json beside this file. Run from the repository root.
suppressMessages(library(Hmisc))

set.seed(7)
columns <- list(
  long = round(rnorm(300, 60, 12), 1), short = round(rexp(40, 0.1), 2), seven = c(1, 2, 3, 5, 8, 13, 21),
  clumped_low = c(rep(0, 60), round(rexp(140, 0.2), 2)), clumped_high = c(rep(100, 60), round(runif(140, 0, 99), 1)),
  clumped_both = c(rep(0, 40), rep(100, 40), round(runif(120, 1, 99), 1)), clumped_short = c(rep(0, 20), round(rexp(50), 3)),
  clumped_inside = c(rep(50, 60), round(runif(140, 0, 99), 1)), whole = rep(1:12, 20), missing = c(NA, 1:60, NA),
  few = rep(1:7, 10), tied = c(rep(1:4, 40), 5:20))

knots <- function(x, k)
  tryCatch({
    sink(tempfile()); on.exit(sink())
    suppressWarnings(rcspline.eval(x, nk = k, knots.only = TRUE))
  }, error = function(e) numeric(0))

number <- function(x) paste0("[", paste(ifelse(is.na(x), "null", sprintf("%.17g", x)), collapse = ","), "]")
cases <- character(0)
for (name in names(columns)) for (k in 3:7)
  cases <- c(cases, sprintf('{"name":"%s","k":%d,"x":%s,"knots":%s}', name, k, number(columns[[name]]),
                            number(as.numeric(knots(columns[[name]], k)))))
writeLines(paste0("[", paste(cases, collapse = ",\n"), "]"), "test/reference/formula/splines.json")
