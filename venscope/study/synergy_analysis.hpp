/// Two drugs on a checkerboard: what `venscope fit synergy` and the kind synergy answer.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/dose/synergy.hpp"
#include "venscope/report/json.hpp"

#include <string>
#include <vector>

namespace venscope::study {

struct SynergyColumns {
  std::string dose_a, dose_b, response;
  std::string replicate;  ///< "" where there is none
};

struct SynergyAnalysis {
  SynergyColumns columns;
  dose::SynergyOptions options;
  std::string file;
  std::size_t rows = 0;
  dose::Synergy result;
  std::vector<std::string> warnings;
};

/// Problems: columns as in analyse_dose, a negative dose located, and those of dose::synergy.
Result<SynergyAnalysis> analyse_synergy(const cohort::Table& table, const SynergyColumns& columns,
                                        const dose::SynergyOptions& options);

/// What is wrong with the columns and doses alone.
Problems check_synergy_columns(const cohort::Table& table, const SynergyColumns& columns);

report::Json to_json(const SynergyAnalysis& analysis);

}  // namespace venscope::study
