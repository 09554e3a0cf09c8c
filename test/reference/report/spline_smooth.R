# The smooth of R's plot.cox.zph: least squares on ns(df = 4, intercept) with knots placed over the
# grid and the data together. From the repository root:
#   Rscript test/reference/report/spline_smooth.R
suppressMessages({library(survival); library(splines); library(jsonlite)})

smooth <- function(x, y, df = 4, points = 40) {
  grid <- seq(min(x), max(x), length.out = points)
  basis <- ns(c(grid, x), df = df, intercept = TRUE)
  shown <- basis[seq_len(points), ]
  fitted <- basis[-seq_len(points), ]
  decomposed <- qr(fitted)
  inverse <- solve(crossprod(fitted))
  list(x = x, y = y, df = df, grid = grid, smooth = drop(shown %*% qr.coef(decomposed, y)),
       scale = sqrt(rowSums((shown %*% inverse) * shown)))
}

zph <- function(fit, column, transform = "km") {
  z <- cox.zph(fit, transform = transform, terms = FALSE)
  smooth(as.vector(z$x), as.vector(z$y[, column]))
}

veteran_fit <- coxph(Surv(time, status) ~ trt + celltype + karno + age, veteran)
lung_fit <- coxph(Surv(time, status) ~ age + sex, lung)
cases <- list(
  veteran_karno = zph(veteran_fit, 5),
  veteran_identity = zph(veteran_fit, 5, "identity"),
  lung_age = zph(lung_fit, 1, "log"),
  few = smooth(c(1, 2, 3, 5, 8), c(0, 1, 0, 2, 1)),
  ties = smooth(rep(1:6, 3), sin(1:18)),
  large_scale = smooth((1:30)^2 * 1e9, cos(1:30)),
  df3 = smooth(1:20, log(1:20), df = 3)
)
writeLines(toJSON(cases, digits = I(17), auto_unbox = TRUE), "test/reference/report/spline_smooth.json")
