/// A selection of the patients of two arms, possibly several times the same.
#pragma once

#include "venscope/comparability/hazard_effect.hpp"

namespace venscope::comparability {

/// The given rows of `arms`, owned.
struct ChosenArms {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> treated, centre, exact;
  Matrix covariates;
  std::span<const std::string> names;

  ChosenArms(const TwoArms& arms, std::span<const std::size_t> rows);
  TwoArms view() const { return {outcomes, treated, covariates, names, centre, exact}; }
};

}  // namespace venscope::comparability
