# The same derivation as bench/derivation.cpp as an R loop, and rms::validate with backward
# elimination (fast, by Wald tests, C and slope only), on the file it wrote.
#   Rscript bench/derivation.R FILE B_LOOP B_RMS
# Prints seconds per resample of both.
suppressMessages({library(survival); library(MASS); library(rms)})
args <- commandArgs(TRUE)
data <- read.csv(args[1])
candidates <- setdiff(names(data), c("time", "event"))
derive <- function(d) {
  keep <- candidates[sapply(candidates, function(g) min(sum(d$event[d[[g]] == 1]),
                                                        sum(d$event[d[[g]] == 0])) > 0)]
  full <- eval(bquote(coxph(.(reformulate(keep, "Surv(time, event)")), d)))
  fit <- stepAIC(full, direction = "backward", trace = 0)
  points <- round(coef(fit), 2)
  score <- function(d) round(drop(as.matrix(d[, names(points), drop = FALSE]) %*% points), 6)
  base <- survfit(coxph(Surv(time, event) ~ offset(s), transform(d, s = score(d))),
                  newdata = data.frame(s = 0))
  list(score = score, cuts = quantile(score(d), c(1, 2) / 3, type = 1),
       hazard = max(0, base$cumhaz[base$time <= 10]))
}
indices <- function(rule, d) {
  d$s <- rule$score(d)
  risk <- 1 - exp(-rule$hazard * exp(d$s))
  km <- summary(survfit(Surv(time, event) ~ 1, d), times = 10)$surv
  c(concordance(Surv(time, event) ~ s, d, reverse = TRUE)$concordance,
    coef(coxph(Surv(time, event) ~ s, d)), (1 - km) / mean(risk))
}
set.seed(1)
n <- nrow(data)
b_loop <- as.integer(args[2]); b_rms <- as.integer(args[3])
loop <- system.time(for (b in seq_len(b_loop)) {
  d <- data[sample.int(n, n, TRUE), ]
  rule <- derive(d)
  indices(rule, d)
  indices(rule, data)
})[["elapsed"]] / b_loop
full <- eval(bquote(cph(.(reformulate(candidates, "Surv(time, event)")), data, x = TRUE, y = TRUE)))
of_rms <- system.time(capture.output(suppressWarnings(
  validate(full, B = b_rms, bw = TRUE, rule = "aic"))))[["elapsed"]] / b_rms
cat(sprintf("%.6f %.6f\n", loop, of_rms))
