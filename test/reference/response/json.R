# write_json(value, name): JSON with 17 significant digits beside the scripts (jsonlite stops at 15);
# NA and NaN become null, infinities the texts "Inf" and "-Inf".
suppressMessages(library(jsonlite))

json_numbers <- function(v) {
  if (is.list(v)) return(lapply(v, json_numbers))
  if (!is.numeric(v)) return(v)
  ifelse(is.na(v), "\001null", ifelse(is.infinite(v), ifelse(v > 0, "Inf", "-Inf"),
         paste0("\001", sprintf("%.17g", v))))
}

write_json <- function(value, name, room = "response") {
  text <- toJSON(json_numbers(value), auto_unbox = TRUE)
  text <- gsub('"\\\\u0001([^"]*)"', "\\1", text)
  text <- gsub('},{"name"', '},\n{"name"', text, fixed = TRUE)
  text <- gsub('],[', '],\n[', text, fixed = TRUE)
  writeLines(text, file.path("test/reference", room, paste0(name, ".json")))
}
