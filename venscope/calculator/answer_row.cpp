#include "venscope/calculator/answer_row.hpp"

#include "venscope/calculator/curve.hpp"
#include "venscope/calculator/score_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::string_view csv_header() {
  return "patient,model,version,endpoint,status,score,group,score_low,score_high,groups_possible,"
         "missing,warnings,decided_by\n";
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
                     const cohort::Dictionary& dictionary, const SaidOnce& said_once) {
  std::vector<std::string> missing;
  for (const std::size_t variable : answer.missing)
    missing.push_back(dictionary.variables[variable].name);
  return csv_tail(card, answer, missing,
                  warnings_of(card, answer, known, dictionary, "en", &said_once));
}

std::string csv_tail(const risk::Card& card, const risk::Answer& answer,
                     const std::vector<std::string>& missing,
                     const std::vector<std::string>& warnings) {
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
  for (const std::string& field : fields) {
    tail += ',';
    append_csv(field, tail);
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
