#include "venscope/study/kinds/immune_genes.hpp"

#include "venscope/enrichment/set_scores.hpp"
#include "venscope/report/figure/strip_figure.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Json;

constexpr const char* axis_set = "PD1_AXIS";
constexpr const char* cytolytic_genes[] = {"GZMA", "PRF1"};

std::vector<std::string> names_in_order(std::size_t& axis) {
  std::vector<std::string> names;
  const auto add = [&](const enrichment::GeneSet& set) {
    for (const std::string& gene : set.genes)
      if (std::find(names.begin(), names.end(), gene) == names.end()) names.push_back(gene);
  };
  const std::vector<enrichment::GeneSet>& sets = enrichment::built_in_sets();
  for (const enrichment::GeneSet& set : sets)
    if (set.name == axis_set) add(set);
  axis = names.size();
  for (const enrichment::GeneSet& set : sets) add(set);
  return names;
}

std::optional<ImmuneGene> measured(const std::string& name, const SampledValues& sampled,
                                   const Expression& expression) {
  const auto column = expression.gene(name);
  if (!column) return {};
  const auto values = sampled.values.column(*column);
  if (std::all_of(values.begin(), values.end(), [](double x) { return std::isnan(x); })) return {};
  return ImmuneGene{name, {values.begin(), values.end()}, {}};
}

bool is_linear(ExpressionScale scale) {
  return scale == ExpressionScale::linear || scale == ExpressionScale::counts;
}

std::string immune_value_label(const ImmuneGenes& immune) {
  return immune.scale.empty() ? "Expression" : "Expression (" + immune.scale + ")";
}

Json immune_gene_json(const ImmuneGene& gene, const std::vector<std::string>& groups) {
  Json json = {{"gene", gene.name}};
  add_grouped(json, gene.grouped, groups);
  return json;
}

}  // namespace

ImmuneGenes immune_genes(const SampledValues& sampled, const Expression& expression,
                         const std::vector<int>& code, std::size_t groups) {
  ImmuneGenes immune;
  if (expression.scale != ExpressionScale::undeclared) immune.scale = name_of(expression.scale);
  std::size_t axis = 0, place = 0;
  for (const std::string& name : names_in_order(axis)) {
    auto gene = measured(name, sampled, expression);
    if (gene && place < axis) ++immune.axis;
    if (gene)
      immune.genes.push_back(std::move(*gene));
    else
      immune.not_measured.push_back(name);
    ++place;
  }
  const auto granzyme = measured(cytolytic_genes[0], sampled, expression);
  const auto perforin = measured(cytolytic_genes[1], sampled, expression);
  if (granzyme && perforin) {
    const bool linear = is_linear(expression.scale);
    ImmuneGene score{"Cytolytic score",
                     enrichment::cytolytic_score(granzyme->values, perforin->values, !linear),
                     {}};
    immune.cytolytic = std::move(score);
    immune.cytolytic_words =
        linear ? "geometric mean of GZMA and PRF1"
               : fmt::format("mean of GZMA and PRF1{}, the logarithm of their geometric mean",
                             immune.scale.empty() ? ", taken as logarithms" : "");
  }
  std::vector<GroupedNumber*> numbers;
  const auto compare = [&](ImmuneGene& gene) {
    gene.grouped = by_group(gene.values, code, groups);
    numbers.push_back(&gene.grouped);
  };
  for (ImmuneGene& gene : immune.genes) compare(gene);
  if (immune.cytolytic) compare(*immune.cytolytic);
  adjust_grouped(numbers);
  return immune;
}

Json immune_json(const ImmuneGenes& immune, const std::vector<std::string>& groups) {
  Json json;
  json["genes"] = Json::array();
  for (std::size_t i = 0; i < immune.genes.size(); ++i) {
    Json gene = immune_gene_json(immune.genes[i], groups);
    gene["pd1_axis"] = i < immune.axis;
    json["genes"].push_back(std::move(gene));
  }
  json["not_measured"] = immune.not_measured;
  json["cytolytic"] = nullptr;
  if (immune.cytolytic) {
    json["cytolytic"] = immune_gene_json(*immune.cytolytic, groups);
    json["cytolytic"].erase("gene");
    json["cytolytic"]["definition"] = immune.cytolytic_words;
  }
  return json;
}

report::Table immune_table(const ImmuneGenes& immune, const std::vector<std::string>& groups,
                           const std::string& step) {
  report::Table table;
  table.id = step + "-immune";
  table.title = "Checkpoint genes and cytolytic score (surrogates)";
  table.columns = {{"Gene", "", Align::left, {}}};
  add_group_columns(table, groups);
  const auto add = [&](const ImmuneGene& gene) {
    report::Row row;
    row.cells.emplace_back(gene.name);
    add_group_cells(row, gene.grouped);
    table.rows.push_back(std::move(row));
  };
  if (immune.cytolytic) add(*immune.cytolytic);
  std::vector<std::size_t> order(immune.genes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return immune.genes[a].grouped.p.value_or(2) < immune.genes[b].grouped.p.value_or(2);
  });
  for (const std::size_t i : order) add(immune.genes[i]);
  table.footnotes.push_back(immune_value_label(immune) + ".");
  if (immune.cytolytic)
    table.footnotes.push_back("Cytolytic score: " + immune.cytolytic_words + ".");
  if (groups.size() > 1)
    table.footnotes.push_back(
        group_test_note(groups.size(), immune.cytolytic ? "genes and the score" : "genes"));
  if (!immune.not_measured.empty())
    table.footnotes.push_back(
        fmt::format("Not measured: {}.", fmt::join(immune.not_measured, ", ")));
  table.footnotes.emplace_back(
      "Surrogates: they say which genes are expressed in a mixture of blasts and lymphocytes, not "
      "who would respond to immunotherapy.");
  return table;
}

report::Figure immune_strip(const ImmuneGenes& immune, const std::vector<std::string>& groups,
                            const std::vector<int>& code, const std::string& step,
                            const RowNoun& noun) {
  report::StripFigure drawn;
  const auto add = [&](const ImmuneGene& gene) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const response::Summary& summary = gene.grouped.groups[g];
      drawn.rows.push_back({gene.name + ": " + groups[g],
                            of_group(gene.values, code, static_cast<int>(g)), summary.median,
                            summary.q1, summary.q3});
    }
  };
  for (std::size_t i = 0; i < immune.axis; ++i) add(immune.genes[i]);
  if (immune.cytolytic) add(*immune.cytolytic);
  drawn.value_label = immune_value_label(immune);
  drawn.width = report::double_column;
  report::Figure figure;
  figure.id = step + "-pd1";
  figure.caption = fmt::format(
      "Genes of the PD-1 axis{}: every {} as a dot, with median and quartiles. Surrogates: not a "
      "response to immunotherapy.",
      immune.cytolytic ? " and the cytolytic score (" + immune.cytolytic_words + ")" : "",
      noun.one);
  figure.scene = report::strip_scene(drawn);
  figure.csv = report::strip_csv(drawn);
  return figure;
}

}  // namespace venscope::study
