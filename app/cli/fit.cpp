/// venscope fit: one analysis from a formula and a file. Each kind is a file fit_<kind>.cpp.
#include "app/cli/fit.hpp"

#include "app/cli/fit_columns.hpp"
#include "app/cli/progress.hpp"
#include "app/cli/refuse.hpp"
#include "venscope/base/nearest.hpp"
#include "venscope/base/utf8.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/synthetic.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

bool read_double(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

void say(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void append(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

Problem option_problem(std::string_view option, std::string what, std::string expected) {
  return {"command_line.option",
          {std::string(option), 0, ""},
          std::move(what),
          std::move(expected),
          ""};
}

/// What the command line holds besides options and arguments. `arguments_known` is false where an
/// argument may stand in the place of another.
Problems unknown_words(const FitArguments& arguments, bool& arguments_known) {
  Problems problems;
  bool after_option = false;
  arguments_known = true;
  for (const std::string& word : arguments.unknown) {
    const bool option = word.starts_with('-');
    if (option) {
      const std::string near = nearest_name(word.substr(0, word.find('=')), arguments.options);
      problems.push_back({"command_line.unknown",
                          {word, 0, ""},
                          "there is no such option",
                          "",
                          near.empty() ? "" : "did you mean " + near + "?"});
    } else if (!after_option) {
      problems.push_back({"command_line.unknown",
                          {word, 0, ""},
                          "one argument too many",
                          arguments.needs_formula ? "a formula in quotes and a file" : "a file",
                          ""});
    }
    // A word after an unknown option is its value, if the formula is one.
    const bool value = after_option && (!arguments.needs_formula ||
                                        arguments.formula.find('~') != std::string::npos);
    arguments_known = arguments_known && (option || value);
    after_option = option;
  }
  return problems;
}

using CheckColumns = std::function<Problems(const cohort::Table&)>;
using Analyse = std::function<Result<FitOutput>(const cohort::Table&, Format)>;

/// A column that was read as text for its decimal marks explains many a refusal that does not speak
/// of them: a marker of one level per patient. Said unless the problems say it.
void say_decimal_marks(const Problems& suspicions, const Problems& problems) {
  for (const Problem& suspicion : suspicions) {
    if (suspicion.code != "cohort.decimal_comma" && suspicion.code != "cohort.decimal_point")
      continue;
    if (std::none_of(problems.begin(), problems.end(), [&](const Problem& problem) {
          return problem.place.column == suspicion.place.column;
        }))
      say("warning: " + to_text(suspicion) + "\n");
  }
}

int checked_run(const FitArguments& arguments, OptionReader options, const CheckColumns& check,
                const Analyse& analyse) {
  const auto format =
      static_cast<Format>(options.choice("--format", arguments.format, {"text", "json", "csv"}));
  bool arguments_known = true;
  Problems problems = unknown_words(arguments, arguments_known);
  append(problems, options.problems);
  if (!arguments_known) return refuse(std::move(problems));
  const auto read = [&] {
    const Progress progress("Reading");
    cohort::ReadOptions reading = arguments.reading.options();
    for (const std::string& name : arguments.text_columns) reading.columns[name].as_text = true;
    return cohort::read_table(arguments.data, reading, problems);
  }();
  if (read && !problems.empty() && check) append(problems, check(read->table));
  if (!problems.empty()) return refuse(problems);

  const auto output = [&] {
    const Progress progress("Fitting");
    return analyse(read->table, format);
  }();
  if (!output) {
    say_decimal_marks(read->suspicions, output.error());
    return refuse(output.error());
  }
  if (const auto synthetic = study::synthetic_rows(read->table, false, {}))
    say("warning: " + study::synthetic_text(*synthetic) + "\n");
  for (const Problem& suspicion : read->suspicions) say("warning: " + to_text(suspicion) + "\n");
  if (format != Format::json)
    for (const std::string& warning : output->warnings)
      say("warning: " + printable(warning) + "\n");
  // Titles and notes hold names as well as tables do.
  const std::string text = format == Format::text ? printable(output->text) : output->text;
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
  if (written == text.size() && std::fflush(stdout) == 0) return done;
  say("venscope: standard output could not be written\n");
  return not_analysable;
}

}  // namespace

double OptionReader::number(std::string_view option, const std::string& text, double low,
                            double high, double otherwise) {
  double value = otherwise;
  if (read_double(text, value) && value > low && value < high) return value;
  const std::string range = std::isinf(low) && std::isinf(high) ? "a number"
                            : std::isinf(high)
                                ? fmt::format("a number above {}", low)
                                : fmt::format("a number between {} and {}", low, high);
  problems.push_back(option_problem(option, fmt::format("'{}' is out of range", text), range));
  return otherwise;
}

std::uint64_t OptionReader::whole(std::string_view option, const std::string& text,
                                  std::uint64_t low, std::uint64_t high) {
  std::uint64_t value = low;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value >= low && value <= high)
    return value;
  problems.push_back(option_problem(option, fmt::format("'{}' is out of range", text),
                                    high == UINT64_MAX
                                        ? fmt::format("a whole number from {} on", low)
                                        : fmt::format("a whole number from {} to {}", low, high)));
  return low;
}

std::vector<double> OptionReader::numbers(std::string_view option, const std::string& text) {
  std::vector<double> values;
  for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string_view part = std::string_view(text).substr(begin, end - begin);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    double value = 0;
    if (read_double(part, value))
      values.push_back(value);
    else
      problems.push_back(option_problem(option, fmt::format("'{}' is no number", part),
                                        "numbers with commas between, such as 6,12,24"));
    begin = end + 1;
  }
  return values;
}

std::size_t OptionReader::choice(std::string_view option, const std::string& text,
                                 const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == text) return i;
  problems.push_back(option_problem(option, fmt::format("'{}' is unknown", text),
                                    fmt::format("one of {}", fmt::join(words, ", "))));
  return 0;
}

CLI::App* add_kind(CLI::App& fit, FitArguments& arguments, std::string name,
                   std::string description, std::string example, bool weighted) {
  CLI::App* kind = fit.add_subcommand(std::move(name), std::move(description));
  if (arguments.needs_formula)
    kind->add_option("formula", arguments.formula, "such as 'Surv(time, event) ~ age + sex'")
        ->required();
  kind->add_option("data", arguments.data, "CSV, TSV or semicolon file, .gz too")->required();
  kind->add_option("--format", arguments.format, "text, json or csv")->capture_default_str();
  if (weighted)
    kind->add_option("--weights", arguments.weights, "column of case weights")->type_name("COLUMN");
  arguments.reading.add_to(*kind);
  kind->footer("Example:\n  " + std::move(example));
  // Left to run_fit, which says everything that is wrong at once.
  kind->allow_extras();
  kind->parse_complete_callback([kind, &arguments] {
    arguments.unknown = kind->remaining();
    for (const CLI::Option* option : kind->get_options())
      if (option->nonpositional()) arguments.options.push_back(option->get_name());
  });
  return kind;
}

std::optional<std::string> weights_of(const FitArguments& arguments) {
  if (arguments.weights.empty()) return {};
  return arguments.weights;
}

int run_fit(const FitArguments& arguments, OptionReader options, const formula::FrameOptions& frame,
            const std::function<Result<FitOutput>(const cohort::Table&, Format)>& analyse) {
  const auto check = [&](const cohort::Table& table) {
    const auto checked = formula::model_frame(arguments.formula, table, frame);
    return checked ? Problems{} : checked.error();
  };
  return checked_run(arguments, std::move(options),
                     arguments.needs_formula ? CheckColumns(check) : CheckColumns(), analyse);
}

int run_fit_of_columns(
    const FitArguments& arguments, OptionReader options,
    const std::function<Problems(const cohort::Table&)>& check,
    const std::function<Result<FitOutput>(const cohort::Table&, Format)>& analyse) {
  return checked_run(arguments, std::move(options), check, analyse);
}

std::string heading(std::string_view title, const formula::ModelFrame& frame) {
  std::size_t events = 0;
  for (const std::int32_t event : frame.outcomes.event) events += event != 0;
  const auto counted = [](std::size_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
  };
  std::string text =
      fmt::format("{}: {}\n{}", title, frame.formula, counted(frame.rows.size(), "row"));
  if (frame.outcomes.size() > 0) text += ", " + counted(events, "event");
  if (frame.n_missing > 0) {
    std::vector<std::string> counts;
    for (const formula::MissingCount& count : frame.missing)
      counts.push_back(fmt::format("{} on {}", count.name, count.rows));
    text += fmt::format("; {} left out, missing {}", counted(frame.n_missing, "row"),
                        fmt::join(counts, ", "));
  }
  return text + "\n\n";
}

void add_fit(CLI::App& app, Run& run) {
  CLI::App* fit = app.add_subcommand("fit", "One analysis from a formula and a file");
  fit->require_subcommand(1);
  fit->footer(
      "Example:\n  venscope fit cox 'Surv(os_days, died) ~ age + factor(sex)' "
      "studies/bmt-leukaemia/cohort.csv\n"
      "Formulas are those of R: docs/files/formulas.md.");
  add_km(*fit, run);
  add_logrank(*fit, run);
  add_rmst(*fit, run);
  add_differential(*fit, run);
  add_correlate(*fit, run);
  add_cox(*fit, run);
  add_coxnet(*fit, run);
  add_screen(*fit, run);
  add_logistic(*fit, run);
  add_replicates(*fit, run);
  add_qpcr(*fit, run);
  add_table(*fit, run);
  add_concordance(*fit, run);
  add_roc(*fit, run);
  add_cuminc(*fit, run);
  add_finegray(*fit, run);
  add_pool(*fit, run);
  add_gsea(*fit, run);
  add_ora(*fit, run);
  add_geneset(*fit, run);
  add_fractions(*fit, run);
  add_submap(*fit, run);
  add_dose(*fit, run);
  add_synergy(*fit, run);
  add_tobit(*fit, run);
}

}  // namespace venscope::cli
