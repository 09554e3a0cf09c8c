#include "app/cli/reading.hpp"

#include <CLI/CLI.hpp>

namespace venscope::cli {

void ReadingFlags::add_to(CLI::App& command) {
  command
      .add_option("--delimiter", delimiter,
                  "comma, semicolon or tab; found by looking where not given")
      ->check(CLI::IsMember({"comma", "semicolon", "tab", ",", ";", "\t"}));
  command
      .add_option("--decimal", decimal,
                  "point or comma; where not given, a comma is understood in semicolon files")
      ->check(CLI::IsMember({"point", "comma", ".", ","}));
  command
      .add_option("--missing", missing,
                  "words that mean missing, beside an empty cell, instead of NA N/A NaN . missing "
                  "unknown")
      ->expected(1, 100)
      ->allow_extra_args(false)
      ->delimiter(',');
}

cohort::ReadOptions ReadingFlags::options() const {
  cohort::ReadOptions options;
  if (delimiter == "comma" || delimiter == ",") options.delimiter = ',';
  if (delimiter == "semicolon" || delimiter == ";") options.delimiter = ';';
  if (delimiter == "tab" || delimiter == "\t") options.delimiter = '\t';
  if (!decimal.empty()) options.decimal = decimal == "comma" || decimal == "," ? ',' : '.';
  if (!missing.empty()) options.missing = missing;
  return options;
}

}  // namespace venscope::cli
