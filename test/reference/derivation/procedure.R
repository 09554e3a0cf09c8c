# The derivation of a score as a plain R procedure: screen, stepAIC, rounding, cuts, baseline, and how
# well it does. Sourced by the scripts beside it; defines functions only.
suppressMessages({
  library(survival)
  library(MASS)
  library(riskRegression)
  library(jsonlite)
})

write_json <- function(value, name) {
  writeLines(toJSON(value, digits = I(17), auto_unbox = TRUE, na = "null", null = "null"),
             file.path("test/reference/derivation", name))
}

# A registry of n patients with indicators, some of them rare, and a number; times with ties.
registry <- function(n, seed, indicators = 15) {
  set.seed(seed)
  share <- c(0.1, 0.55, 0.07, 0.08, 0.17, 0.18, 0.1, seq(0.06, 0.45, length.out = indicators - 7))
  effect <- c(0.9, 0.64, 0.94, 0.8, 0.49, 0.39, -0.98, rep(0, indicators - 7))
  x <- sapply(share, function(p) rbinom(n, 1, p))
  colnames(x) <- paste0("g", seq_len(indicators))
  age <- round(pmin(pmax(rnorm(n, 67, 11), 20), 88))
  eta <- drop(x %*% effect) + 0.015 * (age - 67)
  time <- 24.5 * (-log(runif(n)) / exp(eta))^(1 / 0.775)
  censored <- runif(n, 6, 60)
  x <- cbind(x, age = age - 67)
  list(time = round(pmin(time, censored), 1) + 0.1, event = as.integer(time <= censored), x = x,
       indicator = c(rep(TRUE, indicators), FALSE))
}

control <- coxph.control(eps = 1e-12, toler.chol = 1e-13, iter.max = 50)

# Of the columns named, on data with the columns time and event.
cox_of <- function(columns, data, ties) {
  formula <- reformulate(if (length(columns)) columns else "1", "Surv(time, event)")
  eval(bquote(coxph(.(formula), data, ties = .(ties), control = control)))
}

usable <- function(data, columns, indicator, least_events) {
  keep <- mapply(function(name, is_indicator) {
    x <- data[[name]]
    if (length(unique(x)) < 2) return(FALSE)
    !is_indicator || min(sum(data$event[x == 1]), sum(data$event[x == 0])) >= least_events
  }, columns, indicator)
  columns[keep]
}

univariable_p <- function(name, data, ties) summary(cox_of(name, data, ties))$coefficients[1, 5]

# What the candidates' coefficients are rounded to.
digits_of <- function(set, decimals) {
  sapply(seq_len(ncol(set$x)), function(j)
    decimals + if (set$indicator[j]) 0 else ceiling(log10(diff(range(set$x[, j])))))
}

# `select`: "full", "backward" or the columns to refit.
derive <- function(data, set, options, columns = NULL) {
  names_all <- colnames(set$x)
  screened <- usable(data, names_all, set$indicator, options$least_events)
  if (!is.null(columns)) screened <- intersect(screened, columns)
  if (is.null(columns) && !is.null(options$screen))
    screened <- Filter(function(name) univariable_p(name, data, options$ties) < options$screen,
                       screened)
  fit <- cox_of(screened, data, options$ties)
  order_out <- character(0)
  if (is.null(columns) && options$selection == "backward") {
    full <- fit
    fit <- suppressWarnings(stepAIC(full, direction = "backward", trace = 0, k = options$penalty))
    steps <- as.character(fit$anova$Step)
    order_out <- sub("^- ", "", steps[steps != ""])
  }
  beta <- coef(fit)
  names_in <- names(beta)
  digits <- digits_of(set, options$decimals)[match(names_in, names_all)]
  points <- round(beta, digits)
  keep <- points != 0
  rule <- list(columns = names_in[keep], points = points[keep])
  score <- score_of(rule, data)
  rule$cuts <- unname(quantile(score, c(1, 2) / 3, type = 1))
  offset <- if (length(rule$columns))
    coxph(Surv(time, event) ~ offset(score), data, ties = options$ties) else cox_of(NULL, data, options$ties)
  base <- if (length(rule$columns)) {
    curve <- survfit(offset, newdata = data.frame(score = 0))
    list(time = curve$time, hazard = curve$cumhaz)
  } else {
    curve <- survfit(offset)
    list(time = curve$time, hazard = curve$cumhaz)
  }
  at <- sum(base$time <= options$horizon)
  rule$hazard <- if (at > 0) base$hazard[at] else 0
  list(rule = rule, fit = fit, screened = screened, eliminated = order_out)
}

score_of <- function(rule, data) {
  if (length(rule$columns) == 0) return(rep(0, nrow(data)))
  # Sums of decimals, rounded to what they are.
  round(drop(as.matrix(data[, rule$columns, drop = FALSE]) %*% rule$points), 9)
}

risk_of <- function(rule, data) 1 - exp(-rule$hazard * exp(score_of(rule, data)))

performance <- function(rule, data, options) {
  score <- score_of(rule, data)
  same <- length(unique(score)) < 2
  concordance <- if (same) 0.5 else
    unname(survival::concordance(Surv(time, event) ~ score, data, reverse = TRUE)$concordance)
  slope <- if (same) NA else
    unname(coef(coxph(Surv(time, event) ~ score, data, ties = options$ties, control = control)))
  risk <- risk_of(rule, data)
  km <- summary(survfit(Surv(time, event) ~ 1, data), times = options$horizon)$surv
  result <- Score(list(m = risk), formula = Surv(time, event) ~ 1,
                  data = data.frame(time = data$time, event = data$event),  # Score changes its data
                  times = options$horizon, metrics = c("auc", "brier"), cens.model = "km",
                  null.model = TRUE, se.fit = FALSE, conf.int = FALSE)
  auc <- if (same) 0.5 else result$AUC$score$AUC[1]
  brier <- result$Brier$score
  model <- brier$Brier[brier$model == "m"]
  c(concordance, slope, (1 - km) / mean(risk), auc, model,
    1 - model / brier$Brier[brier$model == "Null model"])
}

frame_of <- function(set, copies = rep(1, length(set$time))) {
  data <- data.frame(time = set$time, event = set$event, set$x)
  data[rep(seq_len(nrow(data)), copies), ]
}

set_to_list <- function(set) {
  list(time = set$time, event = set$event, x = unname(split(t(set$x), seq_len(ncol(set$x)))),
       names = colnames(set$x), indicator = set$indicator)
}
