/// [report] and [[analysis]] of a protocol, and what is done when it has no [[analysis]].
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/study/protocol.hpp"

#include <vector>

namespace venscope::study {

/// [report]: what holds for every analysis that does not say otherwise.
struct AnalysisDefaults {
  survival::ConfidenceScale scale = survival::ConfidenceScale::log;
  double level = 0.95;
  std::vector<double> times;
  survival::Ties ties = survival::Ties::efron;
  std::optional<bool> checklist;  ///< report limitations and the reporting checklist
  bool limitations = false;       ///< the first alone
};

AnalysisDefaults read_report_defaults(Section& root);

/// What one [[analysis]] asks for. Endpoints, group and covariates of `protocol` (read before)
/// stand in for what it leaves out; entries that mean nothing to its kind are problems.
AnalysisRequest read_analysis(Section& section, const Protocol& protocol,
                              const AnalysisDefaults& defaults);

/// A full report from endpoints, group and covariates alone: baseline table; for every endpoint the
/// overall curve, the curves by group with the log-rank test, and uni- and multivariable Cox
/// models.
std::vector<AnalysisRequest> default_analyses(const Protocol& protocol,
                                              const AnalysisDefaults& defaults);

}  // namespace venscope::study
