# Log-rank and G-rho tests by R's survival on the data sets of test/reference/data. From the repository root:
#   Rscript test/reference/survival/log_rank.R
suppressMessages({library(survival); library(jsonlite)})
recipes <- list(
  list(data = "lung", time = "time", event = "status - 1", group = "sex"),
  list(data = "lung", time = "time", event = "status - 1", group = "sex", rho = 1),
  list(data = "lung", time = "time", event = "status - 1", group = "ph.ecog", strata = "sex"),
  list(data = "veteran", time = "time", event = "status", group = "celltype"),
  list(data = "veteran", time = "time", event = "status", group = "celltype", strata = "prior", rho = 0.5),
  list(data = "ovarian", time = "futime", event = "fustat", group = "rx"),
  list(data = "bmt", time = "t2", event = "d3", group = "group"),
  list(data = "bmt", time = "t2", event = "d3", group = "group", strata = "z10"),
  list(data = "freireich", time = "weeks", event = "relapse", group = "arm"),
  list(data = "freireich", time = "weeks", event = "relapse", group = "arm", strata = "pair"),
  list(data = "larynx", time = "time", event = "delta", group = "stage"),
  list(data = "kidney_infection", time = "time", event = "delta", group = "type", rho = 1),
  list(data = "tongue", time = "time", event = "delta", group = "type"),
  list(data = "aml", time = "time", event = "status", group = "x", rho = 1),
  list(data = "rats", time = "time", event = "status", group = "rx", strata = "litter"),
  list(data = "colon", time = "time", event = "status", group = "rx", strata = "extent"),
  list(data = "pbc", time = "time", event = "as.integer(status == 2)", group = "stage"),
  list(data = "ties_everywhere", time = "time", event = "event", group = "group", rho = 1),
  list(data = "ties_everywhere", time = "time", event = "event", group = "group", strata = "stratum"),
  list(data = "continuous", time = "time", event = "event", group = "group", strata = "stratum", rho = 1),
  list(data = "one_event", time = "time", event = "event", group = "group"),
  list(data = "no_event", time = "time", event = "event", group = "group"),
  list(data = "one_time_mixed", time = "time", event = "event", group = "group"),
  list(data = "empty_group", time = "time", event = "event", group = "group"),
  list(data = "group_without_event", time = "time", event = "event", group = "group"),
  list(data = "scale_1e9", time = "time", event = "event", group = "group"),
  list(data = "scale_1e-9", time = "time * 1e6", event = "event", group = "group"),
  list(data = "near_ties", time = "time", event = "event", group = "group"),
  list(data = "time_zero", time = "time", event = "event", group = "z"),
  list(data = "n2", time = "time", event = "event", group = "group"),
  # delayed entry: survdiff refuses, the score test of coxph with the exact method is the log-rank test
  list(data = "channing", entry = "ageentry", time = "age", event = "death", group = "gender",
       where = "ageentry < age & ageentry > 0 & age < 1030"),
  list(data = "delayed_entry", entry = "entry", time = "time", event = "event", group = "group"),
  list(data = "risk_set_empties", entry = "entry", time = "time", event = "event", group = "z"),
  list(data = "start_stop", entry = "start", time = "stop", event = "event", group = "group", strata = "stratum"))

case <- function(recipe) {
  data <- read.csv(file.path("test/reference/data", paste0(recipe$data, ".csv")))
  if (!is.null(recipe$where)) data <- subset(data, eval(parse(text = recipe$where), data))
  value <- function(part) eval(parse(text = recipe[[part]]), data)
  d <- data.frame(time = value("time"), event = value("event"), group = value("group"))
  if (!is.null(recipe$strata)) d$strata <- value("strata")
  if (!is.null(recipe$entry)) d$entry <- value("entry")
  d <- na.omit(d)
  d$group <- as.integer(factor(d$group)) - 1L
  if (!is.null(d$strata)) d$strata <- as.integer(factor(d$strata))
  rho <- if (is.null(recipe$rho)) 0 else recipe$rho
  right <- if (is.null(d$strata)) "" else "+ strata(strata)"
  left <- if (is.null(d$entry)) "Surv(time, event) ~" else "Surv(entry, time, event) ~"
  result <- list(name = unbox(recipe$data), rho = unbox(rho), data = d)
  if (is.null(d$entry)) {
    fit <- survdiff(as.formula(paste(left, "group", right)), d, rho = rho)
    total <- function(x) if (is.matrix(x)) rowSums(x) else x
    result <- c(result, list(n = as.vector(fit$n), observed = total(fit$obs), expected = total(fit$exp),
                             variance = as.vector(fit$var), chisq = unbox(fit$chisq),
                             df = unbox(sum(total(fit$exp) > 0) - 1), p = unbox(fit$pvalue)))
  } else {
    score <- coxph(as.formula(paste(left, "factor(group)", right)), d, ties = "exact", iter.max = 0)
    result <- c(result, list(chisq = unbox(score$score), df = unbox(length(unique(d$group)) - 1)))
  }
  if (rho == 0 && sum(d$event) > 0) {
    trend <- suppressWarnings(coxph(as.formula(paste(left, "group", right)), d, ties = "exact", iter.max = 0))
    result$trend <- unbox(trend$score)
  }
  if (is.null(d$entry) && is.null(d$strata) && length(unique(d$group)) > 2 && sum(d$event) > 5) {
    pairs <- combn(sort(unique(d$group)), 2)
    tests <- apply(pairs, 2, function(pair)
      unlist(survdiff(as.formula(paste(left, "group", right)), d[d$group %in% pair, ], rho = rho)[c("chisq", "pvalue")]))
    result$pairs <- list(first = pairs[1, ], second = pairs[2, ], chisq = tests[1, ], p = tests[2, ],
                         holm = p.adjust(tests[2, ], "holm"), bh = p.adjust(tests[2, ], "BH"))
  }
  result
}
writeLines(toJSON(list(cases = lapply(recipes, case)), digits = I(17), na = "null", null = "null",
                  dataframe = "columns"), "test/reference/survival/log_rank.json")
