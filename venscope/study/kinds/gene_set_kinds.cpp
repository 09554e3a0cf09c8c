#include "venscope/study/kinds/gene_set_kinds.hpp"

#include <algorithm>

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

std::string sampled_text(const SampledValues& sampled, const Step& step) {
  return fmt::format("{} of {} patients have a sample", sampled.rows.size(), step.table->rows);
}

std::string set_label(const std::string& name) {
  std::string label = name;
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

}  // namespace venscope::study
