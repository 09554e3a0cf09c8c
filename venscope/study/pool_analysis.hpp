/// `fit pool`: estimates of several cohorts in a file, pooled.
#pragma once

#include "venscope/accuracy/pooling.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/report/json.hpp"

#include <string>
#include <vector>

namespace venscope::study {

struct PoolAnalysisOptions {
  std::string estimate, std_error;  ///< columns
  std::string label;                ///< column; "" names the cohorts by their lines
  bool ratio = false;               ///< the estimates are logarithms of ratios
  accuracy::PoolingOptions fit;
};

struct PoolAnalysis {
  PoolAnalysisOptions options;
  std::vector<accuracy::CohortEstimate> cohorts;  ///< those used
  std::size_t n_missing = 0;                      ///< rows without estimate or standard error
  accuracy::PooledEstimate result;
  std::vector<std::string> warnings;
};

/// Rows without an estimate or a standard error are left out and named. Problems: columns that are
/// not there or hold no numbers, and those of accuracy::pooled, located by line.
Result<PoolAnalysis> analyse_pool(const cohort::Table& table, const PoolAnalysisOptions& options);

report::Json to_json(const PoolAnalysis& analysis);

}  // namespace venscope::study
