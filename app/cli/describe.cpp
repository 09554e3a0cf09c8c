/// venscope describe: what is in a file, before anyone writes a protocol.
#include "venscope/cohort/describe.hpp"

#include "app/cli/command.hpp"
#include "app/cli/progress.hpp"
#include "app/cli/reading.hpp"
#include "app/cli/refuse.hpp"
#include "app/cli/terminal.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace venscope::cli {
namespace {

struct DescribeFlags {
  std::string data;
  std::string format = "text";
  std::string dictionary;
  ReadingFlags reading;
};

int describe_file(const DescribeFlags& flags) {
  cohort::ReadOptions options = flags.reading.options();
  options.tolerate_values = true;
  const bool declared = !flags.dictionary.empty();
  Result<cohort::Dictionary> dictionary =
      cohort::load_dictionary(declared ? flags.dictionary : "aml");
  if (!dictionary) return refuse(dictionary.error());
  if (declared) options = cohort::reading_options(*dictionary, std::move(options));

  Problems problems;
  std::optional<cohort::ReadTable> read = [&] {
    const Progress progress("Reading");
    return cohort::read_table(flags.data, options, problems);
  }();
  if (read && declared) {
    cohort::TypedTable typed =
        cohort::apply_dictionary(std::move(read->table), *dictionary, problems);
    read->table = std::move(typed.table);
    for (std::string& text : typed.assumptions) read->assumptions.push_back(std::move(text));
    for (Problem& problem : typed.suspicions) read->suspicions.push_back(std::move(problem));
  }
  if (!problems.empty()) return refuse(std::move(problems));
  const cohort::Description about =
      cohort::describe(read->table, declared ? cohort::Dictionary{} : *dictionary);
  print(flags.format == "json" ? cohort::description_json(*read, about)
                               : cohort::description_text(*read, about, output_width()));
  return done;
}

}  // namespace

void add_describe(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("describe", "What is in a data file: columns, types, missing, suspicions");
  const auto flags = std::make_shared<DescribeFlags>();
  command->add_option("DATA", flags->data, "CSV, TSV or semicolon file; .gz too")->required();
  command->add_option("--format", flags->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("--dictionary", flags->dictionary,
                      "aml, or a TOML file: type, rename and check the columns by it");
  flags->reading.add_to(*command);
  command->footer(
      "Example:\n"
      "  venscope describe studies/bmt-leukaemia/cohort.csv\n"
      "  venscope describe studies/bmt-leukaemia/cohort.csv --dictionary aml --format json");
  command->callback([flags, &run] { run = [flags] { return describe_file(*flags); }; });
}

}  // namespace venscope::cli
