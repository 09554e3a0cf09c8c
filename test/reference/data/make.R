# Writes the data sets of the tests as CSV beside this script: published data as R's packages survival,
# KMsurv and MASS carry them, and synthetic ones built to hurt. Run from the repository root:
#   Rscript test/reference/data/make.R
# Sources of the published ones: test/reference/data/README.md.
suppressMessages({library(survival); library(KMsurv)})
data(list = c("bmt", "larynx", "channing", "drug6mp", "kidney", "tongue", "burn", "psych"),
     package = "KMsurv", envir = environment())
folder <- "test/reference/data"

# The shortest decimal that reads back as the same double.
shortest <- function(x) {
  if (!is.numeric(x) || is.integer(x)) return(as.character(x))
  text <- formatC(x, digits = 15, format = "g", width = 1)
  for (digits in 16:17) {
    differs <- !is.na(x) & suppressWarnings(as.numeric(text)) != x
    text[differs] <- formatC(x[differs], digits = digits, format = "g", width = 1)
  }
  text[is.na(x)] <- NA
  text
}
save_csv <- function(data, name) {
  data[] <- lapply(data, function(column) if (is.factor(column)) as.character(column) else shortest(column))
  write.csv(data, file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}

# ---- published ----
lung <- survival::lung
lung$sex <- ifelse(lung$sex == 1, "male", "female")
save_csv(lung, "lung")                                  # status 1 = censored, 2 = dead
save_csv(survival::veteran, "veteran")
save_csv(survival::ovarian, "ovarian")
names(bmt) <- c("group", "t1", "t2", "d1", "d2", "d3", "ta", "da", "tc", "dc", "tp", "dp", "z1", "z2",
                "z3", "z4", "z5", "z6", "z7", "z8", "z9", "z10")
save_csv(bmt, "bmt")
save_csv(survival::heart[, c("start", "stop", "event", "age", "year", "surgery", "transplant", "id")],
         "heart")
save_csv(survival::aml, "aml")
save_csv(drug6mp, "drug6mp")
# Freireich's trial as one row per patient: placebo against 6-MP, remission in weeks
freireich <- with(drug6mp, data.frame(pair = rep(pair, 2), arm = rep(c("placebo", "6-MP"), each = nrow(drug6mp)),
                                      weeks = c(t1, t2), relapse = c(rep(1, nrow(drug6mp)), relapse)))
save_csv(freireich, "freireich")
save_csv(larynx, "larynx")
channing <- channing[, c("obs", "death", "ageentry", "age", "time", "gender")]
save_csv(channing, "channing")                          # ages in months, delayed entry; some rows have ageentry >= age
save_csv(kidney, "kidney_infection")
save_csv(tongue, "tongue")
save_csv(psych, "psych")
save_csv(survival::pbc[1:312, c("id", "time", "status", "trt", "age", "sex", "ascites", "hepato", "spiders",
                                "edema", "bili", "chol", "albumin", "protime", "stage")], "pbc")
colon <- subset(survival::colon, etype == 2)
save_csv(colon[, setdiff(names(colon), "study")], "colon")
save_csv(survival::stanford2, "stanford2")
save_csv(survival::rats[1:150, ], "rats")
save_csv(survival::mgus[1:241, c("id", "age", "sex", "dxyr", "pcdx", "pctime", "futime", "death", "alb", "creat",
                                 "hgb", "mspike")], "mgus")

# ---- built to hurt ----
# Common columns: time, event, group (a, b, c), stratum (1, 2, 3), x (numeric), z (0/1), weight, cluster.
synthetic <- function(n, seed, time = rexp(n, 0.1), censor = rexp(n, 0.05)) {
  set.seed(seed, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  force(time); force(censor)
  data.frame(id = seq_len(n), time = pmin(time, censor), event = as.integer(time <= censor),
             group = sample(c("a", "b", "c"), n, TRUE), stratum = sample(1:3, n, TRUE),
             x = round(rnorm(n), 3), z = rbinom(n, 1, 0.4), weight = sample(1:4, n, TRUE),
             cluster = sample(seq_len(ceiling(n / 3)), n, TRUE))
}
continuous <- synthetic(80, 11)
save_csv(continuous, "continuous")
ties <- synthetic(100, 12, time = sample(1:5, 100, TRUE), censor = sample(1:6, 100, TRUE))
save_csv(ties, "ties_everywhere")
one_event <- synthetic(20, 13); one_event$event <- as.integer(seq_len(20) == 7)
save_csv(one_event, "one_event")
no_event <- synthetic(12, 14); no_event$event <- 0L
save_csv(no_event, "no_event")
all_events <- synthetic(30, 15, censor = rep(Inf, 30))
save_csv(all_events, "all_events")
same_time <- synthetic(15, 16); same_time$time <- 3; same_time$event <- 1L
save_csv(same_time, "all_at_one_time")
same_mixed <- synthetic(15, 17); same_mixed$time <- 3
save_csv(same_mixed, "one_time_mixed")
fractional <- synthetic(60, 18, time = round(rexp(60, 0.1), 1), censor = round(rexp(60, 0.05), 1))
fractional$weight <- round(runif(60, 0.2, 3), 2)
save_csv(fractional, "fractional_weights")
zero <- synthetic(50, 19, time = sample(1:20, 50, TRUE), censor = sample(5:30, 50, TRUE))
zero$weight <- sample(0:2, 50, TRUE); zero$weight[order(-zero$time)[1:4]] <- 0
save_csv(zero, "zero_weights")
empty <- synthetic(40, 20); empty$group <- ifelse(empty$group == "b", "a", empty$group)
save_csv(empty, "empty_group")                          # group b has no row; declare the levels a, b, c
silent <- synthetic(40, 21); silent$event[silent$group == "c"] <- 0L
save_csv(silent, "group_without_event")
tiny <- synthetic(40, 22); tiny$time <- tiny$time * 1e-9
save_csv(tiny, "scale_1e-9")
huge <- synthetic(40, 23); huge$time <- huge$time * 1e9
save_csv(huge, "scale_1e9")
near <- synthetic(60, 24, time = sample(1:12, 60, TRUE), censor = sample(1:15, 60, TRUE))
near$time <- near$time + sample(c(0, 1e-10, -1e-10, 5e-9), 60, TRUE)
save_csv(near, "near_ties")
late <- synthetic(90, 25, time = round(rexp(90, 0.05), 2) + 1, censor = round(rexp(90, 0.04), 2) + 1)
late$entry <- round(late$time * runif(90, 0, 0.9), 2)
save_csv(late, "delayed_entry")
gap <- synthetic(30, 26, time = sample(5:14, 30, TRUE), censor = sample(5:16, 30, TRUE))
gap$entry <- pmax(0, gap$time - sample(1:3, 30, TRUE)); gap$time[1:3] <- 1; gap$entry[1:3] <- 0; gap$event[1:3] <- 1L
save_csv(gap, "risk_set_empties")                       # everyone at risk at 1 fails; others enter later
zero_time <- synthetic(25, 27, time = sample(0:6, 25, TRUE), censor = sample(0:8, 25, TRUE))
save_csv(zero_time, "time_zero")
save_csv(continuous[0, ], "n0")
save_csv(continuous[1, ], "n1_event"); censored <- continuous[1, ]; censored$event <- 0L
save_csv(censored, "n1_censored")
two <- continuous[1:2, ]; two$time <- c(1, 2); two$event <- c(1L, 0L); two$group <- c("a", "b")
save_csv(two, "n2")
separated <- synthetic(40, 28); separated$z <- separated$event
save_csv(separated, "separation")
collinear <- synthetic(40, 29); collinear$twice_x <- 2 * collinear$x
save_csv(collinear, "collinear")
# start-stop: each patient of `continuous` cut at random inner times, with a covariate that changes
set.seed(30)
cut_rows <- lapply(seq_len(40), function(i) {
  row <- continuous[i, ]
  inner <- sort(round(runif(sample(0:3, 1), 0, row$time), 3))
  stop <- unique(c(inner[inner > 0 & inner < row$time], row$time))
  data.frame(id = row$id, start = c(0, head(stop, -1)), stop = stop,
             event = c(rep(0L, length(stop) - 1), row$event), group = row$group, stratum = row$stratum,
             x = row$x, z = rbinom(length(stop), 1, 0.5), weight = row$weight)
})
save_csv(do.call(rbind, cut_rows), "start_stop")
