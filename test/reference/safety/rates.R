# Incidence rates, their ratio and difference, and shares of early deaths, from R 4.2 (stats), the
# rates once more from epitools. Run from the repository root: Rscript test/reference/safety/rates.R
source("test/reference/response/json.R")

exact <- function(x, time, level) as.numeric(poisson.test(x, time, conf.level = level)$conf.int)
rate <- function(x, time) {
  again <- epitools::pois.exact(x, time)
  stopifnot(all.equal(exact(x, time, 0.95), c(again$lower, again$upper), tolerance = 1e-4))  # its search stops early
  list(name = paste(x, "in", time), x = x, time = time, rate = x / time,
       exact = exact(x, time, 0.95), at_99 = exact(x, time, 0.99))
}
rates <- list()
for (x in c(0, 1, 2, 3, 7, 18, 38, 120, 1000, 54321)) for (time in c(0.25, 17.3, 812))
  rates <- c(rates, list(rate(x, time)))

two <- function(x1, t1, x2, t2) {
  r <- poisson.test(c(x1, x2), c(t1, t2))
  a <- exact(x1, t1, 0.95); b <- exact(x2, t2, 0.95); r1 <- x1 / t1; r2 <- x2 / t2; d <- r1 - r2
  list(name = paste(x1, t1, x2, t2), x1 = x1, t1 = t1, x2 = x2, t2 = t2,
       ratio = c(unname(r$estimate), as.numeric(r$conf.int)),
       difference = c(d, d - sqrt((r1 - a[1])^2 + (b[2] - r2)^2), d + sqrt((a[2] - r1)^2 + (r2 - b[1])^2)))
}
pairs <- list(two(11, 28, 6, 17.5), two(3, 10, 0, 12), two(0, 4.5, 5, 60), two(1, 1, 1, 1),
              two(38, 51.3, 33, 29.9), two(410, 1000, 395, 1100), two(2, 0.5, 700, 90))

share <- function(x, n) list(name = paste(x, "of", n), x = x, n = n,
                             exact = as.numeric(binom.test(x, n)$conf.int))
shares <- list(share(0, 63), share(3, 41), share(5, 70), share(28, 28), share(1, 1))

write_json(list(rates = rates, pairs = pairs, shares = shares), "rates", "safety")
