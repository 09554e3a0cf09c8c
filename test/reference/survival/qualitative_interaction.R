# Gail and Simon's test from its formula: random effects, and the table of critical values.
# Rscript test/reference/survival/qualitative_interaction.R
source("test/reference/response/json.R")

gail_simon <- function(d, s) {
  z2 <- (d / s)^2
  q <- min(sum(z2[d > 0]), sum(z2[d < 0]))
  h <- seq_len(length(d) - 1)
  p <- if (q == 0) 1 else sum(dbinom(h, length(d) - 1, 0.5) * pchisq(q, h, lower.tail = FALSE))
  list(d = d, s = s, positive = sum(z2[d > 0]), negative = sum(z2[d < 0]), statistic = q, p = p)
}

set.seed(19850601)
cases <- lapply(1:60, function(i) {
  k <- sample(2:12, 1)
  s <- exp(rnorm(k, -1.2, 0.6))
  d <- rnorm(k, runif(1, -0.4, 0.4), runif(1, 0, 1.5) * mean(s)) + rnorm(k) * s
  gail_simon(d, s)
})
cases[[61]] <- gail_simon(c(3, -3), c(0.2, 0.3))              # far into the tail
cases[[62]] <- gail_simon(rep(c(0.4, -0.3), 60), rep(0.2, 120)) # many groups
cases[[63]] <- gail_simon(c(0.2, 0.5, 0.1), c(0.1, 0.2, 0.3)) # one sign
write_json(cases, "qualitative_interaction", "survival")
