# The courses and waterfalls of the two bundled comparisons as a reader would do them in base R, from
# the same files. Run from the repository root: Rscript test/reference/study/courses.R
source("test/reference/response/json.R")
planned <- c(0, 3, 7, 10, 14, 21, 28)

read_course <- function(value, limit = 0) {
  cohort <- read.csv("studies/car-t-bridging/cohort.csv")
  rows <- read.csv("studies/car-t-bridging/course.csv")
  rows$value <- rows[[value]]
  rows$value[!is.na(rows$value) & rows$value < limit] <- limit / 2
  rows <- merge(rows[!is.na(rows$value), c("patient", "day", "value")],
                data.frame(patient = cohort$patient, arm = cohort$arm,
                           end = as.numeric(as.Date(cohort$last_contact_date) -
                                            as.Date(cohort$infusion_date)),
                           died = cohort$died), by = "patient")
  rows <- rows[!(rows$died == 1 & rows$day > rows$end), ]
  rows[order(rows$patient, rows$day), ]
}

# The value of each patient that is nearest to the planned day, within a day of it.
at_visit <- function(rows, day) {
  near <- rows[abs(rows$day - day) <= 1, ]
  near <- near[order(near$patient, abs(near$day - day), near$day), ]
  near[!duplicated(near$patient), ]
}

compare <- function(x, y, log_scale) {
  p <- suppressWarnings(wilcox.test(y, x)$p.value)
  if (!log_scale) return(list(p = p, difference = median(outer(y, x, "-"))))
  d <- mean(log(y)) - mean(log(x))
  # Before the infusion there are no cells: everyone has the same value, and a t-test none.
  ci <- if (var(x) + var(y) == 0) c(NA, NA) else t.test(log(y), log(x))$conf.int
  list(p = p, difference = exp(d), low = exp(ci[1]), high = exp(ci[2]))
}

describe <- function(x, log_scale) {
  if (!log_scale) return(list(n = length(x), centre = median(x), low = unname(quantile(x, 0.25)),
                              high = unname(quantile(x, 0.75))))
  n <- length(x)
  half <- qt(0.975, n - 1) * sd(log(x)) / sqrt(n)
  list(n = n, centre = exp(mean(log(x))), low = exp(mean(log(x)) - half),
       high = exp(mean(log(x)) + half))
}

arms <- c("other", "venetoclax")
compared <- function(values, arm, log_scale) {
  x <- values[arm == arms[1]]
  y <- values[arm == arms[2]]
  c(list(groups = list(describe(x, log_scale), describe(y, log_scale))), compare(x, y, log_scale))
}
with_holm <- function(list_of) {
  adjusted <- p.adjust(sapply(list_of, function(one) one$p), "holm")
  Map(function(one, p) c(one, list(p_holm = p)), list_of, adjusted)
}

# Between days 0 and 28, the first and last value carried to them: whoever has measurements within a
# day of both.
area <- function(day, value, rule) {
  if (min(day) > 1 || max(day) < 27 || length(day) < 2) return(NA)
  keep <- day <= 28
  day <- day[keep]
  value <- value[keep]
  if (max(day) < 28) {
    day <- c(day, 28)
    value <- c(value, value[length(value)])
  }
  if (min(day) > 0) {
    day <- c(0, day)
    value <- c(value[1], value)
  }
  i <- seq_len(length(day) - 1)
  a <- value[i]
  b <- value[i + 1]
  linear <- diff(day) * (a + b) / 2
  falls <- diff(day) * (b - a) / log(b / a)
  sum(if (rule == "linear") linear else ifelse(b < a, falls, linear))
}

course <- function(value, log_scale, limit = 0, rule = "linear", lowest = FALSE, baseline = FALSE) {
  rows <- read_course(value, limit)
  visits <- lapply(planned, function(day) {
    at <- at_visit(rows, day)
    compared(at$value, at$arm, log_scale)
  })
  one <- split(rows, rows$patient)
  arm <- sapply(one, function(d) d$arm[1])
  areas <- sapply(one, function(d) area(d$day, d$value, rule))
  best <- sapply(one, function(d) if (lowest) min(d$value) else max(d$value))
  when <- sapply(one, function(d) d$day[if (lowest) which.min(d$value) else which.max(d$value)])
  measures <- list(compared(areas[!is.na(areas)], arm[!is.na(areas)], log_scale),
                   compared(best, arm, log_scale), compared(when, arm, FALSE))
  out <- list(visits = with_holm(visits), measures = with_holm(measures))
  if (baseline) {
    before <- at_visit(rows, 0)
    out$changes <- with_holm(lapply(planned[-1], function(day) {
      both <- merge(at_visit(rows, day), before[, c("patient", "value")], by = "patient")
      compared(both$value.x / both$value.y, both$arm, TRUE)
    }))
  }
  out
}

waterfall <- function(study, best, levels) {
  d <- read.csv(sprintf("studies/%s/cohort.csv", study))
  change <- 100 * (d[[best]] - d$blasts) / d$blasts
  change[!is.na(d$blasts) & d$blasts == 0] <- NA
  groups <- lapply(levels, function(level) {
    mine <- change[d$arm == level]
    known <- mine[!is.na(mine)]
    reached <- sum(known <= -50)
    ci <- prop.test(reached, length(mine), correct = FALSE)$conf.int
    list(n = length(mine), evaluated = length(known), median = median(known),
         q1 = unname(quantile(known, 0.25)), q3 = unname(quantile(known, 0.75)), reached = reached,
         low = ci[1], high = ci[2])
  })
  x <- change[d$arm == levels[1] & !is.na(change)]
  y <- change[d$arm == levels[2] & !is.na(change)]
  list(groups = groups, p = suppressWarnings(wilcox.test(y, x)$p.value),
       difference = median(outer(y, x, "-")))
}

write_json(list(
  expansion = course("car_copies", TRUE, limit = 10, rule = "log_down"),
  il6 = course("il6", TRUE, baseline = TRUE),
  neutrophils = course("anc", FALSE, lowest = TRUE),
  car_t = waterfall("car-t-bridging", "blasts_day28", arms),
  hma = waterfall("hma-vs-ldac", "blasts_best", c("LDAC", "HMA"))
), "courses", "study")
