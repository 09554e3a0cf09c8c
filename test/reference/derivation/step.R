# Backward elimination as MASS::stepAIC does it on coxph, and what stands around it. Run from the
# repository root:   Rscript test/reference/derivation/step.R
# Made with R 4.2.2, survival 3.5-3, MASS 7.3-58.
source("test/reference/derivation/procedure.R")

of_pbc <- function() {
  p <- pbc[complete.cases(pbc[, c("trt", "ascites", "hepato", "spiders", "bili", "albumin", "protime",
                                  "age")]), ]
  list(time = as.double(p$time), event = as.integer(p$status == 2),
       x = cbind(trt = as.double(p$trt == 1), ascites = p$ascites, hepato = p$hepato,
                 spiders = p$spiders, female = as.double(p$sex == "f"), bili = p$bili - 3,
                 albumin = p$albumin - 3.5, protime = p$protime - 10.7, age = p$age - 50),
       indicator = c(rep(TRUE, 5), rep(FALSE, 4)))
}
of_veteran <- function() {
  v <- veteran
  list(time = as.double(v$time), event = as.integer(v$status),
       x = cbind(trt = as.double(v$trt == 2), small = as.double(v$celltype == "smallcell"),
                 adeno = as.double(v$celltype == "adeno"), large = as.double(v$celltype == "large"),
                 prior = as.double(v$prior == 10), karno = v$karno - 60, diagtime = v$diagtime - 5,
                 age = v$age - 62),
       indicator = c(rep(TRUE, 5), rep(FALSE, 3)))
}

sets <- list(registry174 = registry(174, 1), registry400 = registry(400, 2),
             registry120 = registry(120, 3, 18), pbc = of_pbc(), veteran = of_veteran())
cases <- list()
for (name in names(sets)) {
  set <- sets[[name]]
  data <- frame_of(set)
  fits <- list()
  for (ties in c("efron", "breslow")) for (screen in list(NULL, 0.25)) for (bic in c(FALSE, TRUE)) {
    options <- list(ties = ties, screen = screen, selection = "backward", least_events = 1,
                    penalty = if (bic) log(sum(set$event)) else 2, decimals = 2,
                    horizon = unname(median(set$time)))
    found <- derive(data, set, options)
    p <- sapply(colnames(set$x), univariable_p, data = data, ties = ties)
    fits[[length(fits) + 1]] <- list(
      ties = ties, screen = if (is.null(screen)) NA else screen, penalty = options$penalty,
      horizon = options$horizon, p = I(unname(p)), screened = I(found$screened),
      eliminated = I(found$eliminated), selected = I(names(coef(found$fit))),
      coef = I(unname(coef(found$fit))), loglik = tail(found$fit$loglik, 1),
      aic = extractAIC(found$fit, k = options$penalty)[2], columns = I(found$rule$columns),
      points = I(unname(found$rule$points)), cuts = found$rule$cuts, hazard = found$rule$hazard,
      performance = I(performance(found$rule, data, options)))
  }
  cases[[length(cases) + 1]] <- c(name = name, set_to_list(set), list(fits = fits))
}
write_json(cases, "step.json")
