# R survival from a CSV file, as a whole process: coxph() of the patients of a study.
suppressMessages(library(survival))
patients <- read.csv("studies/bmt-leukaemia/cohort.csv", stringsAsFactors = TRUE)
fit <- coxph(Surv(os_days, died) ~ age + donor_age + sex + donor_sex + disease_group + fab_m4_m5, patients)
print(summary(fit))
cat("answer", sprintf("%.17g", rbind(coef(fit), sqrt(diag(vcov(fit))))), "\n")
