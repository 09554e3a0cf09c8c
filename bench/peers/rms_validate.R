# rms: validate() of cph().
source("bench/peers/common.R"); suppressMessages(library(rms))
frame <- data.frame(time = data_of("time"), status = data_of("status"), data_of("x"))
model <- cph(as.formula(paste("Surv(time, status) ~", paste(names(frame)[-(1:2)], collapse = " + "))), frame, x = TRUE, y = TRUE)
measure(function() { set.seed(1); validate(model, B = resamples) }, function(found) (found["Dxy", "index.orig"] + 1) / 2)
