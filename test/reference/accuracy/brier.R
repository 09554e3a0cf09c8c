# Brier score, IPA and integrated Brier score of riskRegression's Score. From the repository root:
#   Rscript test/reference/accuracy/brier.R
# Made with R 4.2.2, survival 3.5-3, riskRegression 2022.11.28.
suppressMessages({library(survival); library(riskRegression)})
source("test/reference/response/json.R")

scores <- function(time, event, a, b, times) {
  d <- data.frame(time = time, event = event)
  formula <- if (any(event > 1)) Hist(time, event) ~ 1 else Surv(time, event) ~ 1
  s <- suppressMessages(suppressWarnings(
    Score(list(a = a, b = b), formula = formula, data = d, times = times, metrics = "brier",
          cause = 1, cens.method = "ipcw", cens.model = "km", se.fit = TRUE, conf.int = TRUE,
          summary = c("ipa", "ibs"), contrasts = list(c(1, 2)))))
  of <- function(t, m) { r <- s$Brier$score; r[r$times == t & r$model == m, ] }
  lapply(times, function(t) {
    c <- s$Brier$contrasts[s$Brier$contrasts$times == t, ]
    null <- of(t, "Null model"); x <- of(t, "a"); y <- of(t, "b")
    list(time = t, null = null$Brier, brier = c(x$Brier, y$Brier), std_error = c(x$se, y$se),
         low = c(x$lower, y$lower), high = c(x$upper, y$upper), ipa = c(x$IPA, y$IPA),
         ibs = c(x$IBS, y$IBS), null_ibs = null$IBS, difference = c$delta.Brier,
         difference_se = c$se, p = c$p)
  })
}

# Risks that grow with time and a marker: not fitted, only to be judged.
risks <- function(x, times) sapply(times, function(t) {
  z <- (x - mean(x)) / sd(x)
  1 - exp(-(t / times[length(times)]) * exp(0.6 * z - 0.3))
})

sets <- list()
add <- function(name, time, event, a, b, times) {
  ok <- complete.cases(time, event, a, b)
  sets[[length(sets) + 1]] <<- list(name = name, time = as.double(time[ok]),
    event = as.integer(event[ok]), a = as.double(a[ok]), b = as.double(b[ok]), times = times)
}
add("lung", lung$time, lung$status - 1, lung$age, lung$wt.loss, c(90, 180, 365, 700))
add("veteran", veteran$time, veteran$status, -veteran$karno, veteran$age, c(30, 100, 200))
add("mgus", mgus$futime, mgus$death, mgus$age, mgus$mspike, c(2000, 5000, 9000))
add("mgus competing", mgus$futime, ifelse(is.na(mgus$pctime), 2 * mgus$death, 1), mgus$mspike,
    mgus$age, c(2000, 5000, 9000))
add("ovarian", ovarian$futime, ovarian$fustat, ovarian$age, ovarian$rx, c(200, 400, 600))

cases <- lapply(sets, function(s) {
  a <- risks(s$a, s$times); b <- risks(s$b, s$times)
  c(s[c("name", "time", "event", "times")],
    list(risk_a = lapply(seq_along(s$times), function(j) a[, j]),
         risk_b = lapply(seq_along(s$times), function(j) b[, j]),
         scores = scores(s$time, s$event, a, b, s$times)))
})
write_json(cases, "brier", "accuracy")
