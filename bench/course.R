# The same courses as bench/course.cpp in base R, on the file it wrote: Rscript bench/course.R FILE
# The median of all pairwise differences is left out above 4,000 patients: outer() does not fit.
d <- read.csv(commandArgs(TRUE)[1])
visits <- c(0, 3, 7, 10, 14, 21, 28)
area <- function(t, y) {
  if (min(t) > 1 || max(t) < 27) return(NA)
  at <- function(x) {
    i <- findInterval(x, t)
    if (i == 0 || i == length(t)) return(if (i == 0) y[1] else y[i])
    s <- (x - t[i]) / (t[i + 1] - t[i])
    if (y[i + 1] < y[i]) y[i] * (y[i + 1] / y[i])^s else y[i] + s * (y[i + 1] - y[i])
  }
  inside <- t > 0 & t < 28
  y <- c(at(0), y[inside], at(28))
  t <- c(0, t[inside], 28)
  k <- seq_len(length(t) - 1)
  a <- y[k]
  b <- y[k + 1]
  sum(diff(t) * ifelse(b < a, (b - a) / log(b / a), (a + b) / 2))
}
compare <- function(value, group) {
  x <- value[group == 0 & !is.na(value)]
  y <- value[group == 1 & !is.na(value)]
  list(x = median(x), y = median(y), quartiles = quantile(x, c(0.25, 0.75)), mean = t.test(x)$conf.int,
       p = wilcox.test(y, x)$p.value,
       shift = if (length(x) <= 2000) median(outer(y, x, "-")) else NA)
}
spent <- system.time({
  d <- d[order(d$patient, d$day), ]
  d <- d[!duplicated(d[c("patient", "day")]), ]
  nearest <- max.col(-abs(outer(d$day, visits, "-")), "first")
  away <- abs(d$day - visits[nearest])
  found <- lapply(seq_along(visits), function(v) {
    of <- d[nearest == v & away <= 1, ]
    of$away <- abs(of$day - visits[v])
    of <- of[order(of$patient, of$away, of$day), ]
    of <- of[!duplicated(of$patient), ]
    compare(of$value, of$group)
  })
  one <- split(d, d$patient)
  areas <- sapply(one, function(p) area(p$day, p$value))
  peaks <- sapply(one, function(p) max(p$value))
  when <- sapply(one, function(p) p$day[which.max(p$value)])
  group <- sapply(one, function(p) p$group[1])
  of_area <- compare(areas, group)
  compare(peaks, group)
  suppressWarnings(compare(when, group))
})[["elapsed"]]
cat(sprintf("%.3f s; day 7: median %.6g and %.6g, shift %.6g, p %.6g; area: %.8g, p %.6g\n", spent,
            found[[3]]$x, found[[3]]$y, found[[3]]$shift, found[[3]]$p, of_area$x, of_area$p))
