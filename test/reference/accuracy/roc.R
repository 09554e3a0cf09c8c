# Time-dependent ROC curves. Run from the repository root:
#   Rscript test/reference/accuracy/roc.R
# Made with R 4.2.2, survival 3.5-3, riskRegression 2022.11.28.
#  - ipcw: AUC, standard error and differences are those of riskRegression's Score with marginal
#    Kaplan-Meier weights, of one cause and of competing causes
#  - nne and km: from the formulas of Heagerty, Lumley and Pepe (2000), every conditional survival by
#    survfit on the rows in question; the neighbourhood is that of survivalROC 1.0.3.1
suppressMessages({library(survival); library(riskRegression)})
source("test/reference/response/json.R")

survival_at <- function(time, event, t) {
  fit <- survfit(Surv(time, event) ~ 1)
  i <- findInterval(t, fit$time)
  if (i == 0) 1 else fit$surv[i]
}
area <- function(tpr, fpr) -sum(diff(fpr) * (head(tpr, -1) + tail(tpr, -1)) / 2)

nne <- function(time, event, x, t, span) {
  n <- length(x)
  cuts <- sort(unique(x))
  sorted <- sort(x)
  given <- sapply(cuts, function(m) {
    far <- min(sum(x < m) + 1 + trunc(n * span + 0.5), n)
    inside <- abs(x - m) <= sorted[far] - m
    survival_at(time[inside], event[inside], t)
  })
  s <- given[match(x, cuts)]
  above <- c(-Inf, cuts)
  tpr <- sapply(above, function(cut) sum(1 - s[x > cut]) / sum(1 - s))
  fpr <- sapply(above, function(cut) sum(s[x > cut]) / sum(s))
  list(auc = area(tpr, fpr), tpr = tpr, fpr = fpr)
}

km <- function(time, event, x, t) {
  cuts <- c(-Inf, sort(unique(x)))
  s <- survival_at(time, event, t)
  above <- sapply(cuts, function(cut) {
    if (!any(x > cut)) return(1)
    survival_at(time[x > cut], event[x > cut], t)
  })
  p <- sapply(cuts, function(cut) mean(x > cut))
  tpr <- (1 - above) * p / (1 - s)
  fpr <- above * p / s
  list(auc = area(tpr, fpr), tpr = tpr, fpr = fpr)
}

# Score wants risks: any increasing function of the marker will do.
as_risk <- function(x) (match(x, sort(unique(x))) - 0.5) / length(unique(x))

ipcw <- function(time, event, markers, times) {
  d <- data.frame(time = time, event = event)
  d$id <- seq_len(nrow(d))
  competing <- any(event > 1)
  formula <- if (competing) Hist(time, event) ~ 1 else Surv(time, event) ~ 1
  s <- suppressMessages(suppressWarnings(
    Score(lapply(markers, as_risk), formula = formula, data = d, times = times, metrics = "auc",
          cause = 1, cens.method = "ipcw", cens.model = "km", plots = "ROC", se.fit = TRUE,
          conf.int = TRUE, contrasts = list(c(1, 2)))))
  lapply(times, function(t) {
    a <- s$AUC$score[s$AUC$score$times == t, ]
    d <- s$AUC$contrasts[s$AUC$contrasts$times == t, ]
    roc <- s$ROC$plotframe
    roc <- roc[roc$times == t & roc$model == "a", ]
    list(time = t, auc = a$AUC, std_error = a$se, low = a$lower, high = a$upper,
         difference = d$delta.AUC, difference_se = d$se, difference_low = d$lower,
         difference_high = d$upper, p = d$p, tpr = rev(roc$TPR), fpr = rev(roc$FPR))
  })
}

sets <- list()
add <- function(name, time, event, a, b, times, span = NULL) {
  ok <- complete.cases(time, event, a, b)
  sets[[length(sets) + 1]] <<- list(name = name, time = as.double(time[ok]),
    event = as.integer(event[ok]), a = as.double(a[ok]), b = as.double(b[ok]), times = times,
    span = span)
}
add("lung", lung$time, lung$status - 1, lung$age, lung$wt.loss, c(90, 180, 365, 700))
add("lung wide", lung$time, lung$status - 1, lung$ph.karno, -lung$meal.cal, c(180, 365), 0.3)
add("veteran", veteran$time, veteran$status, -veteran$karno, veteran$age, c(30, 100, 200))
data(bmt, package = "KMsurv")
add("bmt", bmt$t2, bmt$d3, bmt$z1, bmt$z2, c(100, 365, 1000))
add("mgus", mgus$futime, mgus$death, mgus$age, mgus$mspike, c(2000, 5000, 9000))
add("mgus competing", mgus2$futime, ifelse(mgus2$ptime < mgus2$futime & mgus2$pstat == 1, 1,
    ifelse(mgus2$death == 1, 2, 0)), mgus2$mspike, mgus2$age, c(60, 120, 240))
set.seed(20261121)
for (kind in c("continuous", "tied", "competing", "no censoring")) {
  n <- 150
  x <- rnorm(n); y <- 0.6 * x + rnorm(n)
  t <- rexp(n) * exp(-0.7 * x) * 10
  c <- if (kind == "no censoring") rep(1e3, n) else rexp(n) * 20
  e <- as.integer(t <= c) * (if (kind == "competing") sample(1:2, n, TRUE) else 1L)
  time <- pmin(t, c)
  if (kind == "tied") { time <- ceiling(time); x <- round(2 * x) / 2; y <- round(y) }
  if (kind == "competing") { time <- ceiling(time * 2) / 2; x <- round(x, 1) }
  add(kind, time, e, x, y, c(3, 6, 12))
}

cases <- lapply(sets, function(s) {
  span <- if (is.null(s$span)) 0.25 * length(s$time)^-0.2 else s$span
  single <- all(s$event < 2)
  c(s[c("name", "time", "event", "a", "b")], list(
    span = span, given = !is.null(s$span), ipcw = ipcw(s$time, s$event, s[c("a", "b")], s$times),
    nne = if (single) lapply(s$times, function(t) nne(s$time, s$event, s$a, t, span)),
    km = if (single) lapply(s$times, function(t) km(s$time, s$event, s$a, t))))
})
write_json(cases, "roc", "accuracy")
