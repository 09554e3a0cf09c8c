# Curves with shared parameters by R's nls, extra-sum-of-squares F
# tests, profile intervals of the IC50 ratio by their definition, t tests of log IC50 by culture.
# Run from the repository root:   Rscript test/reference/dose/compare.R
# Made with R 4.2.2.
source("test/reference/response/json.R")
RNGversion("4.2.0"); set.seed(20261122)
arr <- function(v) as.list(unname(v))
f4 <- function(x, L, U, k, e) L + (U - L) / (1 + exp(k * (x - e)))
rss <- function(fit) deviance(fit)
ctl <- nls.control(500, 1e-6, 1e-12)
cases <- list()
for (i in 1:6) {
  G <- if (i > 4) 3 else 2
  x <- rep(rep(log(10 / 3^(0:7)), each = 2), G); g <- rep(1:G, each = 16)
  e <- c(-1, -1 + runif(1, 0, 1), -.5)[1:G]; k <- c(1.2, 1.2, 2)[1:G]
  y <- f4(x, 5, 100, k[g], e[g]) + rnorm(length(x), 0, 4)
  s <- list(L = rep(5, G), U = rep(100, G), k = k, e = e)
  own <- nls(y ~ f4(x, L[g], U[g], k[g], e[g]), start = s, control = ctl)
  one <- nls(y ~ f4(x, L, U, k, e), start = list(L = 5, U = 100, k = 1.2, e = -1), control = ctl)
  ic <- nls(y ~ f4(x, L[g], U[g], k[g], e), start = modifyList(s, list(e = -.8)), control = ctl)
  hl <- nls(y ~ f4(x, L[g], U[g], k, e[g]), start = modifyList(s, list(k = 1.2)), control = ctl)
  df <- length(x) - 4 * G; S <- rss(own)
  test <- function(m, q) { f <- ((rss(m) - S) / q) / (S / df); list(f = f, df1 = q, df2 = df, p = pf(f, q, df, lower.tail = FALSE)) }
  co <- coef(own); ee <- co[grep("^e", names(co))]
  at_e <- function(q, e) { # least squares of group q with this log IC50: plateaus by regression, hill by optimize
    xx <- x[g == q]; yy <- y[g == q]
    r <- function(lk) { v <- 1 / (1 + exp(exp(lk) * (xx - e))); sum(lm.fit(cbind(1, v), yy)$residuals^2) }
    lk <- seq(-2, 3, by = .25); b <- lk[which.min(sapply(lk, r))]
    optimize(r, b + c(-.25, .25), tol = 1e-10)$objective
  }
  own_rss <- sapply(1:G, function(q) at_e(q, ee[q]))
  at <- function(d) optimize(function(e) at_e(1, e) + at_e(2, e + d), ee[1] + c(-1, 1), tol = 1e-9)$objective +
    S - own_rss[1] - own_rss[2]
  room <- function(d) at(d) - S * (1 + qf(.95, 1, df) / df)
  d0 <- unname(ee[2] - ee[1])
  lo <- uniroot(room, c(d0 - 1, d0), tol = 1e-10)$root; hi <- uniroot(room, c(d0, d0 + 1), tol = 1e-10)$root
  cases[[i]] <- list(name = paste("groups", i), dose = arr(exp(x)), response = arr(y), group = arr(g - 1), groups = G,
    all = test(one, 4 * (G - 1)), ic50 = test(ic, G - 1), hill = test(hl, G - 1), ratio = exp(d0), low = exp(lo), high = exp(hi))
}
write_json(cases, "compare", "dose")
a <- log(c(.12, .2, .15, .31, .22)); b <- log(c(.3, .45, .25, .9, .5)); b2 <- b[1:4]
p <- t.test(b, a, paired = TRUE); w <- t.test(b2, a)
tt <- function(t, d) list(t = unname(t$statistic), df = unname(t$parameter), p = t$p.value, ratio = exp(d), low = exp(t$conf.int[1]), high = exp(t$conf.int[2]))
write_json(list(paired = tt(p, mean(b - a)), welch = tt(w, mean(b2) - mean(a))), "cultures", "dose")
cat(length(cases), "cases\n")
