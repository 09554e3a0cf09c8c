/// Model cards that came from files, beside the shipped ones.
#pragma once

#include "venscope/calculator/words.hpp"
#include "venscope/risk/model.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace venscope::calculator {

/// A larger file is no model card: one derived from ten thousand patients takes some two megabytes.
constexpr std::size_t largest_card = 10'000'000;

/// The cards of one question or one table, made ready; each with an id of its own.
class LoadedCards {
public:
  /// Everything that is wrong with the card, in it and beside the shipped and loaded ones; then it
  /// is not added.
  Problems add(std::string_view text, const std::string& file);
  /// The same of a list [{"file", "text"}].
  Problems add_all(const nlohmann::ordered_json& list);

  const risk::Model* find(std::string_view id) const;
  /// In the order in which they came.
  const std::vector<std::unique_ptr<const risk::Model>>& models() const { return models_; }

private:
  std::vector<std::unique_ptr<const risk::Card>> cards_;
  std::vector<std::unique_ptr<const risk::Model>> models_;
};

/// Shipped cards of which an answer can be had, in the order shown, and their models made ready
/// once.
const std::vector<risk::Model>& shipped_models();

/// Where the card is from and what it is by its own word, such as "loaded from the file x.json;
/// derived from a cohort; from synthetic patients, no evidence on real ones".
std::string loaded_text(const risk::Card& card, const Words& words);

}  // namespace venscope::calculator
