# Two arms compared, by R's survival and coin; where there is no package (restricted means as survRM2 has them, Klein's milestones, the
# density rule of SPSS), by the formulas written out here. From the repository root:
#   Rscript test/reference/survival/arms.R
suppressMessages({library(survival); library(coin); library(jsonlite)})
sets <- list(
  list(data = "veteran", time = "time", event = "status", arm = "trt", tau = 200, times = c(30, 90, 180), cuts = c(60, 150), covariates = c("karno", "age"), strata = "prior"),
  list(data = "lung", time = "time", event = "status - 1", arm = "sex", tau = 500, times = c(180, 365, 730), cuts = c(180, 365), covariates = c("age"), strata = "ph.ecog"),
  list(data = "ovarian", time = "futime", event = "fustat", arm = "rx", tau = 700, times = c(365, 600), cuts = c(365), covariates = c("age"), strata = "resid.ds"),
  list(data = "freireich", time = "weeks", event = "relapse", arm = "arm", tau = 20, times = c(5, 10, 20), cuts = c(8)),
  list(data = "tongue", time = "time", event = "delta", arm = "type", tau = 100, times = c(25, 50, 200), cuts = c(20, 60)),
  list(data = "larynx", time = "time", event = "delta", arm = "ifelse(stage >= 3, 2, 1)", tau = 5, times = c(1, 2.5, 5), cuts = c(1, 3), covariates = c("age")),
  list(data = "continuous", time = "time", event = "event", arm = "group == levels(factor(group))[1]", tau = 5, times = c(1, 5), cuts = c(2, 6)),
  list(data = "bmt", time = "t2", event = "d3", arm = "ifelse(group == 2, 1, 2)", tau = 1000, times = c(100, 365, 1000), cuts = c(100, 400), strata = "z10"))
nothing <- function(x) if (length(x) == 0 || !is.finite(x)) NA else x

density_median <- function(curve, level = 0.95) {
  event <- curve$n.event > 0
  t <- curve$time[event]; s <- curve$surv[event]; se <- (curve$surv * curve$std.err)[event]
  at <- which(s <= 0.5 + 1e-9)[1]
  low <- which(s <= 0.45 + 1e-9)[1]
  high <- which(s >= 0.55 - 1e-9)
  u <- if (length(high) > 0) c(t[max(high)], s[max(high)]) else c(0, 1)
  error <- se[at] / ((u[2] - s[low]) / (t[low] - u[1]))
  z <- qnorm(1 - (1 - level) / 2)
  list(time = nothing(t[at]), std_error = nothing(error), lower = nothing(max(0, t[at] - z * error)), upper = nothing(t[at] + z * error))
}

# Area under the curve to tau, and its variance, as in survRM2: sum of area^2 d / (n (n - d)).
restricted <- function(curve, tau) {
  keep <- curve$time <= tau
  time <- c(0, curve$time[keep], tau)
  surv <- c(1, curve$surv[keep])
  area <- diff(time) * surv
  right <- rev(cumsum(rev(area[-1])))
  d <- curve$n.event[keep]; n <- curve$n.risk[keep]
  term <- ifelse(n == d, 0, d / (n * (n - d)))
  list(mean = sum(area), std_error = sqrt(sum(right^2 * term)))
}
contrast <- function(estimate, error, back = identity) {
  z <- qnorm(0.975)
  list(estimate = back(estimate), std_error = error, lower = back(estimate - z * error), upper = back(estimate + z * error), p = 2 * pnorm(-abs(estimate / error)))
}

weighted <- function(time, event, arm, strata, type, rho = NULL, gamma = NULL) {
  observed <- expected <- variance <- 0
  for (s in unique(strata)) {
    own <- strata == s
    t <- sort(unique(time[own & event == 1]))
    if (length(t) == 0) next
    n <- sapply(t, function(x) sum(time[own] >= x)); d <- sapply(t, function(x) sum(time[own] == x & event[own] == 1))
    r <- sapply(t, function(x) sum(time[own] >= x & arm[own] == 2)); o <- sapply(t, function(x) sum(time[own] == x & event[own] == 1 & arm[own] == 2))
    w <- coin::logrank_weight(t, n, d, type = type, rho = rho, gamma = gamma)
    observed <- observed + sum(w * o); expected <- expected + sum(w * d * r / n)
    v <- ifelse(n > 1, w^2 * d * (n - d) / (n - 1) * r / n * (1 - r / n), 0)
    variance <- variance + sum(v)
  }
  list(observed = observed, expected = expected, chisq = (observed - expected)^2 / variance)
}

run <- function(set) {
  data <- read.csv(sprintf("test/reference/data/%s.csv", set$data))
  value <- function(text) eval(parse(text = text), data)
  d <- data.frame(time = value(set$time), event = as.integer(value(set$event)), arm = as.integer(factor(value(set$arm))))
  for (name in set$covariates) d[[name]] <- data[[name]]
  d$strata <- if (is.null(set$strata)) 1 else as.integer(factor(data[[set$strata]]))
  d <- d[complete.cases(d) & d$time > 0, ]
  fits <- lapply(1:2, function(a) survfit(Surv(time, event) ~ 1, d[d$arm == a, ]))
  table <- lapply(fits, function(f) summary(f)$table)
  rmst <- lapply(fits, restricted, tau = set$tau)
  m <- sapply(rmst, `[[`, "mean"); e <- sapply(rmst, `[[`, "std_error")
  # the same mean from R's own integration
  own <- sapply(fits, function(f) summary(f, rmean = set$tau)$table[["rmean"]])
  stopifnot(isTRUE(all.equal(m, unname(own), tolerance = 1e-12)))
  milestones <- lapply(set$times, function(t) {
    at <- lapply(fits, function(f) summary(f, times = t, extend = TRUE))
    s <- sapply(at, function(a) a$surv); se <- sapply(at, function(a) a$std.err)
    known <- mapply(function(f, survival) t <= max(f$time) || survival == 0, fits, s)
    s[!known] <- NA
    plain <- contrast(s[2] - s[1], sqrt(sum(se^2)))
    cloglog <- if (all(!is.na(s)) && all(s > 0 & s < 1)) contrast(log(log(s[2]) / log(s[1])), sqrt(sum((se / (s * log(s)))^2)), exp) else NULL
    list(time = t, surv = s, difference = lapply(plain, nothing), hazard_ratio = if (is.null(cloglog)) NA else cloglog)
  })
  split <- survSplit(Surv(time, event) ~ ., d, cut = set$cuts, episode = "interval")
  x <- sapply(seq_len(length(set$cuts) + 1), function(k) (split$arm == 2) * (split$interval == k))
  more <- as.matrix(split[, set$covariates, drop = FALSE])
  control <- coxph.control(eps = 1e-13, iter.max = 50, toler.chol = 1e-14)
  changing <- coxph(Surv(tstart, time, event) ~ cbind(x, more) + strata(strata), split, control = control)
  constant <- coxph(Surv(tstart, time, event) ~ cbind(split$arm == 2, more) + strata(strata), split, control = control)
  k <- ncol(x); beta <- unname(coef(changing)[1:k]); v <- unname(vcov(changing)[1:k, 1:k])
  C <- cbind(-1, diag(k - 1)); wald <- drop(t(C %*% beta) %*% solve(C %*% v %*% t(C)) %*% (C %*% beta))
  tests <- list(
    list("logrank"), list("Gehan-Breslow"), list("Tarone-Ware"), list("Peto-Peto"),
    list("Fleming-Harrington", 0, 1), list("Fleming-Harrington", 1, 1), list("Fleming-Harrington", 0.5, 0.5))
  tests <- lapply(tests, function(q) c(list(type = q[[1]], rho = if (length(q) > 1) q[[2]] else NA, gamma = if (length(q) > 2) q[[3]] else NA),
    weighted(d$time, d$event, d$arm, d$strata, q[[1]], if (length(q) > 1) q[[2]], if (length(q) > 2) q[[3]])))
  # two of them are survdiff's
  stopifnot(isTRUE(all.equal(tests[[1]]$chisq, survdiff(Surv(time, event) ~ arm + strata(strata), d)$chisq, tolerance = 1e-9)),
            isTRUE(all.equal(tests[[4]]$chisq, survdiff(Surv(time, event) ~ arm + strata(strata), d, rho = 1)$chisq, tolerance = 1e-9)))
  list(name = set$data, data = as.list(d[c("time", "event", "arm", "strata")]), covariates = lapply(as.list(d[set$covariates]), as.numeric),
    medians = lapply(1:2, function(a) list(median = nothing(table[[a]][["median"]]), lower = nothing(table[[a]][["0.95LCL"]]), upper = nothing(table[[a]][["0.95UCL"]]))),
    density = lapply(fits, density_median),
    tau = set$tau, rmst = rmst, difference = contrast(m[2] - m[1], sqrt(sum(e^2))), ratio = contrast(log(m[2] / m[1]), sqrt(sum((e / m)^2)), exp),
    lost_ratio = contrast(log((set$tau - m[2]) / (set$tau - m[1])), sqrt(sum((e / (set$tau - m))^2)), exp),
    milestones = milestones, cuts = I(set$cuts), tests = tests,
    piecewise = list(coef = beta, se = sqrt(diag(v)), loglik = c(constant$loglik[2], changing$loglik[2]), wald = wald,
                     constant = unname(coef(constant)[1]), constant_se = sqrt(vcov(constant)[1, 1])))
}

# Landmarks: those still under observation after it, by what had happened by then; time begins there.
bmt <- read.csv("test/reference/data/bmt.csv")
landmarks <- lapply(list(list("tp", "dp", 30), list("ta", "da", 60), list("tc", "dc", 180), list("tc", "dc", 365)), function(q) {
  when <- ifelse(bmt[[q[[2]]]] == 1, bmt[[q[[1]]]], Inf); at <- q[[3]]
  kept <- bmt$t2 > at
  d <- data.frame(time = bmt$t2 - at, event = bmt$d3, yes = as.integer(when <= at))[kept, ]
  fit <- coxph(Surv(time, event) ~ yes, d, control = coxph.control(eps = 1e-13, iter.max = 50, toler.chol = 1e-14))
  list(when = q[[1]], happened = q[[2]], landmark = at, n = I(c(sum(d$yes == 0), sum(d$yes == 1))), events_before = sum(!kept & bmt$d3 == 1), censored_before = sum(!kept & bmt$d3 == 0),
       later = sum(kept & is.finite(when) & when > at), logrank = survdiff(Surv(time, event) ~ yes, d)$chisq, coef = unname(coef(fit)), se = sqrt(vcov(fit)[1, 1]))
})

# Immortal time: what the ever transplanted waited while they could not have died as such.
immortal <- lapply(list(c("tp", "dp"), c("ta", "da"), c("tc", "dc")), function(q) {
  when <- ifelse(bmt[[q[2]]] == 1, bmt[[q[1]]], Inf)
  ever <- when < bmt$t2
  waits <- when[ever & when > 0]
  list(when = q[1], happened = q[2], n = sum(ever), delayed = length(waits), waiting = sum(waits), follow_up = sum(bmt$t2[ever]), median_wait = median(waits), longest_wait = max(waits),
       ended_before = sum(!ever & bmt$t2 <= median(waits)))
})

# Numbers at risk of Simon-Makuch curves go up and down: counted from the intervals of tmerge.
bmt$id <- seq_len(nrow(bmt))
cut <- tmerge(bmt, bmt, id = id, dfs = event(t2, d3), state = tdc(ifelse(bmt$dp == 1, bmt$tp, NA)))
at <- c(5, 12, 15.5, 20, 33, 60, 100, 101, 250, 365, 1000)
risk <- lapply(0:1, function(g) sapply(at, function(t) sum(cut$state == g & cut$tstart < t & t <= cut$tstop)))
writeLines(toJSON(list(cases = lapply(sets, run), landmarks = landmarks, immortal = immortal, risk = list(times = at, n = risk)),
                  digits = I(17), na = "null", auto_unbox = TRUE), "test/reference/survival/arms.json")
