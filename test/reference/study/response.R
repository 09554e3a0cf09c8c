# Response in the bundled synthetic registry: rates and univariate predictors. Run from the root:
#   Rscript test/reference/study/response.R
# Made with R 4.2.2.
source("test/reference/response/json.R")
d <- read.csv("studies/ven-prs/cohort.csv", na.strings = "")
d$response[d$response == "death_before_assessment"] <- "ED"
d$response[d$response == "RD"] <- "NR"
yes <- d$response %in% c("CR", "CRi")
two <- function(x) {
  t <- table(x, yes)
  list(x = unname(t[, "TRUE"]), n = unname(rowSums(t)),
       pearson = suppressWarnings(chisq.test(t, correct = FALSE)$p.value),
       fisher = fisher.test(t)$p.value,
       odds_ratio = unname(t[2, 2] * t[1, 1] / (t[2, 1] * t[1, 2])))
}
numeric <- function(x) list(
  yes = unname(quantile(x[yes], c(.5, .25, .75), na.rm = TRUE)),
  no = unname(quantile(x[!yes], c(.5, .25, .75), na.rm = TRUE)),
  p = suppressWarnings(wilcox.test(x[yes], x[!yes])$p.value))
prior_hma <- two(d$prior_hma); NF1 <- two(factor(d$NF1, c("wild_type", "mutated")))
wbc <- numeric(d$wbc); p <- c(prior_hma$pearson, NF1$fisher, wbc$p)
write_json(list(categories = as.list(table(d$response)), prior_hma = prior_hma, NF1 = NF1, wbc = wbc,
                q = p.adjust(p, "BH")), "response", "study")
