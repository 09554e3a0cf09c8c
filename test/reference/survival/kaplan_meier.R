# Kaplan-Meier curves by R's survival on the data sets of test/reference/data. From the repository root:
#   Rscript test/reference/survival/kaplan_meier.R
suppressMessages({library(survival); library(jsonlite)})

# Which columns of a data set are what; event as 0/1.
recipes <- list(
  lung = list(time = "time", event = "status - 1", group = "sex", conf = "log"),
  veteran = list(time = "time", event = "status", group = "celltype", conf = "log-log"),
  ovarian = list(time = "futime", event = "fustat", group = "rx", conf = "plain"),
  bmt = list(time = "t2", event = "d3", group = "group", conf = "log"),
  heart = list(entry = "start", time = "stop", event = "event", group = "surgery", conf = "log"),
  aml = list(time = "time", event = "status", group = "x", conf = "log-log", level = 0.9),
  freireich = list(time = "weeks", event = "relapse", group = "arm", conf = "log"),
  larynx = list(time = "time", event = "delta", group = "stage", conf = "plain", level = 0.99),
  channing = list(entry = "ageentry", time = "age", event = "death", group = "gender", conf = "log",
                  where = "ageentry < age"),
  kidney_infection = list(time = "time", event = "delta", group = "type", conf = "log"),
  tongue = list(time = "time", event = "delta", group = "type", conf = "none"),
  psych = list(entry = "age", time = "age + time", event = "death", group = "sex", conf = "log"),
  ties_everywhere = list(time = "time", event = "event", group = "group", conf = "log"),
  continuous = list(time = "time", event = "event", group = "group", weights = "weight", conf = "plain"),
  one_event = list(time = "time", event = "event", conf = "log"),
  no_event = list(time = "time", event = "event", conf = "log-log"),
  all_events = list(time = "time", event = "event", conf = "log"),
  all_at_one_time = list(time = "time", event = "event", conf = "plain"),
  one_time_mixed = list(time = "time", event = "event", conf = "log"),
  fractional_weights = list(time = "time", event = "event", group = "group", weights = "weight", conf = "log"),
  clustered = list(data = "continuous", time = "time", event = "event", group = "group", cluster = "cluster",
                   conf = "log-log"),
  zero_weights = list(time = "time", event = "event", group = "stratum", weights = "weight", conf = "log"),
  empty_group = list(time = "time", event = "event", group = "group", conf = "log"),
  group_without_event = list(time = "time", event = "event", group = "group", conf = "log"),
  `scale_1e-9` = list(time = "time", event = "event", conf = "log"),
  scale_1e9 = list(time = "time", event = "event", group = "group", conf = "log"),
  near_ties = list(time = "time", event = "event", group = "group", conf = "log"),
  delayed_entry = list(entry = "entry", time = "time", event = "event", group = "group", conf = "log"),
  risk_set_empties = list(entry = "entry", time = "time", event = "event", conf = "plain"),
  time_zero = list(time = "time", event = "event", group = "z", conf = "log"),
  n1_event = list(time = "time", event = "event", conf = "log"),
  n1_censored = list(time = "time", event = "event", conf = "log"),
  n2 = list(time = "time", event = "event", conf = "log"),
  start_stop = list(entry = "start", time = "stop", event = "event", group = "group", weights = "weight",
                    conf = "log"),
  reverse_bmt = list(data = "bmt", time = "t1", event = "1 - d1", conf = "log")  # follow-up
)
# 0 among them: without it R drops a quantile that the curve reaches exactly at its end, by rounding.
probabilities <- c(0, 0.1, 0.25, 0.5, 0.75, 0.9)

case <- function(name, recipe) {
  data <- read.csv(file.path("test/reference/data", paste0(if (is.null(recipe$data)) name else recipe$data, ".csv")))
  if (!is.null(recipe$where)) data <- subset(data, eval(parse(text = recipe$where), data))
  value <- function(part) eval(parse(text = recipe[[part]]), data)
  time <- value("time"); event <- value("event")
  d <- data.frame(time = time, event = event)
  if (!is.null(recipe$entry)) d$entry <- value("entry")
  d$group <- if (is.null(recipe$group)) rep(0L, nrow(d)) else as.integer(factor(value("group"))) - 1L
  level <- if (is.null(recipe$level)) 0.95 else recipe$level
  response <- if (is.null(recipe$entry)) quote(Surv(time, event)) else quote(Surv(entry, time, event))
  call <- list(as.formula(bquote(.(response) ~ group)), data = d, conf.type = recipe$conf, conf.int = level)
  if (!is.null(recipe$weights)) { d$weights <- value("weights"); call$weights <- quote(weights); call$data <- d }
  if (!is.null(recipe$cluster)) { d$cluster <- value("cluster"); call$cluster <- quote(cluster); call$data <- d }
  fit <- do.call(survfit, call)
  summaries <- summary(fit, censored = TRUE)
  table <- rbind(summaries$table)
  own <- rbind(summary(fit, rmean = "individual")$table)
  times <- signif(unique(quantile(time, c(0, 0.2, 0.5, 0.8, 1))), 3)
  times <- c(times[1] / 2, times, max(time) * 1.1)
  limits <- if (recipe$conf == "none") character() else paste0(format(level), c("LCL", "UCL"))
  strata <- lapply(seq_len(nrow(table)), function(i) {
    curve <- if (nrow(table) == 1) fit else fit[i]
    s <- summary(curve, censored = TRUE)
    at <- summary(curve, times = times, extend = TRUE)
    q <- suppressWarnings(quantile(curve, probabilities))
    list(n = unname(curve$n), events = unname(table[i, "events"]), time = s$time, n_risk = s$n.risk,
         n_event = s$n.event, n_censor = s$n.censor, surv = s$surv, std_err = s$std.err,
         lower = s$lower, upper = s$upper,
         median = unname(table[i, c("median", limits)]),
         quantile = if (is.list(q)) unname(q$quantile) else unname(q),
         quantile_lower = if (is.list(q)) unname(q$lower) else NULL,
         quantile_upper = if (is.list(q)) unname(q$upper) else NULL,
         rmean = unname(table[i, c("rmean", "se(rmean)")]), rmean_own = unname(own[i, c("rmean", "se(rmean)")]),
         at = list(time = at$time, n_risk = at$n.risk, n_event = at$n.event, n_censor = at$n.censor,
                   surv = at$surv, std_err = at$std.err, lower = at$lower, upper = at$upper))
  })
  # The rows themselves, so that the test needs no formulas.
  list(name = name, conf = recipe$conf, level = unbox(level), data = d, strata = strata)
}
cases <- lapply(names(recipes), function(name) case(name, recipes[[name]]))
writeLines(toJSON(list(probabilities = probabilities, cases = cases), digits = I(17), na = "null", null = "null",
                  dataframe = "columns", auto_unbox = FALSE),
           "test/reference/survival/kaplan_meier.json")
