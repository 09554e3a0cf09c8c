# glmnet and cv.glmnet on the data that bench/coxnet.cpp wrote, and how far its steps are from theirs:
#   Rscript bench/coxnet.R FILE STEPS RATIO
suppressMessages({library(survival); library(glmnet)})
args <- commandArgs(TRUE)
file <- file(args[1], "rb")
size <- readBin(file, "double", 2)
time <- readBin(file, "double", size[1])
event <- readBin(file, "double", size[1])
fold <- readBin(file, "double", size[1])
x <- matrix(readBin(file, "double", prod(size)), size[1])
close(file)
y <- Surv(time, event)
ratio <- as.numeric(args[3])
cpu <- function(work) {
  spent <- system.time(value <- work())
  list(value = value, text = sprintf("%.2f s, %.2f s of CPU", spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]]))
}
path <- cpu(function() glmnet(x, y, family = "cox", lambda.min.ratio = ratio))
cat("glmnet, path:", path$text, "\n")
folds <- cpu(function() cv.glmnet(x, y, family = "cox", lambda.min.ratio = ratio, foldid = fold + 1))
cat("cv.glmnet, path and cross-validation:", folds$text, "\n")
# What glmnet finds when its iterations go on for longer, down the first third of the path: at its end that takes hours.
steps <- grep("^step", readLines(args[2]), value = TRUE)
ours <- matrix(as.numeric(unlist(strsplit(sub("step ", "", steps), " "))), length(steps), byrow = TRUE)
first <- seq_len(ceiling(length(steps) / 3))
exact <- glmnet(x, y, family = "cox", lambda = ours[first, 1], thresh = 1e-20, maxit = 1e8)
cat(sprintf("largest difference of the deviance ratio: %.1e, of df: %d\n",
            max(abs(exact$dev.ratio - ours[first, 3])), max(abs(exact$df - ours[first, 2]))))
both <- seq_len(min(length(path$value$dev.ratio), length(steps)))
cat(sprintf("the same of the whole path by glmnet as it comes: %.1e\n",
            max(abs(path$value$dev.ratio[both] - ours[both, 3]))))
same <- min(length(folds$value$cvm), length(steps))
cat(sprintf("largest relative difference of the cross-validated deviance (glmnet as it comes): %.1e\n",
            max(abs(folds$value$cvm[1:same] / ours[1:same, 4] - 1))))
