/// What the kinds on gene sets share: the sets asked for, the patients with a sample.
#pragma once

#include "venscope/enrichment/gene_sets.hpp"
#include "venscope/report/json.hpp"
#include "venscope/report/table.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/plan.hpp"

#include <optional>
#include <span>
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

/// The name of a set with spaces for its underscores, so that it can be broken into lines.
std::string set_label(const std::string& name);

/// A number of each patient by group: a score, a gene, a fraction of cells.
struct GroupedNumber {
  std::vector<response::Summary> groups;
  std::optional<double> p, q;
};

/// Summaries of each group, and p of Mann and Whitney's test of two, of Kruskal and Wallis's of
/// more. `code`: group of each value, negative where there is none; values that are NaN are left
/// out.
GroupedNumber by_group(std::span<const double> values, std::span<const int> code,
                       std::size_t groups);
/// The values of one group.
std::vector<double> of_group(std::span<const double> values, std::span<const int> code, int group);
/// q by Benjamini and Hochberg over those with a p.
void adjust_grouped(std::span<GroupedNumber* const> numbers);

/// Keys `groups` (`group`, `n`, `median`, `q1`, `q3`), `p`, `q` of `json`.
void add_grouped(report::Json& json, const GroupedNumber& number,
                 const std::vector<std::string>& groups);
/// Columns of medians and quartiles by group, and p and q of several groups.
void add_group_columns(report::Table& table, const std::vector<std::string>& groups);
void add_group_cells(report::Row& row, const GroupedNumber& number, int decimals = 2);
/// "p: Mann–Whitney; q: Benjamini and Hochberg over all sets."
std::string group_test_note(std::size_t groups, const std::string& over);

}  // namespace venscope::study
