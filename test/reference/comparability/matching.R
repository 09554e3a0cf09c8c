# Pairs and weights of R's MatchIt on cohorts of 20 to 120 patients.
# MatchIt 4.5.1 as Debian builds it truncates differences of a vector of distances to whole numbers
# (abs of integers), so the logits are multiplied by 10^7 and rounded for it; with more than one
# control each it is given the matrix of differences instead, which is not truncated, with the rows
# sorted by the order in which the treated are to have their turn.
# Run from the repository root: Rscript test/reference/comparability/matching.R
suppressMessages(library(MatchIt))
source("test/reference/response/json.R")
set.seed(20)

turns <- function(d, tr, order)
  switch(order, largest = order(d[tr], decreasing = TRUE), smallest = order(d[tr]),
         rows = seq_along(tr))

by_vector <- function(treated, d, order, caliper, exact, replace) {
  data <- data.frame(treated, x = rnorm(length(d)))
  data$centre <- exact
  m <- suppressWarnings(matchit(treated ~ x, data = data, distance = d, method = "nearest",
         m.order = if (order == "rows") "data" else order, replace = replace, caliper = caliper,
         exact = if (is.null(exact)) NULL else ~ centre))
  list(pairs = matrix(as.integer(m$match.matrix), ncol = ncol(m$match.matrix)),
       weights = unname(m$weights))
}

by_matrix <- function(treated, d, order, caliper, ratio, replace) {
  tr <- which(treated == 1)
  turn <- turns(d, tr, order)
  rows <- c(tr[turn], which(treated == 0))
  t2 <- treated[rows]
  d2 <- d[rows]
  m <- suppressWarnings(matchit(t ~ x, data = data.frame(t = t2, x = rnorm(length(d2))),
         distance = abs(outer(d2[t2 == 1], d2[t2 == 0], "-")), m.order = "data", ratio = ratio,
         replace = replace, std.caliper = FALSE,
         caliper = if (is.null(caliper)) NULL else caliper * sd(d)))
  pairs <- matrix(rows[as.integer(m$match.matrix)], ncol = ncol(m$match.matrix))
  weights <- numeric(length(d))
  weights[rows] <- m$weights
  list(pairs = pairs[order(turn), , drop = FALSE], weights = weights)
}

cases <- list()
add <- function(n, order, ratio = 1, caliper = NULL, exact = FALSE, replace = FALSE, ties = FALSE) {
  treated <- rbinom(n, 1, if (ratio > 1) 0.25 else 0.4)
  d <- round((rnorm(n) + 0.6 * treated) * 1e7)
  if (ties) d <- round(d / 2e6) * 2e6
  centre <- if (exact) sample(1:4, n, replace = TRUE)
  found <- if (ratio > 1) by_matrix(treated, d, order, caliper, ratio, replace)
           else by_vector(treated, d, order, caliper, centre, replace)
  pairs <- lapply(seq_len(nrow(found$pairs)), function(i) I(as.numeric(na.omit(found$pairs[i, ]) - 1)))
  cases[[length(cases) + 1]] <<- list(
    name = sprintf("n%d %s 1:%d%s%s%s%s", n, order, ratio,
                   if (is.null(caliper)) "" else paste(" caliper", caliper),
                   if (exact) " exact" else "", if (replace) " replace" else "",
                   if (ties) " ties" else ""),
    order = order, ratio = ratio, caliper = caliper, replace = replace, treated = I(treated),
    measure = I(d), exact = if (exact) I(centre) else I(numeric()), controls = pairs,
    weights = I(found$weights))
}

for (order in c("largest", "smallest", "rows")) {
  for (n in c(20, 60, 120)) {
    add(n, order)
    add(n, order, caliper = 0.2)
    add(n, order, caliper = 0.1, exact = n > 20)
  }
  add(80, order, exact = TRUE)
  add(80, order, ties = TRUE)
  for (ratio in 2:3) {
    add(60, order, ratio = ratio)
    add(90, order, ratio = ratio, caliper = 0.15)
  }
}
add(60, "largest", replace = TRUE)
add(60, "largest", caliper = 0.1, replace = TRUE)
add(60, "largest", ratio = 2, replace = TRUE)
add(80, "largest", ratio = 3, caliper = 0.3, replace = TRUE)
write_json(cases, "matching", "comparability")
