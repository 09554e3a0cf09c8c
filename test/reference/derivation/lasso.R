# Selection by LASSO and elastic net as glmnet and cv.glmnet make it: path, cross-validation on given
# folds, the penalty chosen, coefficients. Run from the repository root:
#   Rscript test/reference/derivation/lasso.R
# Made with R 4.2.2, glmnet 4.1-6, survival 3.5-3. The iterations are carried to the end (thresh,
# epsnr), so that what is compared is the minimum and not where glmnet stops by default.
source("test/reference/derivation/procedure.R")
suppressMessages(library(glmnet))
glmnet.control(epsnr = 1e-15, mxitnr = 400)

# Times stay below 100: from 256 on glmnet loses the order of a death and a censoring at the same time.
of_veteran <- function() {
  v <- veteran
  list(time = v$time / 1000, event = as.integer(v$status),
       x = cbind(trt = as.double(v$trt == 2), small = as.double(v$celltype == "smallcell"),
                 adeno = as.double(v$celltype == "adeno"), large = as.double(v$celltype == "large"),
                 prior = as.double(v$prior == 10), karno = v$karno - 60, diagtime = v$diagtime - 5,
                 age = v$age - 62),
       indicator = c(rep(TRUE, 5), rep(FALSE, 3)))
}
fold_of <- function(n, k) rep(seq_len(k), length.out = n)[order((seq_len(n) * 7919) %% 1009)]
array_of <- function(x) I(unname(x))

sets <- list(registry174 = registry(174, 1), registry400 = registry(400, 2), veteran = of_veteran())
cases <- list()
for (name in names(sets)) {
  set <- sets[[name]]
  n <- length(set$time)
  data <- frame_of(set)
  fits <- list()
  for (alpha in c(1, 0.5)) for (screen in list(NULL, 0.25)) for (k in c(5, 10)) {
    columns <- colnames(set$x)
    if (!is.null(screen)) {
      p <- sapply(columns, univariable_p, data = data, ties = "breslow")
      columns <- columns[p < screen]
    }
    fold <- fold_of(n, k)
    cv <- cv.glmnet(set$x[, columns], Surv(set$time, set$event), family = "cox", alpha = alpha,
                    foldid = fold, thresh = 1e-22, maxit = 1e8)
    at <- function(lambda) {
      beta <- drop(as.matrix(coef(cv$glmnet.fit, s = lambda)))
      beta <- beta[beta != 0]
      list(lambda = lambda, columns = I(names(beta)), coef = array_of(beta))
    }
    fits[[length(fits) + 1]] <- list(
      alpha = alpha, screen = if (is.null(screen)) NA else screen, fold = array_of(fold),
      screened = I(columns), lambda = array_of(cv$lambda), cvm = array_of(cv$cvm),
      cvsd = array_of(cv$cvsd), min = at(cv$lambda.min), one_se = at(cv$lambda.1se))
  }
  cases[[length(cases) + 1]] <- c(name = name, set_to_list(set), list(fits = fits))
}
write_json(cases, "lasso.json")
