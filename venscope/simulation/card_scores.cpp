#include "venscope/simulation/card_scores.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/risk/model.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::simulation {

namespace {

/// A card that is built in, or one that was read and is kept.
struct Found {
  const risk::Card* card = nullptr;
  std::optional<risk::Card> own;
  const risk::Card& get() const { return own ? *own : *card; }
};

std::optional<Found> find(const Waiting& waiting, const std::string& file, Problems& problems) {
  if (const risk::Card* card = risk::find_card(waiting.model)) return Found{card, {}};
  if (!waiting.model.ends_with(".json")) {
    std::vector<std::string> ids;
    for (const risk::Card& card : risk::built_in_cards()) ids.push_back(card.id);
    const std::string near = nearest_name(waiting.model, ids);
    problems.push_back({"simulate.unknown_model", waiting.model_place,
                        fmt::format("there is no model '{}'", waiting.model),
                        fmt::format("one of {}, or the file of a card", fmt::join(ids, ", ")),
                        near.empty() ? "" : fmt::format("write '{}' if that is meant", near),
                        Fault::input});
    return {};
  }
  const std::string path = (std::filesystem::path(file).parent_path() / waiting.model).string();
  const auto bytes = cohort::FileBytes::open(path);
  auto card = bytes ? risk::parse_card(bytes->text(), path, risk::aml_dictionary())
                    : Result<risk::Card>(tl::unexpected(bytes.error()));
  if (card) return Found{nullptr, std::move(*card)};
  problems.insert(problems.end(), card.error().begin(), card.error().end());
  return {};
}

/// The values of a column as the model reads them, by level; of numbers nothing.
class ColumnReader {
public:
  ColumnReader(const cohort::Variable& variable, const cohort::Column& column, const Place& place,
               Problems& problems)
      : column_(column) {
    for (const std::string& level : column.levels) {
      Result<risk::Value> value = risk::parse_value(variable, level);
      if (!value)
        for (Problem problem : value.error()) {
          problem.what = fmt::format("column {}: {}", column.name, problem.what);
          problem.place = place;
          problems.push_back(std::move(problem));
        }
      by_level_.push_back(value.value_or(risk::Value{}));
    }
  }

  risk::Value at(std::size_t row) const {
    if (column_.missing(row)) return {};
    if (!column_.numeric()) return by_level_[static_cast<std::size_t>(column_.code[row])];
    risk::Value value;
    value.state = risk::Value::State::known;
    value.number = column_.number[row];
    return value;
  }

private:
  const cohort::Column& column_;
  std::vector<risk::Value> by_level_;
};

}  // namespace

std::optional<std::vector<double>> card_scores(const Waiting& waiting, const std::string& file,
                                               const cohort::Table& table,
                                               const std::vector<std::size_t>& rows,
                                               Problems& problems) {
  const std::size_t before = problems.size();
  const std::optional<Found> found = find(waiting, file, problems);
  if (!found) return {};
  const cohort::Dictionary& dictionary = risk::aml_dictionary();
  std::vector<std::pair<std::size_t, ColumnReader>> readers;
  for (const std::size_t v : found->get().inputs)
    if (const cohort::Column* column = table.find(dictionary.variables[v].name))
      readers.emplace_back(
          v, ColumnReader(dictionary.variables[v], *column, waiting.model_place, problems));
  if (problems.size() > before) return {};

  const risk::Model model(found->get(), dictionary);
  std::vector<double> scores(table.rows, cohort::missing_number);
  risk::Patient patient;
  for (const std::size_t row : rows) {
    patient.values.assign(dictionary.variables.size(), {});
    for (const auto& [variable, reader] : readers) patient.values[variable] = reader.at(row);
    const risk::Answer answer = model.answer(patient);
    if (answer.score) {
      scores[row] = *answer.score;
      continue;
    }
    std::vector<std::string> open;
    for (const std::size_t v : answer.missing) open.push_back(dictionary.variables[v].name);
    problems.push_back(
        {"simulate.model_open", waiting.model_place,
         open.empty() ? fmt::format("'{}' gives patient {} no score", waiting.model, row + 1)
                      : fmt::format("'{}' lacks {} of patient {}", waiting.model,
                                    fmt::join(open, ", "), row + 1),
         "a card with points, and a column for each of its variables before this one", "",
         Fault::input});
    return {};
  }
  return scores;
}

}  // namespace venscope::simulation
