#include "venscope/study/applied_score.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/risk/model.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using risk::Card;
using risk::Patient;
using risk::Value;

void reject(const ScoreRequest& request, std::string code, std::string what, std::string expected,
            std::string remedy, Problems& problems) {
  problems.push_back({std::move(code), request.place, std::move(what), std::move(expected),
                      std::move(remedy), Fault::input});
}

std::optional<CardWithText> card_of(const ScoreRequest& request, Problems& problems) {
  if (request.path.empty()) {
    if (const Card* card = risk::find_card(request.model))
      return CardWithText{*card, std::string(risk::card_text(request.model))};
    std::vector<std::string> ids;
    for (const Card& card : risk::built_in_cards()) ids.push_back(card.id);
    const std::string near = nearest_name(request.model, ids);
    reject(request, "study.unknown_model", "there is no model '" + request.model + "'",
           fmt::format("{}, or a card's file", fmt::join(ids, ", ")),
           near.empty() ? "see venscope model list" : "write '" + near + "' if that is meant",
           problems);
    return {};
  }
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::open(request.path);
  Result<Card> card = bytes ? risk::parse_card(bytes->text(), request.model, risk::aml_dictionary())
                            : tl::unexpected(bytes.error());
  if (card) return CardWithText{std::move(*card), std::string(bytes->text())};
  problems.insert(problems.end(), card.error().begin(), card.error().end());
  return {};
}

bool computable(const ScoreRequest& request, const Card& card, Problems& problems) {
  if (card.status != "not computable" && card.kind != risk::RuleKind::expression) return true;
  reject(request, "study.not_computable", "'" + card.id + "' cannot be computed from findings",
         "a card on clinical and genetic findings",
         card.reason.en.empty() ? "see venscope model show " + card.id : card.reason.en, problems);
  return false;
}

/// One column as values of a variable of the dictionary.
class ColumnValues {
public:
  ColumnValues(const cohort::Variable& variable, const cohort::Column& column)
      : variable_(variable), column_(column) {
    for (const std::string& level : column.levels) levels_.push_back(read(level));
  }

  Value at(std::size_t row) const {
    if (column_.not_tested(row)) return {Value::State::not_tested, -1, 0.0};
    if (column_.missing(row)) return {};
    if (!column_.numeric()) return levels_[static_cast<std::size_t>(column_.code[row])];
    return read(fmt::format("{}", column_.number[row]));
  }
  /// What could not be read, each text once.
  const std::set<std::string>& unread() const { return unread_; }

private:
  Value read(const std::string& text) const {
    const Result<Value> value = risk::parse_value(variable_, text);
    if (value) return *value;
    unread_.insert(text);
    return {};
  }

  const cohort::Variable& variable_;
  const cohort::Column& column_;
  std::vector<Value> levels_;
  mutable std::set<std::string> unread_;
};

const cohort::Column* column_of(const ScoreRequest& request, const cohort::Table& table,
                                const std::string& variable) {
  for (const auto& [name, column] : request.columns)
    if (name == variable) return table.find(column);
  return table.find(variable);
}

/// Fills the gaps that the protocol says how to fill.
void assume(const ScoreRequest& request, std::vector<Patient>& patients, AppliedScore& applied,
            Problems& problems) {
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  for (const auto& [name, text] : request.assume) {
    const cohort::Variable& variable = *dictionary.find(name);
    const Result<Value> value = risk::parse_value(variable, text);
    if (!value || !value->known()) {
      reject(request, "study.score_value",
             fmt::format("'{}' is no value of {}", text, variable.name),
             fmt::format("{}", fmt::join(risk::levels_of(variable), ", ")), "", problems);
      continue;
    }
    std::size_t filled = 0;
    for (Patient& patient : patients) {
      Value& known =
          patient.values[static_cast<std::size_t>(&variable - dictionary.variables.data())];
      if (known.known()) continue;
      known = *value;
      ++filled;
    }
    applied.assumed.emplace_back(
        fmt::format("{}: {}", variable.label,
                    report::level_words(risk::value_text(variable, *value))),
        filled);
  }
}

bool wanted(const Card& card, std::size_t variable) {
  return std::find(card.inputs.begin(), card.inputs.end(), variable) != card.inputs.end();
}

/// The patients as the card sees them, before anything is inferred.
std::vector<Patient> patients_of(const ScoreRequest& request, const Card& card,
                                 const cohort::Table& table, AppliedScore& applied,
                                 Problems& problems) {
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  std::vector<Patient> patients(table.rows);
  for (Patient& patient : patients) patient.values.resize(dictionary.variables.size());
  for (std::size_t v = 0; v < dictionary.variables.size(); ++v) {
    const cohort::Variable& variable = dictionary.variables[v];
    const cohort::Column* column = column_of(request, table, variable.name);
    if (!column || column->type == cohort::ColumnType::date) continue;
    const ColumnValues values(variable, *column);
    for (std::size_t row = 0; row < table.rows; ++row) patients[row].values[v] = values.at(row);
    if (!values.unread().empty() && wanted(card, v))
      reject(request, "study.score_value",
             fmt::format("column '{}' holds '{}', which is no value of {}", column->name,
                         *values.unread().begin(), variable.name),
             fmt::format("{}", fmt::join(risk::levels_of(variable), ", ")),
             "say in [dictionary] what the codes mean", problems);
  }
  assume(request, patients, applied, problems);
  // An input without a column may still be known from its parts (FLT3 from FLT3_ITD).
  std::vector<bool> known(dictionary.variables.size());
  for (Patient& patient : patients) {
    for (const risk::Inference& inference : risk::infer(dictionary, patient))
      if (inference.kind == risk::Inference::Kind::contradicts) {
        ++applied.contradictions;
        break;
      }
    for (std::size_t v = 0; v < known.size(); ++v) known[v] = known[v] || patient.values[v].known();
  }
  for (const std::size_t v : card.inputs)
    if (!known[v] && !column_of(request, table, dictionary.variables[v].name))
      applied.absent.push_back(dictionary.variables[v].label);
  return patients;
}

struct ScoreColumns {
  cohort::Column score, group;
};

ScoreColumns empty_columns(const ScoreRequest& request, const Card& card, std::size_t rows) {
  const std::string label = request.label.empty() ? card.title.en : request.label;
  ScoreColumns columns;
  columns.score.name = request.prefix + ".score";
  columns.score.label = label + " score";
  columns.score.number.assign(rows, cohort::missing_number);
  columns.group.name = request.prefix + ".group";
  columns.group.label = label;
  columns.group.type = cohort::ColumnType::category;
  columns.group.code.assign(rows, cohort::missing_code);
  for (const risk::Group& group : card.groups) columns.group.levels.push_back(group.id);
  return columns;
}

/// Everybody as the card would have it, whom it applies to or not.
Card for_everybody(const Card& card, bool outside) {
  Card everybody = card;
  if (outside) everybody.not_applicable.clear();
  return everybody;
}

void fill(const Card& card, const std::vector<Patient>& patients, ScoreColumns& columns,
          AppliedScore& applied) {
  const Card everybody = for_everybody(card, applied.outside);
  const risk::Model model(everybody, risk::aml_dictionary());
  const risk::Model as_published(card, risk::aml_dictionary());
  for (std::size_t row = 0; row < patients.size(); ++row) {
    const risk::Answer answer = model.answer(patients[row]);
    if (answer.status == risk::Status::not_applicable) {
      ++applied.not_applicable;
      continue;
    }
    if (answer.score) columns.score.number[row] = *answer.score;
    // Where every way to fill the gaps leads to one group, the group is known.
    if (answer.groups.size() != 1 || answer.groups_at_most) {
      ++applied.incomplete;
      continue;
    }
    ++applied.classified;
    ++applied.groups[answer.groups[0]].second;
    columns.group.code[row] = static_cast<std::int32_t>(answer.groups[0]);
    if (applied.outside &&
        as_published.answer(patients[row]).status == risk::Status::not_applicable)
      ++applied.applied_outside;
  }
}

/// False where a column of the name is there already.
bool add_column(const ScoreRequest& request, cohort::Column column, cohort::Table& table,
                Problems& problems) {
  if (table.find(column.name)) {
    reject(request, "study.score_column", "'" + column.name + "' is a column already",
           "another prefix", "", problems);
    return false;
  }
  table.columns.push_back(std::move(column));
  return true;
}

void apply(const ScoreRequest& request, const Card& card, cohort::Table& table,
           std::vector<AppliedScore>& scores, Problems& problems) {
  AppliedScore applied;
  applied.id = card.id;
  applied.version = card.version;
  applied.label = request.label.empty() ? card.title.en : request.label;
  applied.prefix = request.prefix;
  applied.status = card.status;
  applied.citation = card.citation;
  applied.outside = request.outside;
  applied.has_score = card.kind != risk::RuleKind::ordered_rules;
  if (card.log_hazard) applied.baseline = card.baseline;
  for (const risk::Group& group : card.groups) {
    applied.groups.emplace_back(group.label.en, 0);
    applied.group_ids.push_back(group.id);
  }
  ScoreColumns columns = empty_columns(request, card, table.rows);
  fill(card, patients_of(request, card, table, applied, problems), columns, applied);
  if (applied.has_score && !add_column(request, std::move(columns.score), table, problems)) return;
  if (add_column(request, std::move(columns.group), table, problems))
    scores.push_back(std::move(applied));
}

/// A table with variables of the models as keys and texts as values.
std::vector<std::pair<std::string, std::string>> read_by_variable(Section& section,
                                                                  std::string_view entry) {
  std::vector<std::pair<std::string, std::string>> list;
  const std::optional<Section> found = section.table(entry);
  if (!found) return list;
  Section table = *found;
  const std::vector<cohort::Variable>& variables = risk::aml_dictionary().variables;
  std::vector<std::string> names;
  for (const cohort::Variable& variable : variables) names.push_back(variable.name);
  for (const std::string& name : section.node(entry)->names) {
    const std::optional<std::string> text = table.text(name);
    if (risk::aml_dictionary().find(name)) {
      list.emplace_back(name, text.value_or(""));
      continue;
    }
    const std::string near = nearest_name(name, names);
    table.reject(
        name, "study.unknown_variable", "is no variable of the models", "",
        near.empty() ? "see venscope model show" : "write '" + near + "' if that is meant");
  }
  return list;
}

}  // namespace

ScoreRequest read_score(Section& section, const std::string& protocol_file) {
  ScoreRequest request;
  request.place = section.place("model");
  request.model = section.required_text("model", "the id of a model, or a card's file");
  if (request.model.find('/') != std::string::npos || request.model.ends_with(".json"))
    request.path = (std::filesystem::path(protocol_file).parent_path() / request.model).string();
  std::string prefix = std::filesystem::path(request.model).stem().string();
  std::replace(prefix.begin(), prefix.end(), '-', '_');
  request.prefix = section.text("prefix").value_or(prefix);
  request.label = section.text("label").value_or("");
  request.outside =
      section.choice<bool>("outside_population", {{"missing", false}, {"score", true}})
          .value_or(false);
  request.columns = read_by_variable(section, "columns");
  request.assume = read_by_variable(section, "assume");
  section.finish();
  return request;
}

std::optional<CardWithText> read_card(const ScoreRequest& request, Problems& problems) {
  return card_of(request, problems);
}

ScoredPatients score_patients(const ScoreRequest& request, const Card& card,
                              const cohort::Table& table, Problems& problems) {
  AppliedScore applied;
  const std::vector<Patient> patients = patients_of(request, card, table, applied, problems);
  ScoredPatients result;
  result.absent = std::move(applied.absent);
  result.score.resize(table.rows);
  result.group.assign(table.rows, -1);
  result.terms = Matrix(table.rows, card.terms.size());
  const Card everybody = for_everybody(card, request.outside);
  const risk::Model model(everybody, risk::aml_dictionary());
  const risk::Model as_published(card, risk::aml_dictionary());
  for (std::size_t row = 0; row < table.rows; ++row) {
    const risk::Answer answer = model.answer(patients[row]);
    if (answer.status != risk::Status::ok) {
      ++(answer.status == risk::Status::incomplete ? result.incomplete : result.not_applicable);
      continue;
    }
    if (answer.group) result.group[row] = static_cast<std::int32_t>(*answer.group);
    if (answer.score)
      result.score[row] = *answer.score;
    else if (answer.group)
      result.score[row] = static_cast<double>(*answer.group) + 1;
    for (const risk::Contribution& part : answer.contributions)
      if (part.term < card.terms.size()) result.terms(row, part.term) = part.points.value_or(0);
    if (request.outside &&
        as_published.answer(patients[row]).status == risk::Status::not_applicable)
      ++result.outside;
  }
  return result;
}

std::vector<AppliedScore> apply_scores(const std::vector<ScoreRequest>& requests,
                                       cohort::Table& table, Problems& problems) {
  std::vector<AppliedScore> scores;
  for (const ScoreRequest& request : requests) {
    for (const auto& [variable, column] : request.columns)
      if (!table.find(column))
        reject(request, "study.unknown_column",
               fmt::format("there is no column '{}' for {}", column, variable), "", "", problems);
    const std::optional<CardWithText> card = card_of(request, problems);
    if (card && computable(request, card->card, problems))
      apply(request, card->card, table, scores, problems);
  }
  return scores;
}

}  // namespace venscope::study
