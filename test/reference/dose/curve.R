# Log-logistic curves by R's nls (taken on by Gauss-Newton steps until they rest: nls stops earlier), standard
# errors from its summary, profile intervals from their definition (optimize for the hill, least squares for
# the plateaus, uniroot for the ends), robust weights iterated from MASS's psi functions.
# Run from the repository root:   Rscript test/reference/dose/curve.R
# Made with R 4.2.2, MASS 7.3-58.2.
source("test/reference/response/json.R")
suppressMessages(library(MASS))
RNGversion("4.2.0"); set.seed(20261121)
arr <- function(v) as.list(unname(v))

share <- function(x, k, e) ifelse(is.infinite(x), if (k > 0) 1 else 0, 1 / (1 + exp(k * (x - e))))
design <- function(x, k, e, L, U) { # columns of the free plateaus, and the offset of the fixed
  v <- share(x, k, e)
  list(X = cbind(if (is.na(L)) 1 - v, if (is.na(U)) v),
       o = (if (is.na(L)) 0 else L * (1 - v)) + (if (is.na(U)) 0 else U * v))
}
squares <- function(x, y, w, k, e, L, U) {
  d <- design(x, k, e, L, U); r <- y - d$o
  if (!is.null(d$X)) r <- r - d$X %*% qr.coef(qr(d$X * sqrt(w)), r * sqrt(w))
  sum(w * r^2)
}
gauss_newton <- function(x, y, w, p, L, U) { # p: lower, upper, k, e
  free <- c(is.na(L), is.na(U), TRUE, TRUE)
  for (i in 1:500) {
    v <- share(x, p[3], p[4]); d <- ifelse(is.infinite(x), 0, x - p[4]); bend <- -(p[2] - p[1]) * v * (1 - v)
    J <- cbind(1 - v, v, bend * d, -bend * p[3])[, free, drop = FALSE]
    step <- qr.coef(qr(J * sqrt(w)), (y - p[1] - (p[2] - p[1]) * v) * sqrt(w))
    p[free] <- p[free] + step
    if (max(abs(step)) < 1e-12 * max(abs(p))) break
  }
  list(p = p, J = J)
}
fit <- function(x, y, w, L, U) {
  best <- NULL
  for (e0 in quantile(x[is.finite(x)], c(.2, .4, .6, .8))) for (k0 in c(-1, 1, 3)) {
    start <- list(k = k0, e = unname(e0)); if (is.na(L)) start$L <- min(y); if (is.na(U)) start$U <- max(y)
    data <- list(x = x, y = y, w = w); if (!is.na(L)) data$L <- L; if (!is.na(U)) data$U <- U
    f <- try(nls(y ~ L + (U - L) * share(x, k, e), data, start, weights = w,
                 control = nls.control(500, 1e-6, 1e-10)), silent = TRUE)
    if (!inherits(f, "try-error") && (is.null(best) || deviance(f) < deviance(best))) best <- f
  }
  if (is.null(best)) return(NULL)
  co <- coef(best); p <- c(if (is.na(L)) co[["L"]] else L, if (is.na(U)) co[["U"]] else U, co[["k"]], co[["e"]])
  g <- gauss_newton(x, y, w, p, L, U); p <- g$p
  turned <- p[1] > p[2]; if (turned) p <- c(p[2], p[1], -p[3], p[4])
  n <- sum(w > 0); df <- n - ncol(g$J); S <- squares(x, y, w, p[3], p[4], L, U)
  se <- sqrt(diag(solve(crossprod(g$J * sqrt(w)))) * S / df)
  list(p = p, S = S, df = df, se = if (turned) se[c(2, 1, 3, 4)] else se)
}
profile_ends <- function(x, y, w, f, L, U) {
  at <- function(e) {
    lk <- seq(-3, 5, by = 0.1); sign <- if (f$p[3] > 0) 1 else -1
    if (!is.na(L) || !is.na(U)) sign <- c(1, -1)
    min(sapply(sign, function(s) {
      v <- sapply(lk, function(l) squares(x, y, w, s * exp(l), e, L, U)); i <- which.min(v)
      min(v[i], optimize(function(l) squares(x, y, w, s * exp(l), e, L, U), lk[i] + c(-.1, .1), tol = 1e-12)$objective)
    }))
  }
  room <- function(e) at(e) - f$S * (1 + qf(0.95, 1, f$df) / f$df)
  d <- range(x[is.finite(x)])
  end <- function(side) {
    e <- f$p[4]; step <- side * min(0.25, f$se[length(f$se)])
    while (room(e + step) < 0) { e <- e + step; if (e < d[1] - 1 || e > d[2] + 1) return(NA) }
    uniroot(room, sort(c(e, e + step)), tol = 1e-12)$root
  }
  c(end(-1), end(1))
}
robust <- function(x, y, f) { # Huber with its scale at each turn, then Tukey with the last scale
  p <- f$p
  scale <- function(r, p) median(sort(abs(r))[4:length(r)]) / 0.6745
  run <- function(p, psi, s) { for (i in 1:2000) {
    r <- y - p[1] - (p[2] - p[1]) * share(x, p[3], p[4]); if (is.null(s)) t <- scale(r) else t <- s
    q <- gauss_newton(x, y, psi(r / t), p, NA, NA)$p; done <- max(abs(q - p)) < 1e-13 * max(abs(q)); p <- q
    if (done) break }
    list(p = p, s = t) }
  h <- run(p, psi.huber, NULL); t <- run(h$p, function(u) psi.bisquare(u, c = 4.685), h$s)
  list(huber = arr(h$p), tukey = arr(t$p))
}

cases <- list()
add <- function(name, x, y, w = rep(1, length(x)), L = NA, U = NA, rob = FALSE) {
  f <- fit(x, y, w, L, U); if (is.null(f)) return(invisible())
  ends <- profile_ends(x, y, w, f, L, U)
  m <- if (is.na(U)) weighted.mean(y, w) else U; S0 <- sum(w * (y - m)^2); p0 <- if (is.na(U)) 1 else 0
  q <- 2 + is.na(L) + is.na(U)
  cases[[length(cases) + 1]] <<- list(name = name, dose = arr(exp(x)), response = arr(y), weight = arr(w),
    fix_lower = L, fix_upper = U, lower = f$p[1], upper = f$p[2], hill = f$p[3], log_ic50 = f$p[4], squares = f$S, df = f$df,
    se = arr(f$se), low = ends[1], high = ends[2],
    p_effect = pf(((S0 - f$S) / (q - p0)) / (f$S / f$df), q - p0, f$df, lower.tail = FALSE),
    robust = if (rob) robust(x, y, f) else NA)
}
curve <- function(x, p) p[1] + (p[2] - p[1]) * share(x, p[3], p[4])
for (i in 1:12) { x <- log(10 / 3^(0:7)); add(paste("single", i), x, curve(x, c(10, 100, exp(rnorm(1, .2, .3)), rnorm(1, -1, .7))) + rnorm(8, 0, 3)) }
for (i in 1:6) { x <- rep(log(10 / 4^(0:5)), each = 3); add(paste("replicates", i), x, curve(x, c(0.05, 1, 1.4, -1)) + rnorm(18, 0, .05)) }
for (i in 1:4) { x <- rep(log(10 / 4^(0:5)), each = 2); w <- sample(1:4, 12, TRUE); add(paste("weights", i), x, curve(x, c(5, 90, 1, -1)) + rnorm(12, 0, 5 / sqrt(w)), w) }
for (i in 1:4) { x <- c(-Inf, -Inf, rep(log(10 / 4^(0:4)), each = 2)); add(paste("untreated wells", i), x, curve(x, c(5, 90, 1.5, -1)) + rnorm(12, 0, 3)) }
for (i in 1:4) { x <- log(10 / 4^(0:5)); add(paste("rising", i), x, curve(x, c(5, 90, -1.2, -.5)) + rnorm(6, 0, 2)) }
for (i in 1:5) { x <- log(10 / 4^(0:5)); add(paste("lower fixed", i), x, curve(x, c(0, 1, 1, 0)) + rnorm(6, 0, .04), L = 0) }
for (i in 1:5) { x <- log(10 / 4^(0:5)); add(paste("upper fixed", i), x, curve(x, c(20, 100, 1, -1)) + rnorm(6, 0, 4), U = 100) }
for (i in 1:4) { x <- log(10 / 4^(0:5)); add(paste("both fixed", i), x, curve(x, c(0, 100, 1, -.5)) + rnorm(6, 0, 8), L = 0, U = 100) }
for (i in 1:4) { x <- rep(log(10 / 3^(0:7)), each = 3); y <- curve(x, c(10, 100, 1.2, -1)) + rnorm(24, 0, 3); y[c(4, 17)] <- y[c(4, 17)] + c(35, -25)
  add(paste("outliers", i), x, y, rob = TRUE) }
write_json(cases, "curve", "dose")
cat(length(cases), "cases\n")
