/// Cohorts with candidates, as the R scripts of test/reference/derivation write them.
#pragma once

#include "support/reference.hpp"
#include "venscope/derivation/deriver.hpp"

#include <string>
#include <vector>

namespace venscope::test {

struct DerivationCase {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<derivation::Candidate> candidates;

  explicit DerivationCase(const nlohmann::json& json) {
    outcomes.time = numbers(json["time"]);
    outcomes.event = json["event"].get<std::vector<std::int32_t>>();
    design = Matrix(outcomes.size(), json["x"].size());
    for (std::size_t j = 0; j < design.columns; ++j) {
      for (std::size_t i = 0; i < design.rows; ++i) design(i, j) = json["x"][j][i].get<double>();
      candidates.push_back({json["names"][j].get<std::string>(), json["indicator"][j].get<bool>()});
    }
  }

  derivation::DerivationData data() const { return {outcomes, design, candidates}; }
  std::size_t index(const std::string& name) const {
    for (std::size_t j = 0; j < candidates.size(); ++j)
      if (candidates[j].name == name) return j;
    return candidates.size();
  }
  std::vector<std::string> names(const std::vector<std::size_t>& columns) const {
    std::vector<std::string> result;
    for (const std::size_t column : columns) result.push_back(candidates[column].name);
    return result;
  }
};

/// A list of texts that R may have written as a single one.
inline std::vector<std::string> texts(const nlohmann::json& json) {
  if (json.is_string()) return {json.get<std::string>()};
  std::vector<std::string> result;
  for (const auto& text : json) result.push_back(text.get<std::string>());
  return result;
}

}  // namespace venscope::test
