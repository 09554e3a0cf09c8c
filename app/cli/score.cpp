/// venscope score: risk models applied to patients, of a file or of the command line.
#include "app/cli/score.hpp"

#include "app/cli/command.hpp"
#include "app/cli/refuse.hpp"

#include <memory>

#include <CLI/CLI.hpp>

namespace venscope::cli {
namespace {

/// What does not go together.
void check_together(const ScoreFlags& flags, Problems& problems) {
  const auto wrong = [&problems](const char* what, const char* expected) {
    problems.push_back({"score.options", {}, what, expected, "see `venscope score --help`"});
  };
  const bool file = !flags.patients.empty(), sets = !flags.sets.empty();
  const bool mutations = !flags.mutations.empty();
  const bool matrix = !flags.matrix.empty();
  if (!file && !sets && !mutations && !matrix)
    wrong("no patients",
          "a file of patients, --mutations FILE, one patient by --set, or --x MATRIX");
  if (matrix && (file || sets || mutations))
    wrong("--x and other patients", "the samples of the matrix, or patients by their findings");
  const bool genes = flags.genes.duplicates != "refuse" || !flags.genes.aliases.empty() ||
                     !flags.genes.gene_column.empty();
  if (genes && !matrix)
    wrong("--duplicates, --aliases or --gene-column without --x", "they are of its matrix");
  if (matrix && flags.explain) wrong("--x and --explain", "--format json has the contributions");
  if (sets && (file || mutations))
    wrong("--set and a file", "a file of patients, or one patient by --set");
  if (!mutations && !flags.panel.empty()) wrong("--panel without --mutations", "both");
  if (!mutations && !flags.vaf.empty()) wrong("--vaf without --mutations", "both");
  if (flags.explain && !sets && flags.patient.empty())
    wrong("--explain does not say of whom", "--patient ID, or one patient by --set");
  if (!flags.explain && !flags.patient.empty()) wrong("--patient without --explain", "both");
}

/// --columns, if it goes together with the rest.
calculator::CsvColumns written_columns(const ScoreFlags& flags, std::size_t models,
                                       Problems& problems) {
  if (flags.columns.empty()) return {};
  auto columns = calculator::chosen_columns(flags.columns);
  if (!columns) problems.insert(problems.end(), columns.error().begin(), columns.error().end());
  const auto wrong = [&problems](const char* what, const char* expected) {
    problems.push_back({"score.options", {}, what, expected, "see `venscope score --help`"});
  };
  if (flags.format != "csv" || flags.explain)
    wrong("--columns and another format", "they are columns of CSV");
  if (columns && models > 1 && !columns->has("model"))
    wrong("--columns without the model, of several models", "model among them, or one --model");
  return columns ? *columns : calculator::CsvColumns{};
}

int score(ScoreFlags flags) {
  Problems problems;
  std::vector<std::string> warnings;
  check_together(flags, problems);
  const ChosenModels models = ChosenModels::choose(flags.models, !flags.matrix.empty(), problems);
  flags.written = written_columns(flags, models.all().size(), problems);
  const SetPatient patient = parse_sets(flags.sets, problems, warnings);
  const auto elsewhere = read_mutations(flags, models, problems, warnings);
  if (!problems.empty()) return refuse(problems);
  warn(warnings);
  if (!flags.matrix.empty()) return score_matrix(flags, models);
  if (!flags.sets.empty()) return score_one(flags, patient, models);
  return score_file(flags, models, elsewhere ? &*elsewhere : nullptr);
}

void add_options(CLI::App& command, ScoreFlags& flags) {
  const auto repeated = [&command](const char* name, std::vector<std::string>& values,
                                   const char* description, const char* type) {
    command.add_option(name, values, description)
        ->type_name(type)
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
  };
  command.add_option("PATIENTS", flags.patients,
                     "CSV, TSV or semicolon file, .gz too; - is standard input");
  repeated("--model", flags.models,
           "id of a built-in model or file of a card; may be repeated. Without it: all built-in "
           "models that can be computed",
           "ID_OR_FILE");
  repeated("--set", flags.sets, "a value of one patient instead of a file; repeated",
           "VARIABLE=VALUE");
  command.add_option("--format", flags.format, "csv (also of --set) or json")
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  command
      .add_option(
          "--columns", flags.columns,
          "of csv: only these beside the patient, with commas between, in their usual order")
      ->type_name("NAMES");
  command.add_option("--out", flags.out, "write to this file; it appears whole or not at all")
      ->type_name("FILE");
  command
      .add_option("--x", flags.matrix,
                  "gene expression instead: a matrix of genes by samples, sample names in the "
                  "first row, for models that weigh it")
      ->type_name("MATRIX");
  command
      .add_option("--mutations", flags.mutations,
                  "genes from a list: patient, gene, and where known protein change and allele "
                  "fraction; or a MAF")
      ->type_name("FILE");
  command
      .add_option("--panel", flags.panel,
                  "genes that were tested, one a line or a column `gene`, perhaps with a column "
                  "of patients; without it no gene is wild type")
      ->type_name("FILE");
  command.add_option("--vaf", flags.vaf, "what a column `vaf` is written in: fraction or percent")
      ->check(CLI::IsMember({"fraction", "percent"}));
  command.add_flag("--explain", flags.explain, "one patient's answers as pages of text");
  command.add_option("--patient", flags.patient, "of the file, for --explain")->type_name("ID");
  command.add_flag("--reconstruct", flags.reconstruct,
                   "with --explain and json: survival reconstructed from summary numbers, not "
                   "published, not validated");
  flags.reading.add_to(command);
  flags.genes.add_to(command);
}

}  // namespace

void add_score(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("score", "Apply risk models to patients: one row per patient and model");
  const auto flags = std::make_shared<ScoreFlags>();
  add_options(*command, *flags);
  command->footer(
      "Example:\n"
      "  venscope score --model ven-prs-os --set NF1=mutated --set prior_hma=yes\n"
      "  venscope score --set TP53=mutated --set NPM1=wild_type --format json\n"
      "  venscope score --model ven-prs-os --set NF1=mutated --set prior_hma=yes --explain\n"
      "Of a file: venscope score patients.csv --model ven-prs-os --out scored.csv\n"
      "What is not given is not known, and not wild type. docs/files/score.md");
  command->callback([flags, &run] { run = [flags] { return score(*flags); }; });
}

}  // namespace venscope::cli
