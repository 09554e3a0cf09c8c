# Risk scores on TCGA-LAML, from the published tables as they are, without Venscope or studies/tcga-laml/prepare.py.
# Run from the repository root; the folder holds SuppTable01.update.2013.05.13.csv.gz and tcga_laml.maf.gz:
#   Rscript test/published/study/tcga_scores.R FOLDER
# Made with R 4.2.2, survival 3.5-3, riskRegression 2022.11.28.
source("test/published/study/scores.R")
folder <- commandArgs(trailingOnly = TRUE)[1]
sheet <- read.csv(file.path(folder, "SuppTable01.update.2013.05.13.csv.gz"), check.names = FALSE, colClasses = "character",
                  fileEncoding = "latin1")
sheet <- sheet[trimws(sheet[["TCGA Patient ID"]]) != "", ]
maf <- read.delim(file.path(folder, "tcga_laml.maf.gz"), colClasses = "character", quote = "")
silent <- c("Silent", "RNA", "Intron", "IGR", "5'Flank")
id <- paste0("TCGA-AB-", sheet[["TCGA Patient ID"]])

# ---- karyotype ------------------------------------------------------------------------------------------------
text <- sheet$Cytogenetics; class <- sheet[["Cytogenetic Classification"]]; with_rna <- sheet[["Molecular Classification"]]
done <- class != "N.D."
written <- done & grepl("^ *~?[0-9]{2}", text)
from_text <- function(answer) ifelse(written, answer, NA)
from_class <- function(answer) ifelse(done, answer, NA)
# a clone ends before the next number of chromosomes; losses are also found where a comma was forgotten: "45,XX-7"
clones <- strsplit(text, "/ *(?=[0-9]{2})", perl = TRUE)
losses <- lapply(clones, lapply, function(k) {
  found <- regmatches(k, gregexpr("(, *|[XY]|sl|idem)-[0-9]{1,2}(?![0-9~.])", k, perl = TRUE))[[1]]
  unique(sub(".*-", "", found))
})
lost <- function(chromosome) sapply(losses, function(k) any(sapply(k, function(g) chromosome %in% g)))
monosomal <- mapply(function(k, g) {
  structural <- vapply(strsplit(k, ","), function(w) sum(grepl("\\([?]?[0-9XY]", w) & !grepl("\\)c", w)), 1L)
  n <- lengths(g)
  if (any(n > 0 & n + structural >= 2)) return(TRUE)
  if (any(n > 0 & grepl("idem|sl", k))) NA else FALSE
}, clones, losses)
translocated <- function(chromosome, band) sapply(text, function(x) {
  for (f in regmatches(x, gregexpr("t\\([^()]*\\)\\([^()]*\\)", x))[[1]]) {
    part <- strsplit(gsub("^t\\(|\\)$", "", f), ")(", fixed = TRUE)[[1]]
    names <- strsplit(part[1], "[;:]")[[1]]; places <- strsplit(part[2], "[;:]")[[1]]
    for (k in seq_len(min(length(names), length(places)))) {
      if (names[k] == chromosome && grepl("[?~]", places[k])) return(NA)
      if (names[k] == chromosome && startsWith(places[k], band)) return(TRUE)
    }
  }
  FALSE
}, USE.NAMES = FALSE)
is <- function(name) from_class(with_rna == name)
is_complex <- class == "Complex Cytogenetics"
d <- data.frame(complex = from_class(is_complex), t_8_21 = is("RUNX1-RUNX1T1"), inv_16 = is("CBFB-MYH11"),
  t_9_22 = is("BCR-ABL1"), t_9_11 = is("MLL translocation, t(9;11)"),
  KMT2A_r = ifelse(is_complex, from_text(translocated("11", "q23")), is("MLL translocation, poor risk")),
  t_6_9 = from_text(grepl("t(6;9)", text, fixed = TRUE)), t_8_16 = from_text(grepl("t(8;16)", text, fixed = TRUE)),
  inv_3 = from_text(grepl("inv\\(3\\)\\(q21;?q26|t\\(3;3\\)\\(q21;q26", text)),
  t_3q26 = from_text(translocated("3", "q26")), minus_5 = from_text(lost("5")), minus_7 = from_text(lost("7")),
  minus_17 = from_text(lost("17")), monosomal = from_text(monosomal))
del_5q <- ifelse(done, from_text(grepl("del\\(5\\)\\([pq0-9.]*q", text)), ifelse(grepl("-5q", text), TRUE, NA))
d$minus5_or_5q <- d$minus_5 | del_5q
short_arm <- grepl("i\\(17\\)\\(q|(idic|del|add)\\(17\\)\\(p", text)
d$abn17p_or_minus17 <- from_text(lost("17") | short_arm | translocated("17", "p"))
normal <- with_rna == "Normal Karyotype"
for (lesion in names(d)) d[[lesion]][normal & is.na(d[[lesion]])] <- FALSE

# ---- genes: a cell of the table, unless all that the list of mutations has there is silent --------------------------
for (gene in c("ASXL1", "BCOR", "DDX41", "EZH2", "IDH1", "IDH2", "KRAS", "NF1", "NPM1", "NRAS", "PTPN11", "RUNX1", "SF3B1",
               "SRSF2", "STAG2", "TP53", "U2AF1")) {
  loud <- tapply(!maf$Variant_Classification %in% silent, list(maf$Tumor_Sample_Barcode, maf$Hugo_Symbol == gene), any)
  loud <- if ("TRUE" %in% colnames(loud)) loud[match(id, rownames(loud)), "TRUE"] else NA
  d[[gene]] <- trimws(sheet[[gene]]) != "" & (is.na(loud) | loud)
}
d$ZRSR2 <- FALSE # no column: nobody
d$FLT3 <- trimws(sheet$FLT3) != ""
d$FLT3_ITD <- grepl("in_frame_ins", sheet$FLT3)
tp53 <- subset(maf, Hugo_Symbol == "TP53" & i_TumorVAF_WU != "NA")
d$TP53_VAF <- unname(tapply(as.numeric(tp53$i_TumorVAF_WU), tp53$Tumor_Sample_Barcode, max)[id])
d$CEBPA_bzip <- sapply(strsplit(sheet$CEBPA, ","), function(changes) {
  codon <- as.integer(sub("^[^0-9]*([0-9]+).*", "\\1", changes))
  inside <- !grepl("fs|\\*", changes) & codon >= 278 & codon <= 345
  if (any(inside & grepl("in_frame", changes))) TRUE else if (any(inside)) NA else FALSE
})

# ---- patients other than FAB M3 -----------------------------------------------------------------------------------
keep <- sheet$FAB != "M3"
d <- d[keep, ]; sheet <- sheet[keep, ]
os <- Surv(as.numeric(sheet[["OS months  4.30.13"]]), trimws(sheet[["Expired?  4.30.13"]]) == "*")
intensive <- grepl("^(7\\+[34]|CLAM)", sheet$Induction)
v <- ven_prs_os(d); e <- eln2022(d); m <- mprs(d); y <- mayo2025(d); e24 <- eln2024(d)
write_values(list(n = nrow(d),
  os = list(ven_prs_os = judged(os, v$group, v$score), eln2022 = judged(os, e), mprs = judged(os, m),
            mayo2025 = judged(os, y$group, y$score), eln2024 = judged(os, e24)),
  intensive = list(ven_prs_os = judged(os[intensive], v$group[intensive]), eln2022 = judged(os[intensive], e[intensive])),
  pairs_os = list(against(os, v$group, e), against(os, v$group, m), against(os, v$group, y$group),
                  against(os, v$group, e24)),
  roc = roc(os, list(ven_prs_os = v$score, eln2022 = as.integer(e), mprs = as.integer(m), mayo2025 = y$score)),
  factors_os = cox_terms(coxph(os ~ NF1 + PTPN11 + FLT3 + TP53 + SF3B1, d)),
  slope = cox_terms(coxph(os ~ v$score))), "test/published/study/tcga_scores.json")
