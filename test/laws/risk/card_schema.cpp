/// The schema and the reader of model cards agree: what the schema refuses, the reader refuses too.
/// The reader knows more (dictionary, cut points, conditions that can never hold), so not the
/// reverse.
#include "support/json_schema.hpp"
#include "support/shell.hpp"
#include "venscope/risk/card.hpp"

#include <filesystem>
#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::risk {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

const fs::path models = VENSCOPE_SOURCE_DIR "/models";

json parsed(const fs::path& path) {
  return json::parse(test::read_file(path.string()), nullptr, false);
}

std::vector<json> shipped_cards() {
  std::vector<fs::path> files;
  for (const auto& folder : fs::directory_iterator(models))
    if (fs::exists(folder.path() / "card.json")) files.push_back(folder.path() / "card.json");
  std::sort(files.begin(), files.end());
  std::vector<json> cards;
  for (const fs::path& file : files) cards.push_back(parsed(file));
  // One that was derived from a cohort.
  cards.push_back(parsed(VENSCOPE_SOURCE_DIR "/test/support/derived_card.json"));
  return cards;
}

Result<Card> read(const json& card) {
  return parse_card(card.dump(1, ' ', false, json::error_handler_t::replace), "card.json",
                    aml_dictionary());
}

/// Every place in a document, the root too.
void collect(const json& value, const json::json_pointer& at,
             std::vector<json::json_pointer>& places) {
  places.push_back(at);
  if (value.is_object())
    for (const auto& [name, entry] : value.items()) collect(entry, at / name, places);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) collect(value[i], at / i, places);
}

class Mutation {
public:
  explicit Mutation(unsigned seed) : random_(seed) {}

  /// The card with one place changed; `about` says how.
  json operator()(json card, std::string& about) {
    std::vector<json::json_pointer> places;
    collect(card, json::json_pointer(), places);
    const json::json_pointer place = places[below(places.size())];
    about = place.to_string();
    json& value = card[place];
    switch (below(5)) {
      case 0:
        about += " replaced";
        value = values_[below(values_.size())];
        break;
      case 1: {  // by something that stands elsewhere
        const json::json_pointer other = places[below(places.size())];
        about += " replaced by " + other.to_string();
        value = json(card[other]);
        break;
      }
      case 2:
        about += " extended";
        if (value.is_object()) value[names_[below(names_.size())]] = values_[below(values_.size())];
        if (value.is_array()) value.push_back(values_[below(values_.size())]);
        if (value.is_string()) value = value.get<std::string>() + " ";
        break;
      case 3:
        about += " shortened";
        if ((value.is_object() || value.is_array()) && !value.empty())
          value.erase(std::next(value.begin(), static_cast<long>(below(value.size()))));
        break;
      default:
        about += " renamed";
        if (value.is_object() && !value.empty()) {
          const auto entry = std::next(value.begin(), static_cast<long>(below(value.size())));
          const json moved = entry.value();
          value.erase(entry);
          value[names_[below(names_.size())]] = moved;
        }
    }
    return card;
  }

private:
  std::size_t below(std::size_t size) { return random_() % size; }

  std::mt19937 random_;
  const std::vector<json> values_ = {nullptr,
                                     true,
                                     false,
                                     0,
                                     1,
                                     -1,
                                     7,
                                     0.5,
                                     1e300,
                                     "",
                                     " ",
                                     "x",
                                     "0.5",
                                     "1.0.0",
                                     "not computable",
                                     "OS",
                                     "months",
                                     "NF1",
                                     "mutated",
                                     json::array(),
                                     json::object(),
                                     json{"x"},
                                     json{0.5},
                                     json{{"en", "x"}},
                                     json{{"variable", "NF1"}, {"is", "mutated"}}};
  const std::vector<std::string> names_ = {
      "id",    "x",     "is",        "when",      "text",   "points",       "above",
      "from",  "to",    "below",     "completed", "group",  "label",        "variable",
      "all",   "any",   "not",       "defined",   "median", "hazard_ratio", "survival",
      "slope", "cases", "otherwise", "reason",    "inputs", "baseline",     "hazard_ratio_low"};
};

TEST(CardSchema, AcceptsEveryShippedCard) {
  test::JsonSchema schema(parsed(models / "card.schema.json"));
  for (const json& card : shipped_cards()) EXPECT_TRUE(schema.accepts(card)) << card["id"];
}

TEST(CardSchema, RefusesNothingThatIsRead) {
  test::JsonSchema schema(parsed(models / "card.schema.json"));
  Mutation mutate(20250111);
  int refused_by_both = 0, refused_by_reader = 0, accepted = 0;
  for (const json& card : shipped_cards())
    for (int i = 0; i < 400; ++i) {
      std::string about;
      const json changed = mutate(card, about);
      const bool by_schema = schema.accepts(changed), by_reader = read(changed).has_value();
      EXPECT_TRUE(by_schema || !by_reader) << card["id"] << about;
      refused_by_both += !by_schema && !by_reader;
      refused_by_reader += by_schema && !by_reader;
      accepted += by_schema && by_reader;
    }
  // The changes are worth making only if they meet all three.
  EXPECT_GT(refused_by_both, 1000);
  EXPECT_GT(refused_by_reader, 50);
  EXPECT_GT(accepted, 200);
}

}  // namespace
}  // namespace venscope::risk
