# Competing risks: cumulative incidence by R's survival (multi-state survfit), Gray's test by cmprsk (cuminc).
# From the repository root:
#   Rscript test/reference/survival/competing.R
suppressMessages({library(survival); library(cmprsk); library(jsonlite)})
read <- function(name) read.csv(file.path("test/reference/data", paste0(name, ".csv")))

published <- list(
  pbc = with(read("pbc"), data.frame(time, cause = status, group = trt, strata = stage)),
  pbc_stage = with(read("pbc"), data.frame(time, cause = status, group = stage, strata = sex)),
  mgus = with(read("mgus"), data.frame(time = ifelse(is.na(pctime), futime, pctime),
                                       cause = ifelse(!is.na(pctime), 1, 2 * death), group = sex)),
  bmt = with(read("bmt"), data.frame(time = t2, cause = ifelse(d2 == 1, 1, 2 * d3), group = group, strata = z10)))

# Drawn here: follow-up of two or three causes with ties, a small and a crowded set, late entries, weights, clusters.
set.seed(20261121)
drawn <- function(n, groups, causes, whole = FALSE) {
  group <- sample(groups, n, TRUE)
  hazards <- sapply(seq_len(causes), function(k) 0.1 * exp(0.4 * (group - 1) * (-1)^k) * k / causes)
  time <- rexp(n, rowSums(hazards))
  cause <- apply(hazards, 1, function(h) sample(causes, 1, prob = h))
  censored <- runif(n, 0, 15)
  d <- data.frame(time = pmin(time, censored), cause = ifelse(time <= censored, cause, 0), group,
                  strata = sample(3, n, TRUE))
  if (whole) d$time <- ceiling(d$time)
  d
}
made <- list(
  continuous = drawn(200, 3, 2), tied = drawn(300, 2, 2, whole = TRUE), three_causes = drawn(150, 4, 3, whole = TRUE),
  few = drawn(12, 2, 2), one_cause = transform(drawn(80, 2, 2), cause = as.integer(cause > 0)),
  none_censored = transform(drawn(60, 2, 2), cause = ifelse(cause == 0, 1, cause)))
weighted <- transform(drawn(120, 2, 2, whole = TRUE), weights = sample(1:9, 120, TRUE) / 4)
late <- transform(drawn(150, 2, 2), entry = time * runif(150) * 0.8)
both <- transform(drawn(100, 2, 2, whole = TRUE), weights = sample(1:9, 100, TRUE) / 4)
both$entry <- pmax(0, both$time - sample(1:4, 100, TRUE))
# Each patient's follow-up cut in two rows: R sums influences by id.
cut <- transform(drawn(80, 2, 2), id = 1:80)
cut <- rbind(transform(cut, entry = 0, time = time * 0.4, cause = 0), transform(cut, entry = time * 0.4))
cut <- transform(cut, cluster = id, id = NULL)
made <- c(made, list(weighted = weighted, late = late, weighted_late = both, cut_in_two = cut))

curves_of <- function(d, conf) {
  d$state <- factor(d$cause, 0:max(d$cause))
  d$id <- if (is.null(d$cluster)) seq_len(nrow(d)) else d$cluster
  left <- if (is.null(d$entry)) "Surv(time, state)" else "Surv(entry, time, state)"
  w <- if (is.null(d$weights)) rep(1, nrow(d)) else d$weights
  fit <- if (is.null(d$entry)) survfit(Surv(time, state) ~ group, d, weights = w, conf.type = conf)
         else survfit(Surv(entry, time, state) ~ group, d, id = id, weights = w, conf.type = conf)
  group <- rep(seq_along(fit$strata), fit$strata)
  causes <- sort(unique(d$cause[d$cause > 0]))
  lapply(seq_along(fit$strata), function(g) {
    rows <- which(group == g)
    list(time = fit$time[rows], n_risk = rowSums(fit$n.risk[rows, , drop = FALSE]),
         causes = lapply(causes, function(k) {
           at <- match(as.character(k), fit$states)
           column <- function(x) x[rows, at]
           list(cause = unbox(k), estimate = column(fit$pstate), std_err = column(fit$std.err),
                lower = column(fit$lower), upper = column(fit$upper))
         }))
  })
}
gray_of <- function(d, strata, rho) {
  fit <- if (strata) cuminc(d$time, d$cause, d$group, d$strata, rho = rho) else cuminc(d$time, d$cause, d$group, rho = rho)
  list(strata = unbox(strata), rho = unbox(rho), cause = as.numeric(rownames(fit$Tests)), statistic = fit$Tests[, "stat"],
       df = fit$Tests[, "df"], p = fit$Tests[, "pv"])
}
# cmprsk's own estimate and variance, read at times inside the follow-up of every group.
cmprsk_of <- function(d) {
  times <- as.vector(quantile(d$time, c(0.25, 0.5, 0.7)))
  fit <- cuminc(d$time, d$cause, d$group)
  points <- timepoints(fit, times)
  list(times = times, curve = rownames(points$est), estimate = unname(points$est), variance = unname(points$var))
}
case <- function(name, d) {
  d <- na.omit(d)
  d$group <- as.integer(factor(d$group)) - 1L
  if (!is.null(d$strata)) d$strata <- as.integer(factor(d$strata))
  plain <- is.null(d$entry) && is.null(d$weights)
  result <- list(name = unbox(name), data = d, log = curves_of(d, "log"))
  if (name %in% c("tied", "few", "pbc")) {
    result$plain <- curves_of(d, "plain")
    result[["log-log"]] <- curves_of(d, "log-log")
  }
  if (plain) {
    result$gray <- list(gray_of(d, FALSE, 0), gray_of(d, FALSE, 1))
    if (!is.null(d$strata) && name != "few") result$gray <- c(result$gray, list(gray_of(d, TRUE, 0), gray_of(d, TRUE, 0.5)))
    result$cmprsk <- cmprsk_of(d)
  }
  result
}
sets <- c(published, made)
writeLines(toJSON(list(cases = lapply(names(sets), function(name) case(name, sets[[name]]))), digits = I(17), na = "null",
                  null = "null", dataframe = "columns"), "test/reference/survival/competing.json")
