# What the peers in R share: reading the data of a work (bench/works/work.hpp), measuring inside the process.
#   Rscript bench/peers/PEER.R FOLDER ROWS COLUMNS RESAMPLES SECONDS
args <- commandArgs(TRUE)
folder <- args[1]; rows <- as.numeric(args[2]); columns <- as.numeric(args[3]); resamples <- as.numeric(args[4])
budget <- as.numeric(args[5])
shapes <- read.delim(file.path(folder, "shapes.tsv"), header = FALSE, col.names = c("name", "rows", "columns"))

data_of <- function(name) {
  shape <- shapes[shapes$name == name, ]
  values <- readBin(file.path(folder, paste0(name, ".f64")), "double", shape$rows * shape$columns)
  if (shape$columns > 1) dim(values) <- c(shape$rows, shape$columns)
  values
}

status_kb <- function(key) as.numeric(gsub("[^0-9]", "", grep(key, readLines("/proc/self/status"), value = TRUE)[1]))

# `share`: how much of the work `work` does (1,000 of 20,000 genes); seconds are those of the whole.
# `answer`: numbers to agree in, of its value.
measure <- function(work, answer, share = 1) {
  gc(full = TRUE)
  try(writeLines("5", "/proc/self/clear_refs"), silent = TRUE)
  before <- status_kb("VmRSS"); spent <- 0
  repeat {
    start <- Sys.time()
    value <- work()
    seconds <- as.numeric(difftime(Sys.time(), start, units = "secs"))
    cat(sprintf("seconds %.9f\n", seconds / share))
    spent <- spent + seconds
    if (spent >= budget) break
  }
  cat(sprintf("peak_kb %.0f\n", status_kb("VmHWM") - before))
  cat("answer", sprintf("%.17g", answer(value)), "\n")
}
