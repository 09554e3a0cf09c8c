# Points, totals, survival and medians of rms::nomogram. From the repository root:
#   Rscript test/reference/survival/nomogram.R
# Made with R 4.2.2, rms 6.5-0, survival 3.5-3.
source("test/reference/survival/cox_sets.R")
suppressMessages(library(rms))
options(contrasts = c("contr.treatment", "contr.treatment"))

l <- lung[complete.cases(lung[, c("age", "sex", "ph.ecog", "wt.loss")]), ]
l$sex <- factor(l$sex)
l$ecog <- factor(pmin(l$ph.ecog, 2))
l$died <- l$status - 1
knots <- as.numeric(quantile(l$wt.loss, c(0.05, 0.35, 0.65, 0.95)))
dd <- datadist(l)
options(datadist = "dd")
f <- cph(Surv(time, died) ~ age + sex + ecog + rcs(wt.loss, knots), data = l, x = TRUE, y = TRUE,
         surv = TRUE, method = "efron", eps = 1e-12, iter.max = 50)
ages <- seq(40, 80, by = 10)
losses <- c(-20, -10, 0, 10, 20, 40, 60)
surv <- Survival(f)
nom <- nomogram(f, age = ages, wt.loss = losses, maxscale = 100, lp = TRUE,
                fun = list(function(x) surv(180, x), function(x) surv(360, x)),
                funlabel = c("s180", "s360"))
points <- function(name) arr(as.numeric(nom[[name]]$points))
totals <- c(0, 40, 80, 120, 160)
effect <- function(v, values) {
  d <- data.frame(age = 50, sex = factor("1", levels(l$sex)), ecog = factor("0", levels(l$ecog)),
                  wt.loss = 0)[rep(1, length(values)), ]
  d[[v]] <- if (is.factor(l[[v]])) factor(values, levels(l[[v]])) else values
  as.numeric(predict(f, d) - predict(f, d[1, ]))
}
unit <- max(diff(range(effect("age", ages))), diff(range(effect("sex", levels(l$sex)))),
            diff(range(effect("ecog", levels(l$ecog)))), diff(range(effect("wt.loss", losses)))) / 100
base <- data.frame(age = 40, sex = factor("1", levels(l$sex)), ecog = factor("0", levels(l$ecog)),
                   wt.loss = 0)
origin <- as.numeric(predict(f, base)) +
  min(effect("age", ages)) + min(effect("sex", levels(l$sex))) +
  min(effect("ecog", levels(l$ecog))) +
  min(effect("wt.loss", losses) - effect("wt.loss", c(losses[1], 0))[2])
med <- Quantile(f)
result <- list(
  time = arr(l$time), event = arr(l$died), age = arr(l$age), sex = arr(as.integer(l$sex)),
  ecog = arr(as.integer(l$ecog) - 1L), wt_loss = arr(l$wt.loss), knots = arr(knots),
  ages = arr(ages), losses = arr(losses),
  points = list(age = points("age"), sex = points("sex"), ecog = points("ecog"),
                wt_loss = points("wt.loss")),
  totals = arr(totals),
  s180 = arr(surv(180, origin + unit * totals)), s360 = arr(surv(360, origin + unit * totals)),
  median = arr(med(0.5, origin + unit * totals, type = "step")))
write_json(result, "nomogram.json")
