# Kaplan-Meier curves of two groups over five imputations: survfit of each, Rubin's rules on the scale of S,
# log-log limits around the pooled estimate. Writes pooled_curves.json beside this file. Run from the repository root.
suppressMessages({library(survival); library(jsonlite)})
d <- read.csv("test/reference/data/lung.csv")
d <- d[!is.na(d$time), ]
n <- nrow(d)
# Everybody's group by sex; of every fifth patient it is imputed, here by a rule that anybody can repeat.
groups <- lapply(1:5, function(k) {
  g <- as.integer(d$sex == "female")
  lost <- which(seq_len(n) %% 5 == 0)
  g[lost] <- (lost * k) %/% 3 %% 2
  g
})
m <- length(groups)
pooled <- lapply(0:1, function(g) {
  times <- sort(unique(d$time))
  read <- lapply(groups, function(of) summary(survfit(Surv(time, status == 2) ~ 1, d[of == g, ]), times = times, extend = TRUE))
  at <- function(field) sapply(read, function(s) s[[field]])
  risk <- at("n.risk"); S <- at("surv"); U <- at("std.err")^2
  open <- which(cumsum(apply(risk <= 0, 1, any)) == 0)
  S <- S[open, ]; U <- U[open, ]; U[S == 0] <- 0
  Q <- rowMeans(S); B <- apply(S, 1, var); W <- rowMeans(U); V <- W + (1 + 1 / m) * B
  lambda <- pmax((1 + 1 / m) * B / V, 1e-4)
  df <- (m - 1) / lambda^2
  margin <- qt(0.975, df) * sqrt(V) / (Q * -log(Q))
  list(n = mean(sapply(groups, function(of) sum(of == g))), time = times[open], n_risk = rowMeans(risk)[open], survival = Q,
    std_error = sqrt(V), lower = ifelse(Q == 1, 1, exp(log(Q) * exp(margin))), upper = ifelse(Q == 1, 1, exp(log(Q) * exp(-margin))))
})
writeLines(toJSON(pooled, digits = I(17), auto_unbox = TRUE, na = "null"), "test/reference/imputation/pooled_curves.json")
