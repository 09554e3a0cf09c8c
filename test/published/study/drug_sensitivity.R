# LSC17 against the responses of Beat AML specimens to 122 drugs, from the published tables by a way
# of its own: R's tests one drug at a time. Run from the repository root; the folder holds
# dream_signature_scores.tsv and beataml_drug_ic50_auc_47650.tsv.gz:
#   Rscript test/published/study/drug_sensitivity.R FOLDER
# Made with R 4.2.2, survival 3.5-3, qvalue 2.30.0.
suppressMessages({ library(survival); library(qvalue) })
source("test/reference/response/json.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
scores <- read.delim(file.path(folder, "dream_signature_scores.tsv"))
all <- read.delim(gzfile(file.path(folder, "beataml_drug_ic50_auc_47650.tsv.gz")))
drugs <- merge(all, data.frame(lab_id = scores$lab_id, score = -scores$LSC17))
# The highest dose of a drug is its largest IC50 in all specimens; the lowest is 1/3^6 of it.
highest <- tapply(all$ic50, all$inhibitor, max)

one <- function(drug) {
  d <- drugs[drugs$inhibitor == drug, ]
  top <- highest[[drug]]
  cap <- d$ic50 >= top
  floor <- d$ic50 <= c("10" = 0.01373, "5" = 0.006865, "1" = 0.0014)[[format(top)]]
  value <- ifelse(floor, c("10" = 0.01373, "5" = 0.006865, "1" = 0.0014)[[format(top)]], d$ic50)
  auc <- suppressWarnings(cor.test(d$score, d$auc, method = "spearman"))
  ic50 <- suppressWarnings(cor.test(d$score, value, method = "spearman"))
  fit <- survreg(Surv(ifelse(floor, NA, value), ifelse(cap, NA, value), type = "interval2") ~
                   scale(d$score), dist = "lognormal",
                 control = survreg.control(rel.tolerance = 1e-12, maxiter = 100))
  list(drug = drug, n = nrow(d), censored = sum(cap), below = sum(floor),
       rho_auc = unname(auc$estimate), p_auc = auc$p.value, rho_ic50 = unname(ic50$estimate),
       p_ic50 = ic50$p.value, ratio = unname(exp(coef(fit)[2])))
}
out <- lapply(sort(unique(drugs$inhibitor)), one)
p <- sapply(out, function(x) x$p_auc)
q <- p.adjust(p, "BH"); storey <- qvalue(p)
out <- Map(function(x, a, b) c(x, list(q = a, q_storey = b)), out, q, storey$qvalues)
write_json(list(pi0 = storey$pi0, drugs = unname(out)), "drug_sensitivity", "../published/study")
