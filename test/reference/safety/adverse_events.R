# Random adverse events of two arms, and R's tables of them: worst grades by patient, patients with
# an event, time to the first event. Base R only.
# Run from the repository root: Rscript test/reference/safety/adverse_events.R
source("test/reference/response/json.R")
set.seed(20)

study <- function(name, n, events, terms) {
  arm <- sample(0:1, n, replace = TRUE)
  exposure <- sample(1:200, n, replace = TRUE)
  e <- data.frame(patient = sample(n, events, replace = TRUE), term = sample(terms, events, replace = TRUE),
                  grade = sample(c(NA, 1:5), events, replace = TRUE, prob = c(1, 6, 5, 4, 2, 1)),
                  day = sample(0:220, events, replace = TRUE))
  by_term <- lapply(1:terms, function(term) {
    mine <- e[e$term == term, ]
    worst <- rep(0, n)  # 0 none, -1 grade not known
    for (i in unique(mine$patient)) {
      g <- mine$grade[mine$patient == i]
      worst[i] <- if (all(is.na(g))) -1 else max(g, na.rm = TRUE)
    }
    first <- rep(Inf, n)
    within <- mine[mine$day + 1 <= exposure[mine$patient], ]
    if (nrow(within)) { m <- aggregate(day ~ patient, within, min); first[m$patient] <- m$day + 1 }
    lapply(0:1, function(a) {
      of <- arm == a
      list(grades = as.vector(table(factor(worst[of], levels = c(0, -1, 1:5)))),
           first = sum(is.finite(first[of])), first_days = sum(pmin(first, exposure)[of]),
           events = sum(arm[within$patient] == a), days = sum(exposure[of]))
    })
  })
  list(name = name, arm = I(arm), exposure = I(exposure), patient = I(e$patient - 1), term = I(e$term - 1),
       grade = I(e$grade), day = I(e$day), terms = by_term)
}
write_json(list(studies = list(study("seventy", 70, 400, 9), study("few events", 30, 12, 6),
                               study("many", 250, 3000, 25), study("one event", 5, 1, 1))),
           "adverse_events", "safety")
