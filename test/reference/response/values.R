# Rank tests, t tests, analysis of variance, summaries and standardised differences of R 4.2 (stats)
# on samples with and without ties, tiny, shifted far off zero and scaled.
# Run from the repository root: Rscript test/reference/response/values.R
source("test/reference/response/json.R")
set.seed(31)

or_null <- function(expr) tryCatch(suppressWarnings(expr), error = function(e) NULL)
p_of <- function(t) if (is.null(t)) NULL else list(statistic = unname(t$statistic), p = t$p.value)

# tableone and smd are not needed: their definitions (Austin 2009) in one line each.
smd_continuous <- function(x, y) (mean(x) - mean(y)) / sqrt((var(x) + var(y)) / 2)
type7 <- c(0, 0.25, 0.5, 0.75, 1)

case <- function(name, groups) {
  values <- unlist(groups, use.names = FALSE)
  group <- rep(seq_along(groups) - 1, lengths(groups))
  x <- groups[[1]]; y <- groups[[2]]
  w <- function(...) p_of(or_null(wilcox.test(x, y, ...)))
  t <- function(...) {
    r <- or_null(t.test(x, y, ...))
    if (is.null(r)) NULL else list(statistic = unname(r$statistic), df = unname(r$parameter),
                                   p = r$p.value, conf_int = unname(as.numeric(r$conf.int)))
  }
  f <- function(equal) {
    r <- or_null(oneway.test(values ~ factor(group), var.equal = equal))
    if (is.null(r) || is.na(r$p.value) || is.nan(r$statistic)) NULL else
      list(statistic = unname(r$statistic), df = unname(as.numeric(r$parameter)), p = r$p.value)
  }
  k <- or_null(kruskal.test(values, factor(group)))
  out <- list(name = name, values = I(values), group = I(group), k = length(groups),
              wilcox = w(), wilcox_less = w(alternative = "less"),
              wilcox_greater = w(alternative = "greater"), wilcox_normal = w(exact = FALSE),
              wilcox_plain = w(exact = FALSE, correct = FALSE),
              kruskal = c(p_of(k), list(df = unname(k$parameter))),
              welch = t(), student = t(var.equal = TRUE), anova = f(TRUE), welch_anova = f(FALSE),
              summary = lapply(groups, function(g) list(mean = mean(g), sd = sd(g),
                                                        quantiles = unname(quantile(g, type7)))),
              smd = if (length(x) > 1 && length(y) > 1) smd_continuous(x, y))
  if (length(x) == length(y)) {
    d <- x - y
    out$signed_rank <- p_of(or_null(wilcox.test(d)))
    out$signed_rank_greater <- p_of(or_null(wilcox.test(d, alternative = "greater")))
  }
  out[!vapply(out, is.null, TRUE)]
}

ties <- function(n, m) round(rnorm(n, m, 2))
cases <- list(
  case("sleep", split(sleep$extra, sleep$group)),
  case("airquality", split(na.omit(airquality[c("Ozone", "Month")])$Ozone,
                           na.omit(airquality[c("Ozone", "Month")])$Month)),
  case("chick weights", split(as.numeric(chickwts$weight), chickwts$feed)),
  case("two by two", list(c(1, 2), c(3, 4))), case("one and one", list(1, 2)),
  case("one and three", list(2, c(1, 3, 4))),
  case("separated", list(1:30 + 0.5, 101:140 + 0.25)), case("tied pairs", list(c(1, 1, 2), c(2, 3, 3))),
  case("constant group", list(c(5, 5, 5), c(6, 7, 9))),
  case("49 and 49", list(rnorm(49), rnorm(49, 0.7))), case("50 and 49", list(rnorm(50), rnorm(49, 0.5))),
  case("far shift", list(1e9 + rnorm(12), 1e9 + rnorm(15))),
  case("small scale", list(1e-9 * rexp(20), 2e-9 * rexp(14))),
  case("large", list(rnorm(400), rnorm(300, 0.3), rnorm(500, 0.1))),
  case("white counts", list(round(exp(rnorm(80, 1, 1.3)), 1), round(exp(rnorm(60, 1.4, 1.2)), 1))),
  case("mostly zero", list(c(rep(0, 40), 1:5), c(rep(0, 30), 2:12)))
)
for (i in 1:40) {
  k <- sample(2:5, 1)
  make <- if (i %% 2) function(n, m) rnorm(n, m, exp(rnorm(1))) else ties
  n <- sample(2:40, k, replace = TRUE)
  if (i %% 5 == 0) n[2] <- n[1]
  cases <- c(cases, list(case(paste("random", i), Map(make, n, rnorm(k)))))
}
write_json(cases, "values")
