/// What the kinds on gene sets share: the sets asked for, the patients with a sample.
#pragma once

#include "venscope/enrichment/gene_sets.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// `gene_sets` and `immune` of an [[analysis]].
struct SetsRequest {
  std::vector<std::string> ids;
  bool immune = false;
};
SetsRequest read_sets_request(Section& section, const Protocol& protocol);

/// The sets asked for, in the order asked; the built-in ones last.
std::vector<enrichment::GeneSet> sets_of(const Plan& plan, const SetsRequest& request);

/// What a step's patients have of a matrix: rows of the step's table, and their values.
struct SampledValues {
  std::vector<std::size_t> rows;
  Matrix values;
};
SampledValues sampled_values(const Plan& plan, const Step& step, const Expression& expression);

/// "170 of 200 patients have a sample".
std::string sampled_text(const SampledValues& sampled, const Step& step);

/// The name of a set with spaces for its underscores, so that it can be broken into lines.
std::string set_label(const std::string& name);

}  // namespace venscope::study
