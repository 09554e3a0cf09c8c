# What amlsg_scores.R and tcga_scores.R share: the scores, written down a second time from the publications and not from
# models/, and the statistics of packages on them. A logical NA is "not known".
suppressMessages({library(survival); library(riskRegression); library(jsonlite)})

# The group that a list of rules leads to, first match first: NA where what is not known could decide between groups.
classify <- function(rules, groups, levels) {
  n <- length(rules[[1]])
  reached <- rep(TRUE, n)                      # could the rule still be asked?
  possible <- matrix(FALSE, n, length(levels))
  for (k in seq_along(rules)) {
    met <- rules[[k]]
    may <- reached & (is.na(met) | met)
    possible[may, match(groups[k], levels)] <- TRUE
    reached <- reached & (is.na(met) | !met)
  }
  factor(ifelse(rowSums(possible) == 1, levels[max.col(possible)], NA), levels)
}
always <- function(d) rep(TRUE, nrow(d))

# Shahswar 2025, Table 4, without extramedullary disease and earlier hypomethylating agent. Hundredths are whole numbers.
ven_prs <- function(sum) list(score = sum / 100,
  group = factor(ifelse(sum < 25, "favorable", ifelse(sum <= 75, "intermediate", "adverse")),
                 c("favorable", "intermediate", "adverse")))
ven_prs_os <- function(d) with(d, ven_prs(94 * NF1 + 80 * PTPN11 + 49 * FLT3 + 39 * TP53 - 98 * SF3B1))
ven_prs_efs <- function(d) with(d, ven_prs(81 * NF1 + 73 * PTPN11 + 60 * FLT3 - 87 * SF3B1))

# Döhner 2022, Table 6. d$minus5_or_5q and d$abn17p_or_minus17 are one entry of the table each.
eln2022 <- function(d) with(d, classify(list(
    t_8_21 | inv_16,
    t_6_9 | (KMT2A_r & !t_9_11) | t_9_22 | t_8_16 | inv_3 | t_3q26 | minus5_or_5q | minus_7 | abn17p_or_minus17 |
      complex | monosomal,
    TP53 & TP53_VAF >= 10,
    NPM1 & !FLT3_ITD,
    CEBPA_bzip,
    t_9_11,
    ASXL1 | BCOR | EZH2 | RUNX1 | SF3B1 | SRSF2 | STAG2 | U2AF1 | ZRSR2,
    always(d)),
  c("favorable", "adverse", "adverse", "favorable", "favorable", "intermediate", "adverse", "intermediate"),
  c("favorable", "intermediate", "adverse")))

# Döhner 2024 (VIALE-A).
mprs <- function(d) with(d, classify(list(TP53, FLT3_ITD | NRAS | KRAS, always(d)),
  c("lower_benefit", "intermediate_benefit", "higher_benefit"),
  c("higher_benefit", "intermediate_benefit", "lower_benefit")))

# Gangat 2025 as in the code of Roncador 2025. Where the karyotype is open the score is, and the group may still be known.
mayo2025 <- function(d) {
  karyotype <- with(d, complex | minus_5 | minus_7 | minus_17)
  kmt2a <- with(d, KMT2A_r | t_9_11)
  genes <- with(d, TP53 + KRAS + !IDH2)
  low <- genes + (karyotype %in% TRUE) + 2 * (kmt2a %in% TRUE)
  high <- genes + (is.na(karyotype) | karyotype) + 2 * (is.na(kmt2a) | kmt2a)
  group <- function(points) ifelse(points >= 2, 3, points + 1)
  known <- group(low) == group(high)
  list(score = ifelse(low == high, low, NA),
       group = factor(c("low", "intermediate", "high")[ifelse(known, group(low), NA)], c("low", "intermediate", "high")))
}

# Döhner 2024 (ELN, less intensive). d$DDX41 is FALSE where it was not on the panel.
eln2024 <- function(d) with(d, classify(list(TP53, DDX41, IDH1, FLT3_ITD | NRAS | KRAS, always(d)),
  c("adverse", "favorable", "favorable", "intermediate", "favorable"), c("favorable", "intermediate", "adverse")))

# ---- statistics -----------------------------------------------------------------------------------------------

gain <- function(fit) {
  lr <- 2 * diff(fit$loglik); df <- length(coef(fit))
  list(lr = lr, df = df, delta_aic = 2 * df - lr)
}
c_of <- function(y, marker) concordancefit(y, marker, reverse = TRUE, influence = 1)

judged <- function(y, group, score = NULL) {
  keep <- !is.na(group) & !is.na(y); g <- droplevels(group[keep]); yk <- y[keep]
  if (!is.null(score) && anyNA(score[keep])) score <- NULL
  marker <- if (is.null(score)) as.integer(g) - 1 else score[keep]
  fit <- survfit(yk ~ g)
  list(n = sum(keep), events = sum(yk[, 2]), counts = as.vector(table(g)),
       medians = unname(quantile(fit, 0.5, conf.int = FALSE)[, 1]),
       at = lapply(c(12, 24, 36), function(t) summary(fit, times = t, extend = TRUE)$surv),
       logrank = survdiff(yk ~ g)$chisq, factor = gain(coxph(yk ~ g)), linear = gain(coxph(yk ~ marker)),
       c_groups = c_of(yk, as.integer(g))$concordance,
       c_score = if (is.null(score)) NA else c_of(yk, marker)$concordance)
}

against <- function(y, first, other) {
  both <- !is.na(first) & !is.na(other) & !is.na(y)
  a <- c_of(y[both], as.integer(first[both])); b <- c_of(y[both], as.integer(other[both]))
  counts <- table(first[both], other[both])
  symmetry <- mcnemar.test(counts, correct = FALSE)
  list(n = sum(both), delta_aic_first = gain(coxph(y[both] ~ first[both]))$delta_aic,
       delta_aic_other = gain(coxph(y[both] ~ other[both]))$delta_aic,
       difference = b$concordance - a$concordance, difference_se = sqrt(sum((b$dfbeta - a$dfbeta)^2)),
       counts = unname(apply(counts, 1, as.vector, simplify = FALSE)), bowker = unname(symmetry$statistic))
}

# AUC by censoring weights, on the patients who miss no marker.
roc <- function(y, markers, times = c(12, 24, 36)) {
  keep <- complete.cases(y, as.data.frame(markers))
  d <- data.frame(time = y[keep, 1], event = y[keep, 2])
  risks <- lapply(markers, function(x) { x <- x[keep]; (match(x, sort(unique(x))) - 0.5) / length(unique(x)) })
  s <- suppressMessages(suppressWarnings(Score(risks, formula = Surv(time, event) ~ 1, data = d, times = times,
    metrics = "auc", cens.method = "ipcw", cens.model = "km", se.fit = TRUE, conf.int = TRUE,
    contrasts = lapply(seq_along(risks)[-1], function(k) c(1, k)))))
  a <- s$AUC$score; b <- s$AUC$contrasts
  list(n = sum(keep),
       auc = lapply(names(markers), function(m) a$AUC[a$model == m][order(a$times[a$model == m])]),
       auc_se = lapply(names(markers), function(m) a$se[a$model == m][order(a$times[a$model == m])]),
       difference = lapply(names(markers)[-1], function(m) b$delta.AUC[b$model == m][order(b$times[b$model == m])]),
       difference_se = lapply(names(markers)[-1], function(m) b$se[b$model == m][order(b$times[b$model == m])]))
}

# Brier score of 1 - S0^exp(score), and that of the same risk for everyone.
brier <- function(y, score, survival, time) {
  d <- data.frame(time = y[, 1], event = y[, 2])
  s <- suppressMessages(suppressWarnings(Score(list(m = matrix(1 - survival^exp(score))),
    formula = Surv(time, event) ~ 1, data = d, times = time, metrics = "brier", cens.method = "ipcw",
    cens.model = "km", se.fit = TRUE, summary = "ipa")))$Brier$score
  list(estimate = s$Brier[s$model == "m"], std_error = s$se[s$model == "m"], null = s$Brier[s$model == "Null model"],
       ipa = s$IPA[s$model == "m"])
}

cox_terms <- function(fit) list(coef = unname(coef(fit)), std_error = unname(sqrt(diag(vcov(fit)))),
                                n = fit$n, loglik = fit$loglik)

# 17 significant digits; what is not there is null.
write_values <- function(values, file) {
  number <- function(v) {
    if (is.list(v)) return(lapply(v, number))
    if (!is.numeric(v)) return(v)
    ifelse(is.na(v), "\001null", paste0("\001", sprintf("%.17g", v)))
  }
  text <- toJSON(number(values), auto_unbox = TRUE)
  text <- gsub('"\\\\u0001([^"]*)"', "\\1", text)
  writeLines(gsub('],"', '],\n"', text, fixed = TRUE), file)
}
