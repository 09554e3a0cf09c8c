/// The rows of `venscope score`: of a file of patients, of a list of mutations, of --set.
#include "app/cli/byte_source.hpp"
#include "app/cli/command.hpp"
#include "app/cli/fit_sets.hpp"
#include "app/cli/progress.hpp"
#include "app/cli/refuse.hpp"
#include "app/cli/score.hpp"
#include "app/cli/score_output.hpp"
#include "venscope/base/crew.hpp"
#include "venscope/base/nearest.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/calculator/answer_row.hpp"
#include "venscope/calculator/explain.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/risk/card.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace venscope::cli {
namespace {

using calculator::Batch;
using calculator::BatchOptions;

/// What is read: a file, or the patients of a list of mutations as a table of one column.
class Patients {
public:
  Patients(const ScoreFlags& flags, const calculator::Elsewhere* elsewhere) {
    if (!flags.patients.empty()) {
      source_ = ByteSource::open(flags.patients);
      return;
    }
    name_ = flags.mutations;
    table_ = "patient\n";
    for (const std::string& patient : elsewhere->patients) {
      calculator::append_csv(patient, table_);
      table_ += '\n';
    }
  }
  Problems problems() const { return source_ && !*source_ ? source_->error() : Problems{}; }
  const std::string& name() const { return source_ ? (*source_)->name() : name_; }
  Problems each(const ByteSource::Use& use) const {
    if (source_) return (*source_)->each(use);
    use(table_, table_.size(), table_.size());
    return {};
  }

private:
  std::optional<Result<ByteSource>> source_;
  std::string name_, table_;
};

/// Beyond some threads, to read and to write is what takes the time.
constexpr unsigned most_threads = 8;

calculator::Helpers helpers(Crew& crew) {
  return {crew.threads(),
          [&crew](std::size_t number, const auto& work) { crew.share(number, false, work); }};
}

BatchOptions batch_options(const ScoreFlags& flags, const Patients& patients,
                           const calculator::Elsewhere* elsewhere) {
  BatchOptions options;
  if (flags.format == "json") options.format = BatchOptions::Format::json;
  options.file = patients.name();
  options.reading = flags.reading.options();
  options.elsewhere = elsewhere;
  options.columns = flags.written;
  options.reconstruct = flags.reconstruct;
  return options;
}

/// All bytes through the batch once. Everything that was wrong.
Problems pass(const Patients& patients, Batch& batch, Progress& progress, std::size_t number,
              std::size_t of) {
  Problems problems =
      patients.each([&](std::string_view bytes, std::size_t done, std::size_t total) {
        batch.feed(bytes);
        progress((number - 1) * total + done, of * total);
      });
  if (problems.empty()) batch.finish();
  for (Problem& problem : batch.take_problems()) problems.push_back(std::move(problem));
  return problems;
}

std::string pages(const calculator::KnownPatient& known, std::string_view id,
                  const ScoreFlags& flags, const ChosenModels& models) {
  std::string text;
  for (const risk::Model* model : models.all())
    text += (text.empty() ? "" : "\n\n") +
            calculator::explain(*model, known, risk::aml_dictionary(), id, flags.reconstruct);
  return text + std::string(calculator::explanation_end());
}

int print(const ScoreFlags& flags, const std::string& text) {
  ScoreOutput output(flags.out);
  output.write(text);
  const Problems problems = output.finish();
  return problems.empty() ? done : refuse(problems);
}

int explain_row(const ScoreFlags& flags, const ChosenModels& models, const Patients& patients,
                const calculator::Elsewhere* elsewhere) {
  std::string text;
  BatchOptions options = batch_options(flags, patients, elsewhere);
  options.only = flags.patient;
  options.visit = [&](const calculator::PatientRow& row) {
    const calculator::KnownPatient known =
        calculator::know(risk::aml_dictionary(), row.values, row.remarks);
    text += (text.empty() ? "" : "\n\n") + pages(known, row.patient, flags, models);
  };
  Batch batch(models.all(), risk::aml_dictionary(), std::move(options),
              [](std::string_view) { return true; });
  Progress progress("Reading");
  Problems problems = pass(patients, batch, progress, 1, 1);
  if (problems.empty() && text.empty())
    problems.push_back({"score.no_such_patient",
                        {patients.name(), 0, ""},
                        fmt::format("there is no patient {}", cohort::shown(flags.patient)),
                        "an id of the column of patients, or the number of a row without one",
                        ""});
  return problems.empty() ? print(flags, text) : refuse(problems);
}

std::string rows_of(const SetPatient& patient, const calculator::KnownPatient& known,
                    const ScoreFlags& flags, const ChosenModels& models) {
  const bool json = flags.format == "json";
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  const calculator::SaidOnce nothing{std::vector<bool>(dictionary.variables.size())};
  std::string text = json ? "[" : calculator::csv_header(flags.written);
  for (const risk::Model* model : models.all()) {
    const risk::Answer answer = model->answer(known.patient);
    if (json) {
      text += text.size() == 1 ? "\n{\"patient\":" : ",\n{\"patient\":";
      calculator::append_json(patient.id, text);
      text +=
          ',' + calculator::json_tail(model->card(), answer, known, dictionary, flags.reconstruct);
      continue;
    }
    calculator::append_csv(patient.id, text);
    text += calculator::csv_tail(model->card(), answer, known, dictionary, nothing, flags.written);
    std::vector<bool> held(model->card().notes.size());
    for (const std::size_t note : answer.notes) held[note] = true;
    warn(calculator::said_notes(model->card(), held));
  }
  return json ? text + "\n]\n" : text;
}

}  // namespace

void warn(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) std::fputs(("warning: " + text + "\n").c_str(), stderr);
}

/// Reads the file once, or twice where the output would be seen before all of it was checked.
int score_file(const ScoreFlags& flags, const ChosenModels& models,
               const calculator::Elsewhere* elsewhere) {
  const Patients patients(flags, elsewhere);
  if (const Problems problems = patients.problems(); !problems.empty()) return refuse(problems);
  if (flags.explain) return explain_row(flags, models, patients, elsewhere);
  ScoreOutput output(flags.out);
  Crew crew(std::min(all_threads(), most_threads));
  BatchOptions options = batch_options(flags, patients, elsewhere);
  options.helpers = helpers(crew);
  Batch batch(models.all(), risk::aml_dictionary(), std::move(options),
              [&output](std::string_view bytes) { return output.write(bytes); });
  {
    Progress progress("Scoring");
    const std::size_t passes = output.whole() ? 1 : 2;
    for (std::size_t number = 1; number <= passes; ++number) {
      if (number == 2) batch.again();
      batch.check_only(number < passes);
      const Problems problems = pass(patients, batch, progress, number, passes);
      if (!problems.empty()) return refuse(problems);
    }
  }
  if (const Problems problems = output.finish(); !problems.empty()) return refuse(problems);
  warn(batch.take_warnings());
  return done;
}

int score_one(const ScoreFlags& flags, const SetPatient& patient, const ChosenModels& models) {
  const calculator::KnownPatient known = calculator::know(risk::aml_dictionary(), patient.values);
  return print(flags, flags.explain ? pages(known, patient.id, flags, models)
                                    : rows_of(patient, known, flags, models));
}

}  // namespace venscope::cli
