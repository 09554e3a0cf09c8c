#include "venscope/calculator/answer_row.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/calculator/curve.hpp"
#include "venscope/calculator/score_json.hpp"
#include "venscope/cohort/cell.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::span<const std::string_view, csv_column_count> csv_columns() {
  static constexpr std::string_view names[csv_column_count] = {
      "patient",   "model",      "version",         "endpoint", "status",   "score",     "group",
      "score_low", "score_high", "groups_possible", "missing",  "warnings", "decided_by"};
  return names;
}

bool CsvColumns::has(std::string_view name) const {
  const auto names = csv_columns();
  const auto found = std::find(names.begin(), names.end(), name);
  return found != names.end() && shown[static_cast<std::size_t>(found - names.begin())];
}

Result<CsvColumns> chosen_columns(std::string_view names) {
  const std::vector<std::string> known(csv_columns().begin(), csv_columns().end());
  CsvColumns chosen{{1}};
  Problems problems;
  while (!names.empty()) {
    const std::string name(cohort::trimmed(names.substr(0, names.find(','))));
    names.remove_prefix(std::min(names.find(','), names.size() - 1) + 1);
    const auto found = std::find(known.begin(), known.end(), name);
    if (found != known.end()) {
      chosen.shown.set(static_cast<std::size_t>(found - known.begin()));
      continue;
    }
    const std::string nearest = nearest_name(name, known);
    problems.push_back({"score.unknown_column",
                        {},
                        cohort::shown(name) + " is no column of the scores",
                        fmt::format("some of {}", fmt::join(known, ", ")),
                        nearest.empty() ? "" : fmt::format("perhaps {} is meant", nearest)});
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return chosen;
}

std::string csv_header(const CsvColumns& columns) {
  std::string header(csv_columns()[0]);
  for (std::size_t i = 1; i < csv_column_count; ++i)
    if (columns.shown[i]) fmt::format_to(std::back_inserter(header), ",{}", csv_columns()[i]);
  return header + '\n';
}

void append_csv(std::string_view text, std::string& out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_json(std::string_view text, std::string& out) {
  for (const char c : text)
    if (c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      return;
    }
  out += '"';
  out += text;
  out += '"';
}

std::string csv_tail(const risk::Card& card, const risk::Answer& answer, const KnownPatient& known,
                     const cohort::Dictionary& dictionary, const SaidOnce& said_once,
                     const CsvColumns& columns) {
  std::vector<std::string> missing;
  for (const std::size_t variable : answer.missing)
    missing.push_back(dictionary.variables[variable].name);
  return csv_tail(card, answer, missing,
                  warnings_of(card, answer, known, dictionary, "en", &said_once), columns);
}

std::string csv_tail(const risk::Card& card, const risk::Answer& answer,
                     const std::vector<std::string>& missing,
                     const std::vector<std::string>& warnings, const CsvColumns& columns) {
  const std::string fields[] = {card.id,
                                card.version,
                                card.endpoint,
                                status_name(answer.status),
                                number(answer.score),
                                answer.group ? card.groups[*answer.group].id : "",
                                number(answer.low),
                                number(answer.high),
                                fmt::format("{}", fmt::join(group_ids(card, answer.groups), ";")),
                                fmt::format("{}", fmt::join(missing, ";")),
                                fmt::format("{}", fmt::join(warnings, " | ")),
                                answer.rule ? card.rules[*answer.rule].id : ""};
  std::string tail;
  for (std::size_t i = 1; i < csv_column_count; ++i) {
    if (!columns.shown[i]) continue;
    tail += ',';
    append_csv(fields[i - 1], tail);
  }
  return tail + '\n';
}

std::string json_tail(const risk::Card& card, const risk::Answer& answer, const KnownPatient& known,
                      const cohort::Dictionary& dictionary, bool reconstruct) {
  nlohmann::ordered_json json = score_json(card, answer, known, dictionary);
  if (nlohmann::ordered_json curve = curve_json(card, answer, Words("en"), reconstruct);
      !curve.is_null())
    json["curve"] = std::move(curve);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).substr(1);
}

}  // namespace venscope::calculator
