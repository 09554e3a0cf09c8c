/// What the page calls: bytes in, bytes out. No type of C++ crosses this line, so that the page
/// needs no generated glue; app/page/src/core.ts has the other side.
#include "venscope/calculator/batch.hpp"
#include "venscope/calculator/loaded_cards.hpp"
#include "venscope/calculator/reply.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::ordered_json;
using namespace venscope;

/// The newest answer; it stays until the next call.
std::string answer;

/// A table that is being scored.
struct Table {
  calculator::LoadedCards loaded;
  std::unique_ptr<calculator::Batch> batch;
};
std::unique_ptr<Table> table;

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool names(const Json& list, const std::string& id) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Json& item) { return item.is_string() && item == id; });
}

/// {"models": [ids], "cards": [{"file", "text"}], "file": name}; without models all that can be
/// computed. The cards were looked at when they were loaded.
void begin(std::string_view text) {
  const Json options = Json::parse(text, nullptr, false);
  table = std::make_unique<Table>();
  const auto chosen = options.find("models");
  if (const auto cards = options.find("cards"); cards != options.end())
    table->loaded.add_all(*cards);
  std::vector<const risk::Model*> models;
  const auto add = [&](const risk::Model& model) {
    if (chosen == options.end() || names(*chosen, model.card().id)) models.push_back(&model);
  };
  for (const risk::Model& model : calculator::shipped_models()) add(model);
  for (const auto& model : table->loaded.models()) add(*model);
  calculator::BatchOptions batch;
  batch.file = text_of(options, "file");
  table->batch = std::make_unique<calculator::Batch>(models, risk::aml_dictionary(),
                                                     std::move(batch), [](std::string_view bytes) {
                                                       answer += bytes;
                                                       return true;
                                                     });
  table->batch->check_only(true);
}

Json problem_json(const Problem& problem) {
  return {{"code", problem.code},
          {"what", to_text(Problem{"", problem.place, problem.what, "", ""})},
          {"expected", problem.expected},
          {"remedy", problem.remedy}};
}

/// What has come up since the last time it was asked:
/// {"rows", "failed", "problems": [{"code", "what", "expected", "remedy"}], "warnings": [texts]}
void state() {
  Json json = {
      {"rows", 0}, {"failed", false}, {"problems", Json::array()}, {"warnings", Json::array()}};
  if (table) {
    json["rows"] = table->batch->rows();
    json["failed"] = table->batch->failed();
    for (const Problem& problem : table->batch->take_problems())
      json["problems"].push_back(problem_json(problem));
    json["warnings"] = table->batch->take_warnings();
  }
  answer = json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

#define VENSCOPE_EXPORT(name) extern "C" __attribute__((export_name(#name)))

VENSCOPE_EXPORT(venscope_alloc) char* venscope_alloc(std::size_t size) {
  return static_cast<char*>(std::malloc(size));
}

VENSCOPE_EXPORT(venscope_free) void venscope_free(char* memory) {
  std::free(memory);
}

/// The newest answer: the caller copies it before it calls again.
VENSCOPE_EXPORT(venscope_answer) const char* venscope_answer() {
  return answer.data();
}

VENSCOPE_EXPORT(venscope_answer_size) std::size_t venscope_answer_size() {
  return answer.size();
}

VENSCOPE_EXPORT(venscope_reply) void venscope_reply(const char* question, std::size_t size) {
  answer = calculator::reply({question, size}, VENSCOPE_VERSION);
}

// A table of patients: begin, feed …, end looks for problems; again, feed …, end gives scored rows,
// those that are ready after each call. `state` says how it went, after each end.

VENSCOPE_EXPORT(venscope_batch_begin)
void venscope_batch_begin(const char* options, std::size_t size) {
  begin({options, size});
  answer.clear();
}

VENSCOPE_EXPORT(venscope_batch_feed) void venscope_batch_feed(const char* bytes, std::size_t size) {
  answer.clear();
  if (table) table->batch->feed({bytes, size});
}

VENSCOPE_EXPORT(venscope_batch_end) void venscope_batch_end() {
  answer.clear();
  if (table) table->batch->finish();
}

VENSCOPE_EXPORT(venscope_batch_again) void venscope_batch_again() {
  answer.clear();
  if (!table) return;
  table->batch->again();
  table->batch->check_only(false);
}

VENSCOPE_EXPORT(venscope_batch_state) void venscope_batch_state() {
  state();
}
