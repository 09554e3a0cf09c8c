#include "venscope/study/kinds/gene_set_kinds.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {

SetsRequest read_sets_request(Section& section, const Protocol& protocol) {
  SetsRequest request;
  request.immune = section.flag("immune").value_or(false);
  if (section.has("gene_sets"))
    request.ids = read_gene_set_ids(section, protocol, "gene_sets");
  else if (!request.immune)
    section.reject("", "study.no_gene_sets", "the analysis names no gene sets",
                   "gene_sets = 'ID' of a [[gene_sets]], or immune = true for the built-in ones");
  return request;
}

std::vector<enrichment::GeneSet> sets_of(const Plan& plan, const SetsRequest& request) {
  std::vector<enrichment::GeneSet> sets;
  for (const std::string& id : request.ids)
    if (const GeneSets* given = plan.genes(id))
      for (const auto& set : given->sets)
        sets.push_back({.name = set.name, .description = set.description, .genes = set.genes});
  if (request.immune)
    for (const enrichment::GeneSet& set : enrichment::built_in_sets()) sets.push_back(set);
  return sets;
}

SampledValues sampled_values(const Plan& plan, const Step& step, const Expression& expression) {
  const SampledPatients patients = sampled_patients(plan, step, expression);
  return {patients.step, rows_of(expression.values, patients.matrix)};
}

std::string set_label(const std::string& name) {
  std::string label = name;
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

std::vector<double> of_group(std::span<const double> values, std::span<const int> code, int group) {
  std::vector<double> chosen;
  for (std::size_t i = 0; i < code.size(); ++i)
    if (code[i] == group && !std::isnan(values[i])) chosen.push_back(values[i]);
  return chosen;
}

GroupedNumber by_group(std::span<const double> values, std::span<const int> code,
                       std::size_t groups) {
  GroupedNumber number;
  std::vector<double> all;
  std::vector<std::int32_t> of;
  for (std::size_t g = 0; g < groups; ++g) {
    const std::vector<double> own = of_group(values, code, static_cast<int>(g));
    number.groups.push_back(response::summarise(own));
    all.insert(all.end(), own.begin(), own.end());
    of.insert(of.end(), own.size(), static_cast<std::int32_t>(g));
  }
  if (groups == 2) {
    const auto test = response::mann_whitney(of_group(values, code, 0), of_group(values, code, 1));
    if (test) number.p = test->p;
  } else if (groups > 2) {
    const auto test = response::kruskal_wallis(all, of, groups);
    if (test) number.p = test->p;
  }
  return number;
}

void adjust_grouped(std::span<GroupedNumber* const> numbers) {
  std::vector<double> p;
  for (const GroupedNumber* number : numbers)
    p.push_back(number->p.value_or(std::numeric_limits<double>::quiet_NaN()));
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i]->p) numbers[i]->q = q[i];
}

void add_grouped(report::Json& json, const GroupedNumber& number,
                 const std::vector<std::string>& groups) {
  using report::json_number;
  json["groups"] = report::Json::array();
  for (std::size_t g = 0; g < number.groups.size(); ++g)
    json["groups"].push_back({{"group", groups[g]},
                              {"n", number.groups[g].n},
                              {"median", json_number(number.groups[g].median)},
                              {"q1", json_number(number.groups[g].q1)},
                              {"q3", json_number(number.groups[g].q3)}});
  json["p"] = json_number(number.p);
  json["q"] = json_number(number.q);
}

void add_group_columns(report::Table& table, const std::vector<std::string>& groups) {
  using report::Align;
  for (const std::string& group : groups)
    table.columns.push_back({group + ", median (IQR)", "", Align::right, {"median", "q1", "q3"}});
  if (groups.size() < 2) return;
  table.columns.push_back({"p", "", Align::right, {"p"}});
  table.columns.push_back({"q", "", Align::right, {"q"}});
}

void add_group_cells(report::Row& row, const GroupedNumber& number, int decimals) {
  for (const response::Summary& group : number.groups)
    row.cells.emplace_back(group.median
                               ? fmt::format("{} ({})", report::fixed(*group.median, decimals),
                                             report::interval(group.q1, group.q3, decimals))
                               : report::undefined_number,
                           std::vector<double>{group.median.value_or(report::no_value),
                                               group.q1.value_or(report::no_value),
                                               group.q3.value_or(report::no_value)});
  if (number.groups.size() < 2) return;
  for (const std::optional<double>& value : {number.p, number.q})
    row.cells.emplace_back(value ? report::p_value(*value) : report::undefined_number,
                           value.value_or(report::no_value));
}

std::string group_test_note(std::size_t groups, const std::string& over) {
  return fmt::format("p: {}; q: Benjamini and Hochberg over all {}.",
                     groups == 2 ? "Mann–Whitney" : "Kruskal–Wallis", over);
}

}  // namespace venscope::study
