# A number, and two groups, against the responses of the bundled synthetic ex-vivo cohort to 24
# drugs: what an analysis of kind "drug_sensitivity" shows, by R's own tests one drug at a time.
# Run from the repository root: Rscript test/reference/study/drug_sensitivity.R
# Made with R 4.2.2, survival 3.5-3, qvalue 2.30.0.
suppressMessages({ library(survival); library(qvalue) })
source("test/reference/response/json.R")
cohort <- read.csv("studies/senescence-signature/ex-vivo.csv")
rows <- read.csv("studies/senescence-signature/ex-vivo-drugs.csv")
rows <- rows[rows$drug != "Venetoclax" & !is.na(rows$ic50_um), ]
least <- 20

# One value per patient: of several the median, of an even number the lower of the two in the middle.
lower_median <- function(v) sort(v)[(length(v) + 1) %/% 2]
pairs <- paste(rows$drug, rows$patient)
one <- aggregate(ic50_um ~ drug + patient, rows, lower_median)
one$highest <- rows$highest_um[match(paste(one$drug, one$patient), pairs)]
one$lowest <- rows$lowest_um[match(paste(one$drug, one$patient), pairs)]

of_drug <- function(drug, score) {
  d <- one[one$drug == drug, ]
  d$score <- score[match(d$patient, cohort$patient)]
  d <- d[!is.na(d$score), ]
  cap <- d$ic50_um >= d$highest; floor <- d$ic50_um <= d$lowest
  value <- ifelse(cap, d$highest, ifelse(floor, d$lowest, d$ic50_um))
  list(d = d, value = value, cap = cap, floor = floor, usable = nrow(d) >= least && !all(cap))
}

tobit <- function(x, score) {
  if (!any(x$cap) && !any(x$floor)) return(NULL)
  low <- ifelse(x$floor, NA, x$value); high <- ifelse(x$cap, NA, x$value)
  fit <- survreg(Surv(low, high, type = "interval2") ~ score, dist = "lognormal",
                 control = survreg.control(rel.tolerance = 1e-12, maxiter = 100))
  b <- coef(fit)["score"]; se <- sqrt(diag(vcov(fit)))["score"]
  list(ratio = unname(exp(b)), low = unname(exp(b - qnorm(0.975) * se)),
       high = unname(exp(b + qnorm(0.975) * se)), p = unname(2 * pnorm(-abs(b / se))))
}

drugs <- sort(unique(one$drug))
number <- lapply(drugs, function(drug) {
  x <- of_drug(drug, cohort$ic50_venetoclax)
  out <- list(drug = drug, n = nrow(x$d), censored = sum(x$cap), below = sum(x$floor))
  if (!x$usable) return(out)
  test <- suppressWarnings(cor.test(x$d$score, x$value, method = "spearman"))
  c(out, list(rho = unname(test$estimate), p = test$p.value,
              tobit = tobit(x, as.numeric(scale(x$d$score)))))
})
groups <- lapply(drugs, function(drug) {
  risk <- ifelse(cohort$eln_risk == "intermediate", NA, cohort$eln_risk == "adverse")
  x <- of_drug(drug, as.numeric(risk))
  out <- list(drug = drug, n = nrow(x$d), censored = sum(x$cap), below = sum(x$floor))
  if (!x$usable) return(out)
  adverse <- x$value[x$d$score == 1]; favorable <- x$value[x$d$score == 0]
  test <- suppressWarnings(wilcox.test(adverse, favorable))
  c(out, list(probability = unname(test$statistic) / (length(adverse) * length(favorable)),
              p = test$p.value, medians = c(median(favorable), median(adverse)),
              tobit = tobit(x, x$d$score)))
})
p_of <- function(list) unlist(lapply(list, function(one) if (is.null(one$p)) NA else one$p))
with_q <- function(list) {
  p <- p_of(list); used <- !is.na(p)
  bh <- storey <- rep(NA, length(p))
  bh[used] <- p.adjust(p[used], "BH")
  # qvalue stops where no p lies beyond 0.95.
  if (max(p[used]) >= 0.95) storey[used] <- qvalue(p[used])$qvalues
  mapply(function(one, a, b) if (is.null(one$p)) one else c(one, list(q = a, q_storey = b)),
         list, bh, storey, SIMPLIFY = FALSE)
}
write_json(list(repeated = sum(table(pairs) > 1), number = with_q(number), groups = with_q(groups)),
           "drug_sensitivity", "study")
