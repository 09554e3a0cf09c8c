# Logarithms of tails, quantiles from them, and the polygamma functions of R 4.2.
# Run from the repository root: Rscript test/reference/base/log_tails.R
source("test/reference/response/json.R")
grid <- expand.grid(f = c(1e-8, 0.01, 0.3, 1, 2.5, 40, 1e4), df1 = c(1, 3, 7.5, 40, 498),
                    df2 = c(0.4, 2, 9, 120, 1e5, Inf))
upper <- pf(grid$f, grid$df1, grid$df2, lower.tail = FALSE, log.p = TRUE)
lower <- pf(grid$f, grid$df1, grid$df2, log.p = TRUE)
t <- expand.grid(t = c(0.01, 1, 5, 30, 200, 1000), df = c(1, 4, 30, 500, 1e4))
tails <- expand.grid(log_p = c(-0.001, -0.7, -3, -60, -900), df1 = c(1, 4, 30), df2 = c(3, 25, 800))
x <- c(0.01, 0.5, 1, 2.5, 10, 499, 1e6)
columns <- function(d) lapply(as.list(d), I)
write_json(list(f = c(columns(grid), list(upper = I(upper), lower = I(lower),
                                          density = I(df(grid$f, grid$df1, grid$df2)))),
                t = c(columns(t), list(upper = I(pt(t$t, t$df, lower.tail = FALSE, log.p = TRUE)))),
                quantile = c(columns(tails),
                             list(upper = I(qf(tails$log_p, tails$df1, tails$df2, lower.tail = FALSE,
                                               log.p = TRUE)))),
                polygamma = list(x = I(x), digamma = I(digamma(x)), trigamma = I(trigamma(x)),
                                 tetragamma = I(psigamma(x, 2)))), "log_tails", "base")
