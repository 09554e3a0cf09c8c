# The LASSO path and its cross-validation on two public cohorts with more genes than patients, by glmnet:
# TCGA-LAML and Leucegene. The cohorts are not part of the project: without their tables nothing is done.
# Run from the repository root: Rscript test/reference/survival/coxnet_cohorts.R
# Made with R 4.2.2, glmnet 4.1-6, survival 3.5-3. thresh = 1e-20: at glmnet's own 1e-7 coefficients are off by
# some percent and more along such a path, at 1e-14 by up to 1e-5 of the largest.
suppressMessages({
  library(survival)
  library(glmnet)
  library(jsonlite)
})
tables <- "../shared/data"
if (!dir.exists(tables)) quit(status = 0)
fold <- function(n, k, by = 7919) rep(seq_len(k), length.out = n)[order((seq_len(n) * by) %% 1009)]

of_cohort <- function(matrix, clinic, id, time, event) {
  x <- as.matrix(read.delim(gzfile(file.path(tables, matrix)), row.names = 1, check.names = FALSE))
  c <- read.delim(file.path(tables, clinic), check.names = FALSE, quote = "", colClasses = "character")
  at <- match(colnames(x), c[[id]])
  time <- suppressWarnings(as.numeric(c[[time]]))[at]
  event <- suppressWarnings(as.integer(substr(c[[event]], 1, 1)))[at]
  keep <- !is.na(time) & !is.na(event) & time > 0
  x <- t(x)[keep, ]
  # glmnet tells a censored time from an event at the same time by adding 2e-14, which is lost in times above
  # some 100: its cross-validated deviance of Leucegene in days is off by 4e-4. The path knows order alone.
  y <- Surv(time[keep] / 10000, event[keep])
  f <- fold(nrow(x), 10)
  cv <- cv.glmnet(x, y, family = "cox", foldid = f, thresh = 1e-20, maxit = 1e8, lambda.min.ratio = 0.25)
  fit <- cv$glmnet.fit
  list(n = nrow(x), events = sum(event[keep]), fold = f, lambda = fit$lambda, dev_ratio = fit$dev.ratio,
       cvm = cv$cvm, cvsd = cv$cvsd, lambda_min = cv$lambda.min, lambda_1se = cv$lambda.1se,
       steps = lapply(c(10, 30, 50, 70, 90, 99), function(k) {
         b <- as.numeric(fit$beta[, k + 1])
         list(step = k, column = which(b != 0) - 1, value = b[b != 0])
       }))
}
write_json(list(
  tcga_laml = of_cohort("tcga_laml/derived_expr_log2_merged.tsv.gz",
                        "tcga_laml/derived_tcga_laml_clin_mut_200.tsv", "patient", "os_months", "os_event"),
  leucegene = of_cohort("leucegene/leucegene_expr_log_2594genes_x_373samples.tsv.gz",
                        "leucegene/leucegene_clinical_691.tsv", "sampleID", "Overall_Survival_Time_days",
                        "Overall_Survival_Status")
), "test/reference/survival/coxnet_cohorts.json", digits = NA, auto_unbox = TRUE)
