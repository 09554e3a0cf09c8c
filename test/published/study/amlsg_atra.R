# ATRA or not in AML HD98B and AMLSG 07-04, from the published table as it is, without Venscope or
# studies/amlsg/prepare.py. Run from the repository root; the folder holds AMLSG_Clinical_Anon.tsv and
# AMLSG_Genetic.txt:
#   Rscript test/published/study/amlsg_atra.R FOLDER
# Made with R 4.2.2, survival 3.5-3, survey 4.1-1, MatchIt 4.5.1, Hmisc 4.8-0.
suppressMessages({library(survival); library(survey); library(MatchIt); library(Hmisc)})
source("test/reference/response/json.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name, ...) {
  file <- file.path(folder, name)
  bytes <- readChar(file, file.size(file), useBytes = TRUE)
  read.delim(text = gsub("\r\n?", "\n", iconv(bytes, "latin1", "UTF-8")), quote = "", ...)
}
d <- read("AMLSG_Clinical_Anon.tsv")
calls <- subset(read("AMLSG_Genetic.txt", na.strings = c("NA", "na")), Result == "ONCOGENIC")
d$tp53 <- as.numeric(d$PDID %in% calls$SAMPLE_NAME[calls$GENE == "TP53"])
all_ages <- d$AOD
d <- subset(d, AOD >= 18 & Study != "AMLHD98A" & !(t_15_17 %in% 1))
d$treated <- d$ATRA_arm
d$months <- d$OS / 30.4375
d$sex <- factor(d$gender, c(2, 1))
d$wbc2 <- log2(d$wbc)
d$type <- factor(ifelse(d$TypeAML == "AML", "a", ifelse(d$TypeAML == "tAML", "t", "s")))
d$eln <- as.character(d$M_Risk)

row <- function(f) {
  s <- sqrt(diag(f$var))[1]
  list(log_hr = unname(coef(f)[1]), std_error = unname(s))
}
risk_of <- function(data, w, ids = ~1) {
  data$w <- w
  f <- svyglm(remission ~ treated, svydesign(ids = ids, weights = ~w, data = data))
  list(difference = unname(coef(f)[2]), se = unname(sqrt(diag(vcov(f)))[2]))
}
d$remission <- as.numeric(!is.na(d$CR_date))

# A number that is not known becomes the median of those that are, a category a level of its own.
compare <- function(d, spline) {
  d$wbc_missing <- as.numeric(is.na(d$wbc2))
  d$wbc2[is.na(d$wbc2)] <- median(d$wbc2, na.rm = TRUE)
  d$eln[is.na(d$eln)] <- "missing"
  d$eln <- relevel(factor(d$eln), "Favorable")
  knots <- rcspline.eval(d$AOD, nk = 3, knots.only = TRUE)
  d$age2 <- rcspline.eval(d$AOD, knots = knots)[, 1]
  x <- ~ AOD + age2 + sex + wbc2 + type + eln + NPM1 + FLT3_ITD + tp53
  if (any(d$wbc_missing == 1)) x <- update(x, ~ . + wbc_missing)
  g <- glm(update(x, treated ~ .), binomial, d, control = list(epsilon = 1e-14))
  e <- unname(fitted(g)); z <- d$treated; p <- mean(z)
  weights <- list(ate = z * p / e + (1 - z) * (1 - p) / (1 - e), att = z + (1 - z) * e / (1 - e),
                  overlap = z * (1 - e) + (1 - z) * e)
  weighted <- function(w) {
    d$w <- w
    c(row(coxph(Surv(months, Status) ~ treated, d, weights = w, robust = TRUE)),
      risk_of(d, w), list(effective = c(sum(w[z == 0])^2 / sum(w[z == 0]^2),
                                        sum(w[z == 1])^2 / sum(w[z == 1]^2))))
  }
  matched <- function(exact) {
    m <- suppressWarnings(matchit(treated ~ AOD, d, method = "nearest", caliper = 0.2, exact = exact,
                                  distance = round(unname(predict(g)) * 1e7)))
    pairs <- d[!is.na(m$subclass), ]
    pairs$pair <- as.integer(m$subclass[!is.na(m$subclass)])
    c(row(coxph(Surv(months, Status) ~ treated + cluster(pair), pairs)),
      risk_of(pairs, 1, ~pair), list(pairs = max(pairs$pair)))
  }
  c(list(n = as.vector(table(z)), events = sum(d$Status),
         crude = row(coxph(Surv(months, Status) ~ treated, d)),
         adjusted = row(coxph(update(x, Surv(months, Status) ~ treated + .), d)),
         by_trial = row(coxph(Surv(months, Status) ~ treated + strata(Study), d)),
         by_centre = row(coxph(Surv(months, Status) ~ treated + strata(Center), d)),
         matched = matched(if (length(unique(d$Study)) > 1) ~Study)),
    lapply(weights, weighted))
}
out <- list(both = compare(d), amlsg0704 = compare(subset(d, Study == "AMLSG0704")))
text <- toJSON(json_numbers(out), auto_unbox = TRUE)
writeLines(gsub('"\\\\u0001([^"]*)"', "\\1", text), "test/published/study/amlsg_atra.json")
