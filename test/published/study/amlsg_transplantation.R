# Allogeneic transplantation in first remission, from the published table as it is, without Venscope or
# studies/amlsg/prepare.py. Run from the repository root; the folder holds AMLSG_Clinical_Anon.tsv:
#   Rscript test/published/study/amlsg_transplantation.R FOLDER
# Made with R 4.2.2, survival 3.5-3.
suppressMessages(library(survival))
source("test/reference/response/json.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
file <- file.path(folder, "AMLSG_Clinical_Anon.tsv")
bytes <- readChar(file, file.size(file), useBytes = TRUE)
d <- read.delim(text = gsub("\r\n?", "\n", iconv(bytes, "latin1", "UTF-8")), quote = "")
d <- subset(d, AOD >= 18 & AOD <= 60 & !(t_15_17 %in% 1) & !is.na(CR_date))
first <- d$TPL_Phase %in% "CR1"
donor <- d$TPL_type %in% c("ALLO", "FREMD", "HAPLO")
d <- d[!(first & (is.na(d$TPL_date) | !(donor | d$TPL_type %in% "AUTO"))), ]
first <- d$TPL_Phase %in% "CR1" & d$TPL_type %in% c("ALLO", "FREMD", "HAPLO") & d$TPL_date >= d$CR_date
d$when <- ifelse(first, d$TPL_date - d$CR_date, NA)
month <- 30.4375
d$id <- seq_len(nrow(d))
d$age <- d$AOD / 10
d$wbc2 <- log2(d$wbc)
d$eln <- factor(d$M_Risk, c("Favorable", "Inter-1", "Inter-2", "Adverse"))
strict <- coxph.control(eps = 1e-13, iter.max = 50, toler.chol = 1e-14)
cox <- function(f, data) {
  fit <- coxph(f, data, control = strict)
  list(coef = unname(coef(fit)[1]), se = sqrt(vcov(fit)[1, 1]), n = fit$n)
}
# Log-rank sums over the risk sets; in whole days, so that equal times are equal.
mantel_byar <- function(s) {
  sums <- sapply(unique(s$tstop[s$died == 1]), function(t) {
    at <- s$tstart < t & s$tstop >= t
    n <- sum(at); n1 <- sum(at & s$hct == 1); d <- sum(at & s$tstop == t & s$died == 1)
    d1 <- sum(at & s$tstop == t & s$died == 1 & s$hct == 1)
    c(d1 - d * n1 / n, if (n > 1) d * n1 / n * (1 - n1 / n) * (n - d) / (n - 1) else 0)
  })
  sum(sums[1, ])^2 / sum(sums[2, ])
}
both <- function(days, event) {
  d$days <- days; d$event <- event; d$months <- days / month
  d <- d[!is.na(days) & days >= 0 & !is.na(event), ]
  d$ever <- as.integer(!is.na(d$when) & d$when < d$days)
  s <- tmerge(d, d, id = id, died = event(days, event), hct = tdc(when))
  s$start <- s$tstart / month; s$stop <- s$tstop / month
  waits <- d$when[d$ever == 1 & d$when > 0] / month
  list(n = nrow(d), events = sum(d$event), ever = sum(d$ever), delayed = length(waits), waiting = sum(waits),
    median_wait = median(waits), follow_up = sum(d$months[d$ever == 1]),
    naive = cox(Surv(months, event) ~ ever, d),
    naive_adjusted = cox(Surv(months, event) ~ ever + age + eln + wbc2 + strata(Study), d),
    crude = cox(Surv(start, stop, died) ~ hct, s),
    adjusted = cox(Surv(start, stop, died) ~ hct + age + eln + wbc2 + strata(Study), s),
    mantel_byar = mantel_byar(s),
    landmarks = lapply(c(3, 6), function(l) {
      kept <- d$months > l
      k <- data.frame(time = d$months - l, event = d$event, yes = as.integer(!is.na(d$when) & d$when / month <= l),
                      d[c("age", "eln", "wbc2", "Study")])[kept, ]
      list(n = c(sum(k$yes == 0), sum(k$yes == 1)), logrank = survdiff(Surv(time, event) ~ yes, k)$chisq,
        crude = cox(Surv(time, event) ~ yes, k),
        adjusted = cox(Surv(time, event) ~ yes + age + eln + wbc2 + strata(Study), k))
    }))
}
os <- both(d$OS - d$CR_date, d$Status)
rfs <- both(d$rfs, d$rfsstat)
text <- toJSON(json_numbers(list(os = os, rfs = rfs)), auto_unbox = TRUE)
writeLines(gsub('"\\\\u0001([^"]*)"', "\\1", text), "test/published/study/amlsg_transplantation.json")
