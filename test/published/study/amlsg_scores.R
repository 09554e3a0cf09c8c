# Risk scores on the 1,540 patients, from the published tables as they are, without Venscope or studies/amlsg/prepare.py.
# Run from the repository root; the folder holds AMLSG_Clinical_Anon.tsv, AMLSG_Genetic.txt, AMLSG_Karyotypes.txt:
#   Rscript test/published/study/amlsg_scores.R FOLDER
# Made with R 4.2.2, survival 3.5-3, riskRegression 2022.11.28, cmprsk 2.2-11.
source("test/published/study/scores.R")
suppressMessages(library(cmprsk))
folder <- commandArgs(trailingOnly = TRUE)[1]
text_of <- function(name) {
  bytes <- readChar(file.path(folder, name), file.size(file.path(folder, name)), useBytes = TRUE)
  gsub("\r\n?", "\n", iconv(bytes, "latin1", "UTF-8"))
}
read <- function(name, ...) read.delim(text = text_of(name), check.names = FALSE, ...)
clinical <- read("AMLSG_Clinical_Anon.tsv", quote = "")
calls <- subset(read("AMLSG_Genetic.txt", quote = "", na.strings = c("NA", "na")), Result == "ONCOGENIC")
karyotypes <- read("AMLSG_Karyotypes.txt", quote = "\"")
text <- karyotypes$karyotype[match(clinical$PDID, karyotypes$PDID)]
text[is.na(text)] <- ""

# ---- karyotype: words of a clone, one by one ------------------------------------------------------------------
# a written karyotype begins with a number of chromosomes and does not say "na" for something that it keeps back
written <- grepl("^ *~?[0-9]{2}", text) & !grepl(",na(,|$)", text)
clones <- strsplit(text, "/|\n|(?<=\\]);? ", perl = TRUE)
words <- lapply(clones, function(k) lapply(strsplit(k, ","), trimws))
gone <- lapply(words, lapply, function(w) {       # autosomes lost in a clone
  w <- sub("\\[.*", "", w)
  unique(sub("^-", "", w[grepl("^-[0-9]+[];]?$", w)]))
})
has_lost <- function(chromosome) sapply(gone, function(k) any(sapply(k, function(g) chromosome %in% g)))
monosomal <- mapply(function(k, g) {
  structural <- vapply(k, function(w) sum(grepl("\\([?]?[0-9XY]", w) & !grepl("\\)c", w)), 1L)
  losses <- lengths(g)
  if (any(losses > 0 & losses + structural >= 2)) return(TRUE)
  if (any(losses > 0 & vapply(k, function(w) any(grepl("idem|sl", w)), TRUE))) NA else FALSE
}, words, gone)
# a translocation with its break on chromosome 3 at q26; a question mark leaves it open
q26 <- sapply(text, function(x) {
  found <- regmatches(x, gregexpr("t\\([^()]*\\)\\([^()]*\\)", x))[[1]]
  for (f in found) {
    part <- strsplit(gsub("^t\\(|\\)$", "", f), ")(", fixed = TRUE)[[1]]
    place <- strsplit(part[2], ";")[[1]][strsplit(part[1], ";")[[1]] == "3"]
    place <- place[!is.na(place)]
    if (any(grepl("?", place, fixed = TRUE))) return(NA)
    if (any(startsWith(place, "q26"))) return(TRUE)
  }
  FALSE
}, USE.NAMES = FALSE)

yes <- function(column) clinical[[column]] == 1
only_if_written <- function(answer) ifelse(written, answer, NA)
d <- data.frame(complex = yes("complex"), t_8_21 = yes("t_8_21"), inv_16 = yes("inv16_t16_16"),
  t_15_17 = yes("t_15_17"), KMT2A_r = yes("t_v_11"), t_6_9 = yes("t_6_9"), t_9_22 = yes("t_9_22"),
  inv_3 = yes("inv3_t3_3"), minus_7 = yes("minus7"), minus5_or_5q = yes("minus5_5q"),
  abn17p_or_minus17 = yes("mono17_17p_abn17p"))
d$t_9_11 <- ifelse(yes("t_9_11"), TRUE, ifelse(is.na(d$KMT2A_r), NA, FALSE))
d$minus_5 <- ifelse(d$minus5_or_5q, only_if_written(has_lost("5")), FALSE)
d$minus_17 <- ifelse(d$abn17p_or_minus17, only_if_written(has_lost("17")), FALSE)
d$t_3q26 <- ifelse(yes("abn3q_other"), only_if_written(q26), FALSE)
no_8_or_16 <- (clinical$X8 %in% 0) | (clinical$X16 %in% 0)
d$t_8_16 <- ifelse(no_8_or_16, FALSE, only_if_written(grepl("t(8;16)", text, fixed = TRUE)))
d$monosomal <- ifelse(clinical$NALL_CYTO %in% 0:1, FALSE, only_if_written(monosomal))
normal <- clinical$NK %in% 1
for (lesion in setdiff(names(d), "none")) d[[lesion]][normal & is.na(d[[lesion]])] <- FALSE

# ---- genes ----------------------------------------------------------------------------------------------------
carriers <- function(gene) clinical$PDID %in% calls$SAMPLE_NAME[calls$GENE == gene]
for (gene in c("ASXL1", "BCOR", "EZH2", "IDH1", "IDH2", "KRAS", "NF1", "NRAS", "PTPN11", "RUNX1", "SF3B1", "STAG2",
               "TP53", "U2AF1", "ZRSR2")) d[[gene]] <- carriers(gene)
d$SRSF2 <- carriers("SFRS2")
d$NPM1 <- yes("NPM1")
d$FLT3_ITD <- yes("FLT3_ITD")
d$FLT3 <- d$FLT3_ITD | yes("FLT3_TKD") | yes("FLT3_other")
d$DDX41 <- FALSE
fractions <- with(subset(calls, GENE == "TP53"), tapply(VAF, SAMPLE_NAME, max))
d$TP53_VAF <- unname(fractions[clinical$PDID])
# CEBPA: an insertion or deletion in frame within codons 278 to 345; missense there, or no place told, is open
cebpa <- subset(calls, GENE == "CEBPA")
codon <- as.integer(sub(".*[A-Z]([0-9]+).*", "\\1", ifelse(grepl("^p", cebpa$AA_CHANGE), cebpa$AA_CHANGE, NA)))
in_frame <- !is.na(codon) & !grepl("fs|\\*", cebpa$AA_CHANGE) & codon >= 278 & codon <= 345
kind <- ifelse(in_frame & grepl("ins|del|>", cebpa$AA_CHANGE), "yes", ifelse(in_frame | is.na(codon), "open", "no"))
d$CEBPA_bzip <- sapply(clinical$PDID, function(p) {
  k <- kind[cebpa$SAMPLE_NAME == p]
  if ("yes" %in% k) TRUE else if ("open" %in% k) NA else if (length(k)) FALSE else
    if (clinical$CEBPA[clinical$PDID == p] %in% 0) FALSE else NA
})

# ---- patients and follow-up: adults without t(15;17), ten years at most --------------------------------------
keep <- clinical$AOD >= 18 & !(d$t_15_17 %in% TRUE)
d <- d[keep, ]; clinical <- clinical[keep, ]
months <- 30.4375
end <- function(time, event) {
  late <- !is.na(time) & time > 3652.5
  Surv(ifelse(late, 3652.5, time) / months, ifelse(late, 0, event))
}
os <- with(clinical, end(OS, Status))
efs <- with(clinical, end(efs, ifelse(is.na(efs), NA, EFSSTAT)))
remission <- !is.na(clinical$CR_date)
rfs <- with(clinical, end(ifelse(remission, rfs, NA), ifelse(remission, rfsstat, NA)))

v <- ven_prs_os(d); v_efs <- ven_prs_efs(d); e <- eln2022(d); m <- mprs(d); y <- mayo2025(d); e24 <- eln2024(d)
trial <- clinical$Study
age_decades <- clinical$AOD / 10
values <- list(n = nrow(d),
  os = list(ven_prs_os = judged(os, v$group, v$score), eln2022 = judged(os, e), mprs = judged(os, m),
            mayo2025 = judged(os, y$group, y$score), eln2024 = judged(os, e24)),
  efs = list(ven_prs_efs = judged(efs, v_efs$group, v_efs$score), eln2022 = judged(efs, e), mprs = judged(efs, m)),
  rfs = list(ven_prs_os = judged(rfs, v$group), eln2022 = judged(rfs, e), mprs = judged(rfs, m)),
  pairs_os = list(against(os, v$group, e), against(os, v$group, m), against(os, v$group, y$group),
                  against(os, v$group, e24)),
  roc = roc(os, list(ven_prs_os = v$score, eln2022 = as.integer(e), mprs = as.integer(m), mayo2025 = y$score)),
  # one baseline for all, estimated here: the risks come true on average, the score decides who has which. An offset is
  # centred by coxph, and basehaz leaves it so
  brier = brier(os, v$score, {
    h <- basehaz(coxph(os ~ offset(v$score)), centered = FALSE)
    exp(-h$hazard[findInterval(12, h$time)] * exp(-mean(v$score)))
  }, 12),
  factors_os = cox_terms(coxph(os ~ NF1 + PTPN11 + FLT3 + TP53 + SF3B1 + strata(trial), d)),
  factors_efs = cox_terms(coxph(efs ~ NF1 + PTPN11 + FLT3 + TP53 + SF3B1 + strata(trial), d)),
  sf3b1_os = cox_terms(coxph(os ~ SF3B1 + strata(trial), d)),
  sf3b1_efs = cox_terms(coxph(efs ~ SF3B1 + strata(trial), d)),
  adjusted = cox_terms(coxph(os ~ NF1 + PTPN11 + FLT3 + TP53 + SF3B1 + age_decades + e + strata(trial), d)),
  slope = cox_terms(coxph(os ~ v$score + strata(trial))))

# Relapse (1) against death (2) in first remission, by ELN 2022.
known <- !is.na(rfs) & !is.na(e)
cause <- ifelse(rfs[known, 2] == 1, clinical$cuminc[known], 0)
time <- rfs[known, 1]; group <- e[known]
ci <- cuminc(time, cause, group)
at <- timepoints(ci, c(12, 24, 36))$est
fg <- crr(time, cause, model.matrix(~ group)[, -1], failcode = 1)
values$competing <- list(n = sum(known), relapses = sum(cause == 1), deaths = sum(cause == 2),
  gray = unname(ci$Tests[, "stat"]),
  relapse = lapply(1:3, function(g) unname(at[g, ])), death = lapply(4:6, function(g) unname(at[g, ])),
  finegray = list(coef = unname(fg$coef), std_error = unname(sqrt(diag(fg$var)))),
  cause_specific = cox_terms(coxph(Surv(time, cause == 1) ~ group)))
write_values(values, "test/published/study/amlsg_scores.json")
