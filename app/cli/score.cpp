/// venscope score: risk models applied to patients, of a file or of the command line.
#include "app/cli/score.hpp"

#include "app/cli/byte_source.hpp"
#include "app/cli/command.hpp"
#include "app/cli/progress.hpp"
#include "app/cli/reading.hpp"
#include "app/cli/refuse.hpp"
#include "app/cli/score_output.hpp"
#include "venscope/calculator/answer_row.hpp"
#include "venscope/risk/card.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

namespace venscope::cli {
namespace {

using calculator::Batch;
using calculator::BatchOptions;

struct ScoreFlags {
  std::string patients, format = "csv", out;
  std::vector<std::string> models, sets;
  ReadingFlags reading;
};

void warn(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) std::fputs(("warning: " + text + "\n").c_str(), stderr);
}

void add_all(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

BatchOptions::Format format_of(const ScoreFlags& flags) {
  return flags.format == "json" ? BatchOptions::Format::json : BatchOptions::Format::csv;
}

/// Reads the file once, or twice where the output would be seen before all of it was checked.
int score_file(const ScoreFlags& flags, const std::vector<const risk::Model*>& models) {
  const Result<ByteSource> source = ByteSource::open(flags.patients);
  if (!source) return refuse(source.error());
  BatchOptions options;
  options.format = format_of(flags);
  options.file = source->name();
  options.reading = flags.reading.options();
  ScoreOutput output(flags.out);
  Batch batch(models, risk::aml_dictionary(), std::move(options),
              [&output](std::string_view bytes) { return output.write(bytes); });
  Progress progress("Scoring");
  const std::size_t passes = output.whole() ? 1 : 2;
  for (std::size_t pass = 1; pass <= passes; ++pass) {
    if (pass == 2) batch.again();
    batch.check_only(pass < passes);
    Problems problems =
        source->each([&](std::string_view bytes, std::size_t done, std::size_t total) {
          batch.feed(bytes);
          progress((pass - 1) * total + done, passes * total);
        });
    batch.finish();
    add_all(problems, batch.take_problems());
    if (!problems.empty()) return refuse(problems);
  }
  if (const Problems problems = output.finish(); !problems.empty()) return refuse(problems);
  warn(batch.take_warnings());
  return done;
}

std::string rows_of(const SetPatient& patient, const std::vector<const risk::Model*>& models,
                    bool json) {
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  const calculator::KnownPatient known = calculator::know(dictionary, patient.values);
  const calculator::SaidOnce nothing{std::vector<bool>(dictionary.variables.size())};
  std::string text = json ? "[" : std::string(calculator::csv_header());
  for (const risk::Model* model : models) {
    const risk::Answer answer = model->answer(known.patient);
    if (json) {
      text += text.size() == 1 ? "\n{\"patient\":" : ",\n{\"patient\":";
      calculator::append_json(patient.id, text);
      text += ',' + calculator::json_tail(model->card(), answer, known, dictionary);
      continue;
    }
    calculator::append_csv(patient.id, text);
    text += calculator::csv_tail(model->card(), answer, known, dictionary, nothing);
    std::vector<bool> held(model->card().notes.size());
    for (const std::size_t note : answer.notes) held[note] = true;
    warn(calculator::said_notes(model->card(), held));
  }
  return json ? text + "\n]\n" : text;
}

int score_one(const ScoreFlags& flags, const SetPatient& patient,
              const std::vector<const risk::Model*>& models) {
  ScoreOutput output(flags.out);
  output.write(rows_of(patient, models, flags.format == "json"));
  const Problems problems = output.finish();
  return problems.empty() ? done : refuse(problems);
}

int score(const ScoreFlags& flags) {
  Problems problems;
  std::vector<std::string> warnings;
  const ChosenModels chosen = ChosenModels::choose(flags.models, problems);
  const SetPatient patient = parse_sets(flags.sets, problems, warnings);
  if (flags.patients.empty() == flags.sets.empty())
    problems.push_back({"score.patients",
                        {},
                        flags.sets.empty() ? "no patients" : "a file and --set",
                        "a file of patients, or one patient by --set",
                        "see `venscope score --help`"});
  if (!problems.empty()) return refuse(problems);
  warn(warnings);
  return flags.patients.empty() ? score_one(flags, patient, chosen.all())
                                : score_file(flags, chosen.all());
}

}  // namespace

void add_score(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("score", "Apply risk models to patients: one row per patient and model");
  const auto flags = std::make_shared<ScoreFlags>();
  command->add_option("PATIENTS", flags->patients,
                      "CSV, TSV or semicolon file, .gz too; - is standard input");
  command
      ->add_option("--model", flags->models,
                   "id of a built-in model or file of a card; may be repeated. Without it: all "
                   "built-in models that can be computed")
      ->type_name("ID_OR_FILE")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--set", flags->sets, "a value of one patient instead of a file; repeated")
      ->type_name("VARIABLE=VALUE")
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--format", flags->format, "csv (as for files) or json")
      ->check(CLI::IsMember({"csv", "json"}))
      ->capture_default_str();
  command->add_option("--out", flags->out, "write to this file; it appears whole or not at all")
      ->type_name("FILE");
  flags->reading.add_to(*command);
  command->footer(
      "Example:\n"
      "  venscope score --model ven-prs-os --set NF1=mutated --set prior_hma=yes\n"
      "  venscope score --set TP53=mutated --set NPM1=wild_type --format json\n"
      "Of a file: venscope score patients.csv --model ven-prs-os --out scored.csv\n"
      "What is not given is not known, and not wild type. docs/files/score.md");
  command->callback([flags, &run] { run = [flags] { return score(*flags); }; });
}

}  // namespace venscope::cli
