# VEN-PRS for overall survival, made for the relapsed or refractory, in first-line patients: both
# synthetic cohorts of studies/ven-prs. Discrimination, calibration and accuracy at 10 months with the
# baseline hazard of the first cohort, case-mix, and the updates of the score. Run from the repository
# root:
#   Rscript test/reference/study/external.R
# Made with R 4.2.2, survival 3.5-3, riskRegression 2022.11.28.
suppressMessages({library(survival); library(riskRegression); library(jsonlite)})
points <- c(extramedullary_disease = 0.90, prior_hma = 0.64, NF1 = 0.94, PTPN11 = 0.80, FLT3 = 0.49,
            TP53 = 0.39, SF3B1 = -0.98)
month <- 365.25 / 12
at <- 10
arr <- function(x) I(as.double(unname(x)))

read <- function(file) {
  d <- read.csv(file, na.strings = c("", "NA"))
  has <- sapply(names(points), function(v) ifelse(d[[v]] %in% c("yes", "mutated"), 1,
                                                  ifelse(is.na(d[[v]]), NA, 0)))
  end <- ifelse(is.na(d$death_date), d$last_contact_date, d$death_date)
  data <- data.frame(time = as.numeric(as.Date(end) - as.Date(d$start_date)) / month,
                     event = as.integer(!is.na(d$death_date)), sweep(has, 2, points, "*"))
  data <- data[complete.cases(data), ]
  data$score <- round(rowSums(data[names(points)]), 9)
  data$group <- cut(data$score, c(-Inf, 0.25, 0.75, Inf), labels = FALSE)
  data$group[data$score == 0.25] <- 2
  data
}
own <- read("studies/ven-prs/cohort.csv")
other <- read("studies/ven-prs/validation.csv")

fit <- coxph(Surv(time, event) ~ offset(score), own)
base <- survfit(fit, se.fit = FALSE)
hazard <- base$cumhaz * exp(-mean(own$score))
horizon <- max(base$time)
hazard_at <- function(t) approx(c(0, base$time), c(0, hazard), t, method = "constant", rule = 2)$y
tau <- min(max(own$time[own$event == 1]), max(other$time[other$event == 1]))

expected_c <- function(lp) {
  pairs <- abs(outer(lp, lp, "-"))
  mean(plogis(pairs[lower.tri(pairs)]))
}
judge <- function(d) {
  h <- concordance(Surv(time, event) ~ score, d, reverse = TRUE)
  u <- concordance(Surv(time, event) ~ score, d, reverse = TRUE, timewt = "n/G2", ymax = tau)
  risk <- 1 - exp(-hazard_at(at) * exp(d$score))
  s <- Score(list(m = risk), Surv(time, event) ~ 1, d, times = at, metrics = c("auc", "brier"),
             summary = "ipa", conf.int = TRUE, se.fit = TRUE)
  auc <- s$AUC$score; brier <- s$Brier$score[s$Brier$score$model == "m", ]
  km <- survfit(Surv(time, event) ~ 1, d)
  slope <- coxph(Surv(time, event) ~ score, d, control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50))
  cut <- pmin(d$time, horizon); died <- ifelse(d$time > horizon, 0, d$event)
  by <- survfit(Surv(time, event) ~ group, d)
  list(n = nrow(d), events = sum(d$event), mean = mean(d$score), sd = sd(d$score),
       expected_c = expected_c(d$score), harrell = unname(h$concordance), harrell_se = sqrt(h$var),
       uno = unname(u$concordance), uno_se = sqrt(u$var), auc = auc$AUC, auc_se = auc$se,
       brier = brier$Brier, brier_se = brier$se, ipa = brier$IPA, predicted = mean(risk),
       observed = 1 - summary(km, times = at)$surv, slope = unname(coef(slope)),
       slope_se = sqrt(vcov(slope)[1, 1]), expected = sum(hazard_at(cut) * exp(d$score)),
       seen = sum(died), medians = arr(quantile(by, 0.5, conf.int = FALSE)),
       group_n = arr(table(factor(d$group, 1:3))))
}

# The updates, in the other cohort.
o <- other
o$hazard <- hazard_at(pmin(o$time, horizon))
o$died <- ifelse(o$time > horizon, 0, o$event)
o <- o[o$hazard > 0 | o$died == 1, ]
stopifnot(all(o$hazard > 0))
terms <- paste(names(points), collapse = " + ")
likelihood <- function(fit) {
  eta <- fit$linear.predictors - log(o$hazard)
  sum(o$died * eta) - sum(o$hazard * exp(eta))
}
pois <- function(f) glm(f, poisson, o, control = glm.control(1e-13, 100))
in_the_large <- pois(died ~ 1 + offset(score + log(hazard)))
slope <- pois(died ~ score + offset(log(hazard)))
refit <- pois(as.formula(paste("died ~", terms, "+ offset(log(hazard))")))
cox <- function(f) coxph(f, o, control = coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50))
c_offset <- cox(Surv(time, event) ~ offset(score))
c_slope <- cox(Surv(time, event) ~ score)
c_refit <- cox(as.formula(paste("Surv(time, event) ~", terms)))

x <- rbind(own[names(points)], other[names(points)])
member <- glm(rep(0:1, c(nrow(own), nrow(other))) ~ as.matrix(x), family = binomial,
              control = glm.control(1e-10, 100))
eta <- round(member$linear.predictors, 9)
second <- eta[-seq_len(nrow(own))]; first <- eta[seq_len(nrow(own))]

# Standardised difference of the score, and of earlier hypomethylating agents.
smd <- abs(mean(own$score) - mean(other$score)) / sqrt((var(own$score) + var(other$score)) / 2)
p <- c(mean(own$prior_hma > 0), mean(other$prior_hma > 0))
smd_hma <- abs(diff(p)) / sqrt(mean(p * (1 - p)))

writeLines(toJSON(list(
  tau = tau, horizon = horizon, own = judge(own), other = judge(other),
  member = mean(outer(second, first, function(a, b) (a > b) + 0.5 * (a == b))),
  smd = smd, smd_hma = smd_hma,
  kept = list(original = sum(o$died * o$score) - sum(o$hazard * exp(o$score)),
              in_the_large = likelihood(in_the_large), slope = likelihood(slope),
              refit = likelihood(refit), factor = unname(coef(in_the_large)[1]),
              b = arr(coef(slope))),
  anew = list(baseline = as.numeric(logLik(c_offset)), slope_and_baseline = as.numeric(logLik(c_slope)),
              refit = as.numeric(logLik(c_refit)), b = unname(coef(c_slope)),
              factors = arr(coef(c_refit)))), digits = I(17), auto_unbox = TRUE, na = "null"),
  "test/reference/study/external.json")
