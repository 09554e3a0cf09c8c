# Relative expression worked step by step in R 4.2: means of wells, dCt against the mean of two
# references, t.test and TukeyHSD on dCt, the ratio of Pfaffl with efficiencies from lm().
# Run from the repository root: Rscript test/reference/assay/qpcr.R
source("test/reference/response/json.R")
set.seed(17)

wells <- expand.grid(well = 1:3, gene = 0:2, sample = 0:8)  # gene 0: target; 1 and 2: references
wells$group <- wells$sample %/% 3
wells$ct <- round(ifelse(wells$gene == 0, 27 - 1.3 * wells$group, 18 + wells$gene) +
                  rnorm(9, 0, 0.3)[wells$sample + 1] + rnorm(nrow(wells), 0, 0.15), 2)
mean_ct <- tapply(wells$ct, list(wells$sample, wells$gene), mean)
group <- rep(0:2, each = 3)

dct <- mean_ct[, 1] - rowMeans(mean_ct[, 2:3])
welch <- t.test(-dct[group == 1], -dct[group == 0])
tukey <- TukeyHSD(aov(-dct ~ factor(group)))[[1]]

curve <- data.frame(q = rep(c(1, 10, 100, 1000), each = 2))
curve$ct <- round(30 - 3.45 * log10(curve$q) + rnorm(8, 0, 0.1), 2)
fit <- lm(ct ~ log10(q), curve)
ci <- confint(fit)[2, ]
e <- c(10^(-1 / coef(fit)[[2]]), 1.95, 2.02)
# E_t^(dCt target, control - sample) over the geometric mean of the references' alike, sample by sample.
control <- colMeans(mean_ct[group == 0, ])
ratio <- apply(mean_ct, 1, function(ct) e[1]^(control[1] - ct[1]) /
               sqrt(e[2]^(control[2] - ct[2]) * e[3]^(control[3] - ct[3])))
fold <- tapply(log2(ratio), group, mean)

write_json(list(wells = list(sample = wells$sample, gene = wells$gene, ct = wells$ct),
                dct = as.list(unname(dct)),
                welch = list(t = unname(welch$statistic), df = unname(welch$parameter), p = welch$p.value,
                             fold = 2^unname(welch$estimate[1] - welch$estimate[2]), low = 2^welch$conf.int[1], high = 2^welch$conf.int[2]),
                tukey = list(fold = as.list(unname(2^tukey[, 1])), p = as.list(unname(tukey[, 4]))),
                curve = list(quantity = curve$q, ct = curve$ct, slope = coef(fit)[[2]], intercept = coef(fit)[[1]],
                             std_error = summary(fit)$coefficients[2, 2], r_squared = summary(fit)$r.squared,
                             low = 10^(-1 / ci[[1]]), high = 10^(-1 / ci[[2]])),
                factor = as.list(e), pfaffl = as.list(unname(2^(fold - fold[1])))),
           "qpcr", "assay")
