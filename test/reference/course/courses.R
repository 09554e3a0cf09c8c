# Measurements of 2 and of 3 groups of patients over time, as a study has them: off the planned days, some below
# the limit of detection, some missing, patients who die; and what R 4.2 (stats) says of visits, of changes
# from baseline, of areas, peaks and times to peak, and of the best change of a quantity.
# Run from the repository root: Rscript test/reference/course/courses.R
num <- function(x) ifelse(is.na(x), "null", ifelse(x == Inf, "\"Inf\"", sprintf("%.17g", x)))
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) && !is.null(names(x)))
    return(paste0("{", paste0("\"", names(x), "\": ", sapply(x, json), collapse = ", "), "}"))
  if (is.list(x)) return(paste0("[", paste(sapply(x, json), collapse = ", "), "]"))
  if (inherits(x, "one")) return(num(unclass(x)))
  paste0("[", paste(num(as.numeric(x)), collapse = ", "), "]")
}
one <- function(x) structure(if (length(x)) as.numeric(x) else NA_real_, class = "one")

level <- 0.95
interval <- function(x) {
  if (length(x) < 2) return(c(NA, NA))
  mean(x) + c(-1, 1) * qt(0.5 + level / 2, length(x) - 1) * sd(x) / sqrt(length(x))
}
summary_of <- function(x) {
  if (!length(x)) return(list(n = one(0)))
  list(n = one(length(x)), mean = one(mean(x)), mean_interval = interval(x),
       geometric = one(if (all(x > 0)) exp(mean(log(x))) else NA),
       geometric_interval = if (all(x > 0)) exp(interval(log(x))) else c(NA, NA),
       quartiles = quantile(x, c(0, 0.25, 0.5, 0.75, 1), names = FALSE))
}
rank_p <- function(x) {
  x <- unname(x)
  if (any(lengths(x) == 0) || length(unique(unlist(x))) == 1) return(NA)
  if (length(x) == 2) suppressWarnings(wilcox.test(x[[1]], x[[2]]))$p.value
  else kruskal.test(x)$p.value
}
# Second against first, Welch.
difference <- function(x, log_scale) {
  if (length(x) != 2 || any(lengths(x) < 1)) return(c(NA, NA, NA))
  if (log_scale) x <- lapply(x, log)
  limits <- tryCatch(t.test(x[[2]], x[[1]], conf.level = level)$conf.int, error = function(e) c(NA, NA))
  d <- c(mean(x[[2]]) - mean(x[[1]]), limits)
  if (log_scale) exp(d) else d
}
shift <- function(x) if (length(x) == 2) median(outer(x[[2]], x[[1]], "-")) else NA

trapezoid <- function(t, y, rule, from = NA, to = NA, reach = 0) {
  logs <- function(a, b) rule != "linear" && a > 0 && b > 0 && a != b && (rule == "log" || b < a)
  # The value of the rule's own line at time s.
  at <- function(s) {
    if (s <= t[1]) return(y[1])
    if (s >= t[length(t)]) return(y[length(y)])
    k <- findInterval(s, t, rightmost.closed = TRUE)
    w <- (s - t[k]) / (t[k + 1] - t[k])
    if (logs(y[k], y[k + 1])) exp((1 - w) * log(y[k]) + w * log(y[k + 1])) else (1 - w) * y[k] + w * y[k + 1]
  }
  piece <- function(t1, y1, t2, y2, rule_here) {
    if (rule_here) (t2 - t1) * (y2 - y1) / log(y2 / y1) else (t2 - t1) * (y1 + y2) / 2
  }
  lo <- if (is.na(from)) t[1] else from
  hi <- if (is.na(to)) t[length(t)] else to
  if (t[1] > lo + reach || t[length(t)] < hi - reach) return(NA)
  if (sum(t >= lo - reach & t <= hi + reach) < 2) return(NA)
  grid <- sort(unique(c(lo, hi, t[t > lo & t < hi])))
  sum(sapply(seq_along(grid)[-1], function(i) {
    a <- at(grid[i - 1]); b <- at(grid[i])
    piece(grid[i - 1], a, grid[i], b, logs(a, b))
  }))
}

make <- function(seed, groups, n, limit) {
  set.seed(seed)
  days <- c(0, 3, 7, 10, 14, 21, 28)
  p <- data.frame(patient = seq_len(n) - 1, group = sample(0:(groups - 1), n, TRUE),
                  end = round(ifelse(runif(n) < 0.25, runif(n, 5, 30), runif(n, 30, 300)), 1), died = rbinom(n, 1, 0.5))
  rows <- do.call(rbind, lapply(seq_len(n), function(i) {
    t <- c(days + sample(-1:1, length(days), TRUE, c(0.15, 0.7, 0.15)), round(runif(2, 0, 30), 2))
    t <- t[runif(length(t)) < 0.85]
    peak <- runif(1, 6, 14)
    v <- round(exp(rnorm(1, 3 + 0.5 * p$group[i], 0.7)) * exp(-((t - peak) / 6)^2) * exp(rnorm(length(t), 0, 0.3)), 2)
    data.frame(patient = rep(i - 1, length(t)), time = t, value = v)
  }))
  rows <- rows[sample(nrow(rows)), ]
  rows$value[sample(nrow(rows), 6)] <- NA
  rows$time[sample(nrow(rows), 2)] <- NA
  list(p = p, rows = rows, days = days, limit = limit, groups = groups)
}

analyse <- function(d, instead) {
  r <- d$rows
  r$order <- seq_len(nrow(r))
  end <- d$p$end[r$patient + 1]; died <- d$p$died[r$patient + 1]
  counts <- list(no_value = one(sum(is.na(r$value))), no_time = one(sum(is.na(r$time) & !is.na(r$value))))
  r <- r[!is.na(r$value), ]; r <- r[!is.na(r$time), ]
  dead <- d$p$died[r$patient + 1] == 1 & r$time > d$p$end[r$patient + 1]
  counts$after_death <- one(sum(dead))
  r <- r[!dead, ]
  twice <- duplicated(r[order(r$order), c("patient", "time")])
  counts$same_time <- one(sum(twice))
  r <- r[!twice, ]
  counts$below <- one(sum(r$value < d$limit))
  r$value[r$value < d$limit] <- if (instead == "half") d$limit / 2 else d$limit / sqrt(2)
  r$group <- d$p$group[r$patient + 1]
  last <- tapply(r$time, factor(r$patient, d$p$patient), max)
  alive_until <- pmax(d$p$end, ifelse(is.na(last), -Inf, last))

  # One value per patient and visit: the nearest, then the first.
  r$visit <- sapply(r$time, function(t) {
    away <- abs(t - d$days); k <- which.min(away)
    if (away[k] <= 1) k else NA
  })
  counts$outside <- one(sum(is.na(r$visit)))
  v <- r[!is.na(r$visit), ]
  v <- v[order(v$patient, v$visit, abs(v$time - d$days[v$visit]), v$time), ]
  extra <- duplicated(v[, c("patient", "visit")])
  counts$extra <- one(sum(extra))
  v <- v[!extra, ]
  by_group <- function(values, group) split(values, factor(group, 0:(d$groups - 1)))
  visits <- lapply(seq_along(d$days), function(k) {
    x <- by_group(v$value[v$visit == k], v$group[v$visit == k])
    gone <- alive_until < d$days[k] - 1
    list(groups = unname(lapply(x, summary_of)),
         died = sapply(0:(d$groups - 1), function(g) sum(gone & d$p$died == 1 & d$p$group == g)),
         censored = sapply(0:(d$groups - 1), function(g) sum(gone & d$p$died == 0 & d$p$group == g)),
         p = one(rank_p(x)), mean_difference = difference(x, FALSE), ratio = difference(x, TRUE), shift = one(shift(x)))
  })
  p <- sapply(visits, function(x) unclass(x$p)); p_holm <- p.adjust(p, "holm")
  before <- v[v$visit == 1, ]
  changes <- lapply(seq_along(d$days)[-1], function(k) {
    now <- v[v$visit == k, ]
    both <- merge(now, before, by = "patient")
    up <- by_group(both$value.x - both$value.y, both$group.x); fold <- by_group(both$value.x / both$value.y, both$group.x)
    list(difference = unname(lapply(up, summary_of)), ratio = unname(lapply(fold, summary_of)),
         p_difference = one(rank_p(up)), p_ratio = one(rank_p(fold)))
  })
  series <- lapply(d$p$patient, function(i) { s <- r[r$patient == i, ]; s[order(s$time), ] })
  area <- function(rule, ...) sapply(series, function(s)
    if (nrow(s) < 2) NA else trapezoid(s$time, s$value, rule, ...))
  peak <- sapply(series, function(s) if (nrow(s)) max(s$value) else NA)
  to_peak <- sapply(series, function(s) if (nrow(s)) s$time[which.max(s$value)] else NA)
  areas <- list(linear = area("linear"), log = area("log"), log_down = area("log_down"),
                linear_0_28 = area("linear", 0, 28, 1), log_0_28 = area("log", 0, 28, 1),
                log_down_2_20 = area("log_down", 2, 20, 0))
  measure_p <- sapply(list(areas$linear_0_28, sapply(series, function(s) { s <- s[s$time >= -1 & s$time <= 29, ]
                                                      if (nrow(s)) max(s$value) else NA }),
                           sapply(series, function(s) { s <- s[s$time >= -1 & s$time <= 29, ]
                                                      if (nrow(s)) s$time[which.max(s$value)] else NA })),
                      function(x) rank_p(by_group(x[!is.na(x)], d$p$group[!is.na(x)])))
  list(counts = counts, visits = visits, p_holm = p_holm, changes = changes, areas = areas, peak = peak,
       to_peak = to_peak, measure_p = measure_p, measure_holm = p.adjust(measure_p, "holm"))
}

sets <- lapply(list(c(1, 2, 63, 1), c(2, 2, 14, 2), c(3, 3, 40, 1.5), c(4, 2, 160, 0.8)), function(s) {
  d <- make(s[1], s[2], s[3], s[4])
  instead <- if (s[1] %% 2 == 1) "half" else "root_two"
  c(list(groups = one(d$groups), limit = one(d$limit), half = one(instead == "half"), days = d$days, group = d$p$group,
         end = d$p$end, died = d$p$died, patient = d$rows$patient, time = d$rows$time, value = d$rows$value),
    analyse(d, instead))
})

# Best change of blasts.
set.seed(9)
n <- 63
g <- rep(0:1, c(33, 30))
baseline <- round(runif(n, 0, 90)); baseline[c(5, 40)] <- 0; baseline[c(7, 50)] <- NA
best <- round(pmax(0, baseline * exp(rnorm(n, -1.2 + 0.6 * g, 1.3)))); best[is.na(baseline)] <- 20; best[c(9, 10, 60)] <- NA
percent <- ifelse(is.na(baseline) | baseline == 0, NA, 100 * (best - baseline) / baseline)
x <- split(percent[!is.na(percent)], g[!is.na(percent)])
wilson <- function(k, n) prop.test(k, n, correct = FALSE)$conf.int
waterfall <- list(group = g, baseline = baseline, best = best, percent = percent,
  order = (order(-percent, g, na.last = NA) - 1), quartiles = lapply(unname(x), quantile, c(0, 0.25, 0.5, 0.75, 1), names = FALSE),
  reached = sapply(unname(x), function(v) sum(v <= -50)),
  of_evaluated = lapply(unname(x), function(v) as.numeric(suppressWarnings(wilson(sum(v <= -50), length(v))))),
  of_all = lapply(0:1, function(k) as.numeric(suppressWarnings(wilson(sum(x[[k + 1]] <= -50), sum(g == k))))),
  p = one(rank_p(x)), shift = one(shift(x)))

writeLines(json(list(sets = sets, waterfall = waterfall)), "test/reference/course/courses.json")
