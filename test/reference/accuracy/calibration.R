# Calibration of predicted risks at a time, from survfit and coxph, and net benefits from survfit.
#   Rscript test/reference/accuracy/calibration.R
# Made with R 4.2.2, survival 3.5-3, Hmisc 4.8-0.
suppressMessages({library(survival); library(Hmisc)})
source("test/reference/response/json.R")

km_at <- function(fit, t) {
  if (max(fit$time) < t && min(fit$surv) > 0) return(list(observed = NA, se = NA, low = NA, high = NA))
  s <- summary(fit, times = t, extend = TRUE)
  list(observed = 1 - s$surv, se = s$std.err, low = 1 - s$upper, high = 1 - s$lower)
}

calibrate <- function(time, event, risk, lp, t) {
  y <- survival::aeqSurv(Surv(time, event))
  fit <- survfit(y ~ 1, conf.type = "log-log")
  overall <- km_at(fit, t)
  oe <- overall$observed / mean(risk)
  margin <- qnorm(0.975) * overall$se / overall$observed
  slope <- function(x, y) {
    s <- summary(coxph(y ~ x))$coefficients
    list(slope = s[1, 1], se = s[1, 3])
  }
  cll <- log(-log(1 - risk))
  x <- rcspline.eval(cll, nk = 3, inclx = TRUE)
  knots <- attr(rcspline.eval(cll, nk = 3, inclx = TRUE), "knots")
  colnames(x) <- c("x1", "x2")
  d <- data.frame(x)
  model <- coxph(y ~ x1 + x2, d)
  all <- survfit(model, newdata = d)
  at <- max(which(all$time <= t))
  observed <- 1 - all$surv[at, ]
  apart <- abs(observed - risk)
  q <- quantile(risk, c(0.01, 0.99))
  grid <- seq(q[1], q[2], length.out = 50)
  g <- data.frame(rcspline.eval(log(-log(1 - grid)), knots = knots, inclx = TRUE))
  names(g) <- c("x1", "x2")
  curve <- survfit(model, newdata = g, conf.type = "log-log")
  group <- cut(risk, unique(c(-Inf, quantile(risk, 1:4 / 5), Inf)))
  groups <- lapply(levels(group), function(l) {
    i <- group == l
    c(list(n = sum(i), events = sum(event[i] == 1 & time[i] <= t), predicted = mean(risk[i])),
      km_at(survfit(y[i] ~ 1, conf.type = "log-log"), t))
  })
  cut <- y
  late <- time > t
  cut[late] <- Surv(rep(t, sum(late)), rep(0, sum(late)))
  list(time = t, overall = overall, predicted = mean(risk), oe = c(oe, oe * exp(-margin), oe * exp(margin)),
       slope_lp = slope(lp, y), slope_cloglog = slope(cll, y), slope_until = slope(lp, cut),
       ici = mean(apart), e50 = median(apart), e90 = quantile(apart, 0.9, names = FALSE),
       emax = max(apart), grid = grid, smooth = 1 - curve$surv[at, ], smooth_low = 1 - curve$upper[at, ],
       smooth_high = 1 - curve$lower[at, ], groups = groups)
}

net_benefit <- function(time, event, risk, t, thresholds) {
  y <- survival::aeqSurv(Surv(time, event))
  nb <- function(positive, c) {
    if (!any(positive)) return(0)
    s <- 1 - km_at(survfit(y[positive] ~ 1), t)$observed
    p <- mean(positive)
    (1 - s) * p - s * p * c / (1 - c)
  }
  list(threshold = thresholds, model = sapply(thresholds, function(c) nb(risk >= c, c)),
       all = sapply(thresholds, function(c) nb(rep(TRUE, length(risk)), c)))
}

baseline <- function(time, event, lp, slope, t) {
  y <- Surv(time, event)
  if (slope) {
    fit <- coxph(y ~ lp)
    h <- survfit(fit, newdata = data.frame(lp = 0))
  } else {
    fit <- coxph(y ~ offset(lp))
    h <- survfit(fit, newdata = data.frame(lp = 0))
  }
  h$cumhaz[max(which(h$time <= t))]
}

cases <- list()
add <- function(name, time, event, x, times) {
  ok <- complete.cases(time, event, x)
  time <- as.double(time[ok]); event <- as.integer(event[ok]); x <- as.double(x[ok])
  lp <- 0.7 * (x - mean(x)) / sd(x)
  for (t in times) {
    risk <- 1 - exp(-0.8 * t / max(times) * exp(lp))
    cases[[length(cases) + 1]] <<- list(name = paste(name, t), time = time, event = event, lp = lp,
      risk = risk, result = calibrate(time, event, risk, lp, t),
      benefit = net_benefit(time, event, risk, t, seq(0.05, 0.95, 0.05)),
      hazard_slope = baseline(time, event, lp, TRUE, t),
      hazard_offset = baseline(time, event, lp, FALSE, t))
  }
}
add("lung", lung$time, lung$status - 1, lung$age, c(180, 365))
add("veteran", veteran$time, veteran$status, -veteran$karno, c(60, 200))
add("mgus", mgus$futime, mgus$death, mgus$age, c(3000, 8000))
add("pbc", pbc$time, pbc$status == 2, log(pbc$bili), c(1000, 3000))
write_json(cases, "calibration", "accuracy")
