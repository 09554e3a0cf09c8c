#include "app/cli/fit_sets.hpp"

#include "app/cli/progress.hpp"
#include "app/cli/refuse.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/utf8.hpp"
#include "venscope/enrichment/gene_sets.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {

CLI::App* add_plain_kind(CLI::App& fit, std::string name, std::string description,
                         std::string example, std::string& format) {
  CLI::App* kind = fit.add_subcommand(std::move(name), std::move(description));
  kind->add_option("--format", format, "text, json or csv")->capture_default_str();
  kind->footer("Example:\n  " + std::move(example));
  return kind;
}

void SetReader::wrong(std::string_view option, std::string what, std::string expected) {
  problems.push_back({"command_line.option",
                      {std::string(option), 0, ""},
                      std::move(what),
                      std::move(expected),
                      ""});
}

std::vector<expression::GeneSet> SetReader::sets(const std::string& given) {
  if (given == "immune") return enrichment::built_in_sets();
  auto read = expression::read_gene_sets(given);
  if (read) {
    for (const Problem& suspicion : read->suspicions)
      std::fputs(("warning: " + to_text(suspicion) + "\n").c_str(), stderr);
    return std::move(read->sets);
  }
  for (Problem& problem : read.error()) problems.push_back(std::move(problem));
  return {};
}

std::optional<cohort::ReadTable> SetReader::table(const std::string& path,
                                                  const ReadingFlags& flags,
                                                  const std::vector<std::string>& text_columns) {
  const Progress progress("Reading");
  cohort::ReadOptions reading = flags.options();
  for (const std::string& name : text_columns) reading.columns[name].as_text = true;
  auto read = cohort::read_table(path, reading, problems);
  if (!read) return {};
  return std::move(*read);
}

const cohort::Column* SetReader::column(const cohort::Table& table, std::string_view option,
                                        const std::string& name) {
  const cohort::Column* column = table.find(name);
  if (!column) {
    std::vector<std::string> names;
    for (const cohort::Column& one : table.columns) names.push_back(one.name);
    if (names.size() > 12) names.resize(12);
    wrong(option, fmt::format("there is no column {} in {}", name, table.file),
          fmt::format("one of {}", fmt::join(names, ", ")));
  }
  return column;
}

std::uint64_t SetReader::whole(std::string_view option, const std::string& text,
                               std::uint64_t low) {
  std::uint64_t value = low;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value >= low) return value;
  wrong(option, fmt::format("'{}' is out of range", text),
        fmt::format("a whole number from {} on", low));
  return low;
}

std::vector<std::string> texts_of(const cohort::Column& column) {
  std::vector<std::string> texts(column.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (!column.missing(i))
      texts[i] = column.numeric() ? fmt::format("{}", column.number[i])
                                  : column.levels[static_cast<std::size_t>(column.code[i])];
  return texts;
}

int run_plain(SetReader reader, const std::string& format_text,
              const std::function<Result<FitOutput>(Format)>& analyse) {
  const auto format =
      static_cast<Format>(reader.choice("--format", format_text, {"text", "json", "csv"}));
  if (!reader.problems.empty()) return refuse(std::move(reader.problems));
  const auto output = [&] {
    const Progress progress("Computing");
    return analyse(format);
  }();
  if (!output) return refuse(output.error());
  if (format != Format::json)
    for (const std::string& warning : output->warnings)
      std::fputs(("warning: " + printable(warning) + "\n").c_str(), stderr);
  const std::string text = format == Format::text ? printable(output->text) : output->text;
  const std::size_t written = std::fwrite(text.data(), 1, text.size(), stdout);
  if (written == text.size() && std::fflush(stdout) == 0) return done;
  std::fputs("venscope: standard output could not be written\n", stderr);
  return not_analysable;
}

}  // namespace venscope::cli
