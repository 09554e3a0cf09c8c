# Comparisons of replicates by R 4.2: t.test, oneway.test, aov, TukeyHSD, pairwise.t.test, multcomp's
# glht with Dunnett's contrasts, emmeans on complete blocks, metafor's standardised differences, and
# car's Anova of type 2 and 3.
# Run from the repository root: Rscript test/reference/assay/compare.R
source("test/reference/response/json.R")
suppressMessages({library(multcomp); library(emmeans); library(metafor); library(car)})
set.seed(9)

pairs_of <- function(levels) t(combn(levels, 2))  # reference, cell

independent <- function(name, groups) {
  value <- unlist(groups, use.names = FALSE)
  g <- factor(rep(seq_along(groups) - 1, lengths(groups)))
  fit <- aov(value ~ g)
  dun <- summary(glht(fit, mcp(g = "Dunnett")), test = adjusted("single-step", abseps = 1e-8, maxpts = 1e6))
  dci <- confint(glht(fit, mcp(g = "Dunnett")))
  tuk <- TukeyHSD(fit)$g
  holm <- pairwise.t.test(value, g, p.adjust.method = "holm")$p.value
  welch <- pairwise.t.test(value, g, p.adjust.method = "holm", pool.sd = FALSE)$p.value
  last <- length(groups)
  x <- groups[[last]]; y <- groups[[1]]
  g2 <- escalc("SMD", m1i = mean(x), sd1i = sd(x), n1i = length(x),
               m2i = mean(y), sd2i = sd(y), n2i = length(y), vtype = "LS")
  list(name = name, k = length(groups), values = as.list(value), cell = as.list(as.integer(g) - 1L),
       anova = list(f = summary(fit)[[1]][1, 4], p = summary(fit)[[1]][1, 5]),
       welch_anova = with(oneway.test(value ~ g), list(f = unname(statistic), df2 = unname(parameter[2]), p = p.value)),
       dunnett = list(difference = as.list(unname(dun$test$coefficients)), t = as.list(unname(dun$test$tstat)),
                      p = as.list(as.numeric(dun$test$pvalues)), low = as.list(unname(dci$confint[, "lwr"])),
                      high = as.list(unname(dci$confint[, "upr"]))),
       tukey = list(difference = as.list(unname(tuk[, 1])), low = as.list(unname(tuk[, 2])),
                    high = as.list(unname(tuk[, 3])), p = as.list(unname(tuk[, 4]))),
       holm = as.list(holm[lower.tri(holm, diag = TRUE)]),
       welch_holm = as.list(welch[lower.tri(welch, diag = TRUE)]),
       hedges = list(g = as.numeric(g2$yi), v = as.numeric(g2$vi)))
}

blocks <- function(name, m) {  # a row to a unit, a column to a condition
  d <- data.frame(value = as.vector(m), g = factor(rep(seq_len(ncol(m)) - 1, each = nrow(m))),
                  unit = factor(rep(seq_len(nrow(m)) - 1, ncol(m))))
  fit <- aov(value ~ g + unit, d)
  e <- emmeans(fit, "g")
  tuk <- summary(contrast(e, "revpairwise"), infer = TRUE, adjust = "tukey")
  dun <- summary(glht(fit, mcp(g = "Dunnett")), test = adjusted("single-step", abseps = 1e-8, maxpts = 1e6))
  two <- t.test(m[, 2], m[, 1], paired = TRUE)
  list(name = name, k = ncol(m), values = as.list(d$value), cell = as.list(as.integer(d$g) - 1L),
       unit = as.list(as.integer(d$unit) - 1L), f = summary(fit)[[1]][1, 4], p = summary(fit)[[1]][1, 5],
       tukey = list(t = as.list(tuk$t.ratio), p = as.list(tuk$p.value), low = as.list(tuk$lower.CL)),
       dunnett = list(p = as.list(as.numeric(dun$test$pvalues))),
       paired = list(t = unname(two$statistic), p = two$p.value, low = two$conf.int[1], high = two$conf.int[2]))
}

factorial <- function(name, d) {
  d$a <- factor(d$a); d$b <- factor(d$b)
  options(contrasts = c("contr.sum", "contr.poly"))
  fit <- lm(if (is.null(d$unit)) value ~ a * b else value ~ factor(unit) + a * b, d)
  tab <- function(type) {
    t <- Anova(fit, type = type)
    lapply(c("a", "b", "a:b"), function(r) list(squares = t[r, "Sum Sq"], df = t[r, "Df"], f = t[r, "F value"], p = t[r, "Pr(>F)"]))
  }
  e <- summary(contrast(emmeans(fit, "a", by = "b"), "revpairwise"), by = NULL, adjust = "holm")
  options(contrasts = c("contr.treatment", "contr.poly"))
  list(name = name, values = as.list(d$value), a = as.list(as.integer(d$a) - 1L), b = as.list(as.integer(d$b) - 1L),
       unit = if (is.null(d$unit)) NULL else as.list(d$unit), type_2 = tab(2), type_3 = tab(3),
       residual = list(squares = deviance(fit), df = df.residual(fit)),
       pairs = list(difference = as.list(e$estimate), p = as.list(e$p.value)))
}

small <- list(c(18.2, 21.5, 19.9), c(35.1, 40.2, 33.3), c(22.0, 25.9, 20.1))
uneven <- list(rnorm(5, 10), rnorm(3, 11), rnorm(8, 10.5, 2), rnorm(4, 12))
d1 <- expand.grid(a = 1:2, b = 1:3, r = 1:3); d1$value <- rnorm(nrow(d1), d1$a * d1$b)
d2 <- expand.grid(a = 1:3, b = 1:2, r = 1:4)[-c(3, 10, 11, 20), ]; d2$value <- rnorm(nrow(d2), d2$a + d2$b)
d3 <- expand.grid(a = 1:2, b = 1:3, unit = 0:3); d3$value <- rnorm(nrow(d3), d3$a + d3$b + 2 * d3$unit)

write_json(list(independent = list(independent("three of three", small), independent("uneven", uneven),
                                   independent("far from zero", lapply(small, `+`, 1e4))),
                blocks = list(blocks("days", matrix(rnorm(15, rep(c(1, 2, 2.5), each = 5)) + 3 * (1:5), 5)),
                              blocks("four days, two conditions", matrix(c(4.1, 5.2, 3.9, 6.0, 6.1, 6.8, 5.2, 8.9), 4))),
                factorial = list(factorial("balanced", d1), factorial("unbalanced", d2), factorial("blocks", d3))),
           "compare", "assay")
