/// The samples of a matrix under models that weigh gene expression.
#include "app/cli/command.hpp"
#include "app/cli/refuse.hpp"
#include "app/cli/score.hpp"
#include "app/cli/score_output.hpp"
#include "venscope/calculator/answer_row.hpp"
#include "venscope/calculator/score_json.hpp"
#include "venscope/risk/expression_score.hpp"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::cli {
namespace {

using Json = nlohmann::ordered_json;

/// What a model says of someone of whom nothing but the expression is known.
struct OfModel {
  const risk::Card& card;
  risk::ExpressionScores scores;
  calculator::KnownPatient nobody;
  risk::Answer answer;
  calculator::SaidOnce said_once;

  OfModel(const risk::Model& model, risk::ExpressionScores of_samples)
      : card(model.card()), scores(std::move(of_samples)) {
    risk::Patient unknown;
    unknown.values.resize(risk::aml_dictionary().variables.size());
    nobody = calculator::know(risk::aml_dictionary(), std::move(unknown));
    answer = model.answer(nobody.patient);
    said_once.absent.assign(risk::aml_dictionary().variables.size(), true);
  }

  risk::Answer of(std::size_t sample) const {
    risk::Answer one = answer;
    if (!scores.score[sample] || one.status == risk::Status::not_applicable) return one;
    one.status = risk::Status::ok;
    one.score = one.low = one.high = scores.score[sample];
    one.group = scores.group(sample);
    one.groups = {*one.group};
    return one;
  }
  std::vector<std::string> missing(std::size_t sample) const {
    std::vector<std::string> genes;
    for (const std::size_t weight : scores.missing[sample])
      genes.push_back(card.weights[weight].gene);
    return genes;
  }
};

/// The median of the samples; of a card with cut points that number, or the list of them.
Json cut_json(const risk::ExpressionScores& scores) {
  if (scores.ranges.empty()) return scores.cut;
  Json cuts = Json::array();
  for (std::size_t i = 1; i < scores.ranges.size(); ++i)
    cuts.push_back(scores.ranges[i].low->value());
  return cuts.size() == 1 ? cuts[0] : cuts;
}

Json row_json(const OfModel& model, const cohort::MatrixFile& matrix, std::size_t sample) {
  Json json = {{"patient", matrix.samples[sample]}};
  json.update(
      calculator::score_json(model.card, model.of(sample), model.nobody, risk::aml_dictionary()));
  json["missing"] = model.missing(sample);
  Json contributions = Json::array();
  for (std::size_t i = 0; i < model.card.weights.size(); ++i) {
    const double value = matrix.values(sample, model.scores.feature[i]);
    const bool known = !std::isnan(value);
    contributions.push_back(
        {{"variable", model.card.weights[i].gene},
         {"value", known ? Json(fmt::format("{}", value)) : Json(nullptr)},
         {"points", known ? Json(model.card.weights[i].weight * value) : Json(nullptr)}});
  }
  json["contributions"] = std::move(contributions);
  json["cut"] = cut_json(model.scores);
  json["cohort"] = {{"samples", matrix.samples.size()}, {"scored", model.scores.scored}};
  return json;
}

std::string rows_text(const std::vector<OfModel>& models, const cohort::MatrixFile& matrix,
                      bool json, const calculator::CsvColumns& columns) {
  std::string text = json ? "[" : calculator::csv_header(columns);
  for (std::size_t sample = 0; sample < matrix.samples.size(); ++sample)
    for (const OfModel& model : models) {
      if (json) {
        text += text.size() == 1 ? "\n" : ",\n";
        text +=
            row_json(model, matrix, sample).dump(-1, ' ', false, Json::error_handler_t::replace);
        continue;
      }
      calculator::append_csv(matrix.samples[sample], text);
      text += calculator::csv_tail(
          model.card, model.of(sample), model.missing(sample),
          calculator::warnings_of(model.card, model.of(sample), model.nobody,
                                  risk::aml_dictionary(), "en", &model.said_once),
          columns);
    }
  return json ? text + "\n]\n" : text;
}

std::vector<std::string> said_of(const OfModel& model, const cohort::MatrixFile& matrix) {
  std::vector<std::string> texts;
  if (model.scores.ranges.empty())
    texts.push_back(
        fmt::format("{}: split at {}, the median of the {} samples of this file that have a score; "
                    "a group says where a patient stands among them",
                    model.card.id, model.scores.cut, model.scores.scored));
  else
    texts.push_back(
        fmt::format("{}: divided at the card's cut points, which hold for values on the "
                    "scale that it was made on",
                    model.card.id));
  if (model.scores.scored < matrix.samples.size())
    texts.push_back(fmt::format("{}: {} of {} samples lack a gene and have no score", model.card.id,
                                matrix.samples.size() - model.scores.scored,
                                matrix.samples.size()));
  for (const std::size_t i : model.answer.applicability_open)
    texts.push_back(fmt::format("{}: not known of anyone whether the model applies: {}",
                                model.card.id, model.card.not_applicable[i].text.en));
  std::vector<bool> held(model.card.notes.size());
  for (const std::size_t note : model.answer.notes) held[note] = true;
  for (std::string& note : calculator::said_notes(model.card, held))
    texts.push_back(std::move(note));
  return texts;
}

}  // namespace

int score_matrix(const ScoreFlags& flags, const ChosenModels& models) {
  GeneFlags genes = flags.genes;
  OptionReader reader;
  expression::ExpressionOptions options = genes.options(reader);
  const cohort::ReadOptions reading = flags.reading.options();
  options.text = {
      .delimiter = reading.delimiter, .decimal = reading.decimal, .missing = reading.missing};
  const std::optional<cohort::MatrixFile> matrix = whole_matrix(flags.matrix, options, reader);
  if (!reader.problems.empty()) return refuse(std::move(reader.problems));
  Problems problems;
  std::vector<OfModel> scored;
  for (const risk::Model* model : models.all()) {
    Result<risk::ExpressionScores> scores = risk::score_expression(model->card(), *matrix);
    if (scores)
      scored.emplace_back(*model, std::move(*scores));
    else
      problems.insert(problems.end(), scores.error().begin(), scores.error().end());
  }
  if (!problems.empty()) return refuse(problems);
  for (const OfModel& model : scored) warn(said_of(model, *matrix));
  ScoreOutput output(flags.out);
  output.write(rows_text(scored, *matrix, flags.format == "json", flags.written));
  const Problems unwritten = output.finish();
  return unwritten.empty() ? done : refuse(unwritten);
}

}  // namespace venscope::cli
