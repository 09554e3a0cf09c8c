# The whole derivation in resamples and in training sets, as an R loop. Run from the repository root:
#   Rscript test/reference/derivation/optimism.R
# Made with R 4.2.2, survival 3.5-3, MASS 7.3-58, riskRegression 2022.11.28.
source("test/reference/derivation/procedure.R")

cases <- list()
for (case in 1:2) {
  set <- if (case == 1) registry(174, 1) else registry(150, 7, 10)
  options <- list(ties = if (case == 1) "efron" else "breslow", screen = if (case == 1) NULL else 0.3,
                  selection = "backward", penalty = 2, least_events = 1, decimals = 2, horizon = 10.05)
  n <- length(set$time)
  data <- frame_of(set)
  whole <- derive(data, set, options)
  set.seed(case)
  resamples <- lapply(1:30, function(b) {
    copies <- tabulate(sample.int(n, n, TRUE), n)
    there <- frame_of(set, copies)
    found <- tryCatch(derive(there, set, options), error = function(e) NULL)
    if (is.null(found)) return(list(copies = copies, derived = FALSE))
    list(copies = copies, derived = TRUE, screened = I(found$screened),
         columns = I(found$rule$columns), points = I(unname(found$rule$points)),
         there = I(performance(found$rule, there, options)),
         back = I(performance(found$rule, data, options)))
  })
  train <- if (case == 1) 100 else 90
  splits <- lapply(1:30, function(b) {
    copies <- as.integer(seq_len(n) %in% sample.int(n, train))
    there <- frame_of(set, copies)
    test <- frame_of(set, 1 - copies)
    judge <- function(found) {
      rule <- found$rule
      score <- score_of(rule, test)
      group <- (score > whole$rule$cuts[1]) + (score > whole$rule$cuts[2])
      lapply(0:2, function(g) {
        mine <- group == g
        if (!any(mine)) return(list(n = 0, predicted = NA, observed = NA))
        curve <- summary(survfit(Surv(time, event) ~ 1, test[mine, ]), times = options$horizon,
                         extend = TRUE)
        reaches <- max(test$time[mine]) > options$horizon || curve$surv == 0
        list(n = sum(mine), predicted = mean(1 - risk_of(rule, test[mine, ])),
             observed = if (reaches) curve$surv else NA)
      })
    }
    list(copies = copies, whole = judge(derive(there, set, options)),
         refit = judge(derive(there, set, options, whole$rule$columns)))
  })
  cases[[case]] <- c(list(options = options, train = train), set_to_list(set),
                     list(apparent = I(performance(whole$rule, data, options)),
                          columns = I(whole$rule$columns), cuts = whole$rule$cuts,
                          resamples = resamples, splits = splits))
}
write_json(cases, "optimism.json")

# rms::validate of a fixed model: its own resamples, drawn again with the same seed.
suppressMessages(library(rms))
set <- registry(174, 1)
data <- frame_of(set)
names_in <- colnames(set$x)[1:7]
fixed <- cph(reformulate(names_in, "Surv(time, event)"), data, x = TRUE, y = TRUE, eps = 1e-12)
B <- 20
set.seed(5)
validated <- validate(fixed, B = B, dxy = TRUE)
set.seed(5)
n <- nrow(data)
copies <- lapply(1:B, function(b) tabulate(sample(n, replace = TRUE), n))
write_json(c(set_to_list(list(time = set$time, event = set$event, x = set$x[, 1:7],
                              indicator = set$indicator[1:7])),
             list(resamples = copies, dxy = I(unname(validated["Dxy", 1:5])),
                  slope = I(unname(validated["Slope", 1:5])))), "validate.json")
