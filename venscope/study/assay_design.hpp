/// What every comparison of an experiment in the laboratory declares: the biological unit, the
/// control, the test.
#pragma once

#include "venscope/assay/compare.hpp"
#include "venscope/assay/replicates.hpp"
#include "venscope/base/problem.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::study {

struct AssayDesign {
  std::string unit;     ///< column of the biological unit; "" for none
  std::string control;  ///< level of the condition or group; "" for none
  std::optional<assay::Method> method = {};
  bool paired = false;  ///< units with values under several conditions are blocks
  bool nested = false;  ///< their names merely count within each condition
  double level = 0.95;
};

/// The words of --method and method =.
inline constexpr std::pair<std::string_view, assay::Method> method_words[] = {
    {"welch", assay::Method::welch}, {"t", assay::Method::t},
    {"anova", assay::Method::anova}, {"dunnett", assay::Method::dunnett},
    {"tukey", assay::Method::tukey}, {"holm", assay::Method::holm}};

/// Notes a declaration that cannot be: assay.paired_and_nested, assay.no_unit.
void check_design(const AssayDesign& design, Problems& problems);

/// A unit under several conditions may be one culture or a mere number: only who did it knows, and
/// has to say so (assay.unit_across). `found`: "values under several conditions"; `parts`:
/// "conditions".
void check_units(const AssayDesign& design, const assay::MeasuredRows& rows,
                 const std::vector<std::string>& units, std::string_view found,
                 std::string_view parts, Problems& problems);

}  // namespace venscope::study
