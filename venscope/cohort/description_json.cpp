#include "venscope/cohort/describe.hpp"

#include <nlohmann/json.hpp>

namespace venscope::cohort {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_levels = 100;

const char* type_name(ColumnType type) {
  switch (type) {
    case ColumnType::number:
      return "number";
    case ColumnType::category:
      return "category";
    case ColumnType::date:
      return "date";
    case ColumnType::text:
      return "text";
  }
  return "";
}

Json column_json(const ColumnDescription& column, const ColumnNotes* notes, std::size_t rows) {
  Json json;
  json["name"] = column.name;
  if (column.label != column.name) json["label"] = column.label;
  if (!column.unit.empty()) json["unit"] = column.unit;
  json["type"] = type_name(column.type);
  json["n"] = rows - column.missing;
  json["missing"] = column.missing;
  if (column.not_tested > 0) json["not_tested"] = column.not_tested;
  json["distinct"] = column.distinct;
  if (notes) {
    Json words = Json::object();
    for (const MissingWord& word : notes->missing) words[word.word] = word.count;
    json["missing_words"] = words;
  }
  if (const auto& number = column.number) {
    if (const std::string coding = coding_of(column); !coding.empty()) json["coding"] = coding;
    json["whole"] = number->whole;
    json["min"] = number->min;
    json["q1"] = number->lower;
    json["median"] = number->median;
    json["q3"] = number->upper;
    json["max"] = number->max;
    json["mean"] = number->mean;
    json["sd"] = number->sd ? Json(*number->sd) : Json(nullptr);
  } else if (column.type != ColumnType::number && column.type != ColumnType::date) {
    json["identifying"] = column.identifying;
    Json levels = Json::array();
    const bool listed = !column.identifying;
    for (std::size_t i = 0; listed && i < column.levels.size() && i < most_levels; ++i)
      levels.push_back({{"level", column.levels[i].level}, {"n", column.levels[i].count}});
    json["levels"] = levels;
    json["levels_left_out"] = column.levels.size() - levels.size();
  }
  if (!column.variable.empty()) json["variable"] = column.variable;
  json["suspicions"] = column.suspicions;
  return json;
}

}  // namespace

std::string description_json(const ReadTable& read, const Description& about) {
  Json json;
  json["file"] = read.table.file;
  json["sha256"] = read.sha256;
  json["delimiter"] = std::string(1, read.delimiter);
  json["rows"] = about.rows;
  json["columns"] = Json::array();
  for (std::size_t i = 0; i < about.columns.size(); ++i)
    json["columns"].push_back(column_json(
        about.columns[i], i < read.notes.size() ? &read.notes[i] : nullptr, about.rows));
  json["endpoints"] = Json::array();
  for (const EndpointGuess& pair : about.endpoints)
    json["endpoints"].push_back(
        {{"time", pair.time}, {"event", pair.event}, {"outcome", pair.outcome}});
  json["suspicions"] = about.suspicions;
  for (const Problem& problem : read.suspicions) json["suspicions"].push_back(to_text(problem));
  json["assumptions"] = read.assumptions;
  // What is not UTF-8 cannot get here: the reader refuses it.
  return json.dump(2) + "\n";
}

}  // namespace venscope::cohort
