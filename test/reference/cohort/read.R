# What R reads in a file of numbers, levels, quotes and missing words: writes read.csv and read.json.
suppressMessages(library(jsonlite))
set.seed(20)
n <- 211
words <- c("", "NA", "N/A", "NaN", ".", "missing", "unknown")
holes <- function(x, share) { hit <- runif(n) < share; x[hit] <- sample(words, sum(hit), TRUE); x }
centre <- c("Köln", "say \"ah\"", "Aachen, Nord", "two\nlines", "Z", "a")
columns <- list(
  whole = holes(as.character(sample(-3:40, n, TRUE)), 0.1),
  real = holes(format(rlnorm(n, 2, 3), digits = 15, trim = TRUE), 0.2),
  small = holes(format(rnorm(n) * 1e-9, digits = 15, trim = TRUE), 0.05),
  ties = as.character(sample(c(0.5, 1, 1e5), n, TRUE)),
  centre = holes(sample(centre, n, TRUE), 0.1),
  mixed = holes(as.character(c(1:(n - 1), NA)), 0)
)
columns$mixed[n] <- "<5"
quoted <- function(x) paste0("\"", gsub("\"", "\"\"", x), "\"")
cells <- columns
cells$centre <- ifelse(cells$centre %in% words, cells$centre, quoted(cells$centre))
path <- "test/reference/cohort/read.csv"
writeLines(c(paste(names(cells), collapse = ","), do.call(paste, c(cells, sep = ","))), path)

read <- read.csv(path, na.strings = words, stringsAsFactors = FALSE, encoding = "UTF-8")
Sys.setlocale("LC_COLLATE", "C")
describe <- function(x) {
  if (is.numeric(x)) {
    q <- quantile(x, c(0, .25, .5, .75, 1), na.rm = TRUE, names = FALSE)
    list(missing = sum(is.na(x)), quantiles = q, mean = mean(x, na.rm = TRUE), sd = sd(x, na.rm = TRUE),
         distinct = length(unique(x[!is.na(x)])), values = x)
  } else {
    counts <- table(x)
    list(missing = sum(is.na(x)), levels = names(counts), counts = as.vector(counts))
  }
}
write_json(lapply(read, describe), "test/reference/cohort/read.json", digits = 17, auto_unbox = TRUE, na = "null")
