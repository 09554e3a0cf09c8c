# The bundled study of states that begin after transplantation, by R's survival: two arms, landmarks, Simon-Makuch, ever against never.
# Times in months of 30.4375 days. From the repository root:
#   Rscript test/reference/study/arms.R
suppressMessages({library(survival); library(jsonlite)})
bmt <- read.csv("studies/bmt-leukaemia/cohort.csv")
bmt$id <- seq_len(nrow(bmt))
month <- 30.4375
bmt$time <- bmt$dfs_days / month
bmt$group <- factor(bmt$disease_group, c("ALL", "AML low risk", "AML high risk"))
strict <- coxph.control(eps = 1e-13, iter.max = 50, toler.chol = 1e-14)
cox <- function(formula, data) {
  fit <- coxph(formula, data, control = strict)
  list(coef = unname(coef(fit)[1]), se = sqrt(vcov(fit)[1, 1]), n = fit$n)
}
restricted <- function(curve, tau) {
  keep <- curve$time <= tau
  area <- diff(c(0, curve$time[keep], tau)) * c(1, curve$surv[keep])
  right <- rev(cumsum(rev(area[-1])))
  d <- curve$n.event[keep]; n <- curve$n.risk[keep]
  c(sum(area), sqrt(sum(right^2 * ifelse(n == d, 0, d / (n * (n - d))))))
}

fits <- lapply(c("no", "yes"), function(a) survfit(Surv(time, dfs_event) ~ 1, bmt[bmt$mtx == a, ]))
m <- sapply(fits, restricted, tau = 24)
at <- lapply(fits, function(f) summary(f, times = c(3, 12, 24), extend = TRUE))
zph <- cox.zph(coxph(Surv(time, dfs_event) ~ mtx, bmt))
split <- survSplit(Surv(time, dfs_event) ~ mtx, bmt, cut = 3, episode = "interval")
yes <- split$mtx == "yes"
changing <- coxph(Surv(tstart, time, dfs_event) ~ I(yes & interval == 1) + I(yes & interval == 2), split, control = strict)
constant <- coxph(Surv(time, dfs_event) ~ mtx, bmt, control = strict)
arms <- list(
  median = sapply(fits, function(f) summary(f)$table[["median"]]),
  logrank = survdiff(Surv(time, dfs_event) ~ mtx, bmt)$chisq,
  peto = survdiff(Surv(time, dfs_event) ~ mtx, bmt, rho = 1)$chisq,
  crude = cox(Surv(time, dfs_event) ~ mtx, bmt), adjusted = cox(Surv(time, dfs_event) ~ mtx + group, bmt),
  rmst = m[1, ], rmst_se = m[2, ],
  milestones = list(surv = t(sapply(at, function(a) a$surv)), se = t(sapply(at, function(a) a$std.err))),
  zph = unname(zph$table["mtx", c("chisq", "p")]),
  piecewise = unname(coef(changing)), change = 2 * (changing$loglik[2] - constant$loglik[2]))

state <- function(days, happened, from, landmarks) {
  when <- ifelse(bmt[[happened]] == "yes", bmt[[days]], NA)
  d <- tmerge(bmt, bmt, id = id, dfs = event(dfs_days, dfs_event), state = tdc(when))
  d$start <- d$tstart / month; d$stop <- d$tstop / month
  late <- d[d$stop > from, ]
  late$start <- pmax(late$start, from)
  ever <- as.integer(!is.na(when) & when < bmt$dfs_days)
  bmt$ever <- ever
  waits <- when[ever == 1 & when > 0] / month
  list(crude = cox(Surv(start, stop, dfs) ~ state, d), adjusted = cox(Surv(start, stop, dfs) ~ state + group + mtx, d),
    mantel_byar = coxph(Surv(start, stop, dfs) ~ state, late, ties = "exact", iter.max = 0)$score,
    naive = cox(Surv(time, dfs_event) ~ ever, bmt), naive_adjusted = cox(Surv(time, dfs_event) ~ ever + group + mtx, bmt),
    naive_logrank = survdiff(Surv(time, dfs_event) ~ ever, bmt)$chisq,
    n = sum(ever), delayed = length(waits), waiting = sum(waits), median_wait = median(waits),
    after = c(sum(d$state == 1), sum((d$stop - d$start)[d$state == 1]), sum(d$dfs[d$state == 1])),
    landmarks = lapply(landmarks, function(l) {
      kept <- bmt$time > l
      k <- data.frame(time = bmt$time - l, event = bmt$dfs_event, yes = as.integer(!is.na(when) & when / month <= l), group = bmt$group, mtx = bmt$mtx)[kept, ]
      list(n = c(sum(k$yes == 0), sum(k$yes == 1)), before = c(sum(!kept & bmt$dfs_event == 1), sum(!kept & bmt$dfs_event == 0)),
        logrank = survdiff(Surv(time, event) ~ yes, k)$chisq, crude = cox(Surv(time, event) ~ yes, k), adjusted = cox(Surv(time, event) ~ yes + group + mtx, k))
    }))
}
writeLines(toJSON(list(arms = arms, platelets = state("platelet_days", "platelet_recovery", 0, c(1, 2)), acute = state("acute_gvhd_days", "acute_gvhd", 0, c()),
  chronic = state("chronic_gvhd_days", "chronic_gvhd", 3, c())), digits = I(17), na = "null", auto_unbox = TRUE), "test/reference/study/arms.json")
