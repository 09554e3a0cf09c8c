#include "venscope/study/kinds/association_finding.hpp"

#include "venscope/report/figure/gene_scatter.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"
#include "venscope/study/kinds/gene_tables.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using expression::CorrelationMethod;
using report::Align;
using report::Cell;
using report::Json;
using report::json_number;

constexpr std::size_t genes_of_set_shown = 12;
constexpr std::size_t few_patients = 20;

}  // namespace

bool GeneAssociationFinding::is_called(const AssociatedGene& gene) const {
  if (!(gene.q < options.cut)) return false;
  return options.direction == GeneDirection::both ||
         (options.direction == GeneDirection::higher) == (gene.estimate > 0);
}

std::size_t GeneAssociationFinding::called() const {
  return static_cast<std::size_t>(std::count_if(
      genes.begin(), genes.end(), [&](const AssociatedGene& gene) { return is_called(gene); }));
}

std::size_t GeneAssociationFinding::tested() const {
  return static_cast<std::size_t>(std::count_if(
      genes.begin(), genes.end(), [](const AssociatedGene& gene) { return !std::isnan(gene.p); }));
}

bool GeneAssociationFinding::is_named(const std::string& gene) const {
  return std::find(named.begin(), named.end(), gene) != named.end();
}

const char* GeneAssociationFinding::symbol() const {
  if (!groups.empty()) return "P";
  return options.method == CorrelationMethod::pearson   ? "r"
         : options.method == CorrelationMethod::kendall ? "τ"
                                                        : "ρ";
}

std::vector<std::size_t> GeneAssociationFinding::by_p() const {
  std::vector<std::size_t> order;
  for (std::size_t g = 0; g < genes.size(); ++g)
    if (!std::isnan(genes[g].p)) order.push_back(g);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return genes[a].p < genes[b].p || (genes[a].p == genes[b].p &&
                                       std::fabs(genes[a].estimate) > std::fabs(genes[b].estimate));
  });
  return order;
}

Json GeneAssociationFinding::json() const {
  constexpr const char* methods[] = {"pearson", "spearman", "kendall"};
  constexpr const char* directions[] = {"both", "higher", "lower"};
  Json json;
  json["with"] = with;
  json["cohort"] = cohort;
  json["method"] = groups.empty() ? methods[static_cast<std::size_t>(options.method)] : "wilcoxon";
  json["groups"] = groups;
  json["group_sizes"] = group_sizes;
  json["n"] = n;
  json["n_without_sample"] = without_sample;
  json["n_without_value"] = without_value;
  json["censored_above"] = json_number(options.cap);
  json["n_censored"] = censored;
  json["n_genes"] = genes.size();
  json["n_tested"] = tested();
  json["q"] = json_number(options.cut);
  json["direction"] = directions[static_cast<std::size_t>(options.direction)];
  json["n_associated"] = called();
  json["pi0"] = json_number(null_share);
  json["genes"] = Json::array();
  for (const AssociatedGene& gene : genes) {
    Json one = {{"gene", gene.gene},
                {"n", gene.n},
                {"estimate", json_number(gene.estimate)},
                {"conf_low", json_number(gene.low)},
                {"conf_high", json_number(gene.high)},
                {"p", json_number(gene.p)},
                {"q", json_number(gene.q)},
                {"q_storey", json_number(gene.storey)}};
    if (!groups.empty()) {
      one["probability"] = json_number((gene.estimate + 1) / 2);
      one["median_difference"] = json_number(gene.difference);
    }
    json["genes"].push_back(std::move(one));
  }
  json["sets"] = Json::array();
  if (sets)
    for (std::size_t s = 0; s < sets->sets.size(); ++s) {
      const enrichment::OverRepresentedSet& one = sets->sets[s];
      json["sets"].push_back({{"set", set_names[s]},
                              {"size", one.size},
                              {"associated", one.selected},
                              {"expected", json_number(one.expected)},
                              {"odds_ratio", json_number(one.odds_ratio)},
                              {"conf_low", json_number(one.conf_low)},
                              {"conf_high", json_number(one.conf_high)},
                              {"p", json_number(one.p)},
                              {"q", json_number(one.q)},
                              {"genes", one.genes}});
    }
  json["warnings"] = said;
  return json;
}

report::Figure GeneAssociationFinding::volcano(const Step& step) const {
  report::GeneScatter figure;
  figure.groups = {fmt::format("q {} or more", options.cut), "higher", "lower"};
  if (options.direction != GeneDirection::both) figure.groups[0] = "not associated";
  figure.x_label = groups.empty() ? fmt::format("{} with {}", symbol(), within_sentence(label))
                                  : fmt::format("2 P − 1, {} against {}", groups[1], groups[0]);
  figure.y_label = "−log₁₀ p";
  figure.y_from_zero = figure.symmetric = true;
  figure.width = report::double_column * 0.6;
  for (const AssociatedGene& gene : genes) {
    if (std::isnan(gene.p)) continue;
    // A p of 0 is below the smallest double.
    const double height = gene.p > 0 ? -std::log10(gene.p) : 308.0;
    figure.points.push_back({gene.gene, gene.estimate, height,
                             !is_called(gene)    ? 0u
                             : gene.estimate > 0 ? 1u
                                                 : 2u,
                             is_named(gene.gene)});
  }
  report::Figure drawn;
  drawn.id = step.id + "-volcano";
  drawn.caption = fmt::format(
      "{}. Each dot a gene, {} {}; {} of {} genes are associated, q below {} "
      "(Benjamini–Hochberg){}.",
      step.title, n, noun.many, called(), tested(), options.cut,
      options.direction == GeneDirection::both     ? ""
      : options.direction == GeneDirection::higher ? " and in the direction higher"
                                                   : " and in the direction lower");
  drawn.scene = report::gene_scatter_scene(figure);
  drawn.csv = report::gene_scatter_csv(figure);
  return drawn;
}

report::Table GeneAssociationFinding::table(const Step& step, const char* id, const char* title,
                                            const std::vector<std::size_t>& rows) const {
  report::Table table;
  table.id = step.id + "-" + id;
  table.title = fmt::format("{}: {}", step.title, title);
  table.columns = {{"Gene", "", Align::left, {}}, {"n", "", Align::right, {"n"}}};
  if (groups.empty()) {
    table.columns.push_back({fmt::format("{} ({})", symbol(), interval_name(options.level)),
                             "",
                             Align::right,
                             {"estimate", "conf_low", "conf_high"}});
  } else {
    table.columns.push_back({fmt::format("P, {} higher", groups[1]), "", Align::right, {"prob"}});
    table.columns.push_back({"Difference of medians", "", Align::right, {"difference"}});
  }
  table.columns.push_back({"p", "", Align::right, {"p"}});
  table.columns.push_back({"q", "", Align::right, {"q"}});
  if (null_share) table.columns.push_back({"q (Storey)", "", Align::right, {"q_storey"}});
  for (const std::size_t g : rows) {
    const AssociatedGene& gene = genes[g];
    report::Row row;
    row.cells = {gene.gene, {report::count(double(gene.n)), double(gene.n)}};
    if (!groups.empty()) {
      const double probability = (gene.estimate + 1) / 2;
      row.cells.emplace_back(report::fixed(probability, 2), probability);
      row.cells.emplace_back(report::fixed(gene.difference, 2), gene.difference);
    } else {
      const bool open = std::isnan(gene.low) || std::isnan(gene.high);
      row.cells.emplace_back(open ? report::fixed(gene.estimate, 2)
                                  : report::estimate_interval(gene.estimate, gene.low, gene.high),
                             std::vector{gene.estimate, gene.low, gene.high});
    }
    row.cells.emplace_back(gene_p(gene.p), gene.p);
    row.cells.emplace_back(gene_p(gene.q), gene.q);
    if (null_share) row.cells.emplace_back(gene_p(gene.storey), gene.storey);
    table.rows.push_back(std::move(row));
  }
  if (!groups.empty())
    table.footnotes.push_back(
        fmt::format("P: probability that one of {} ({}) has more than one of {} ({}), ties half.",
                    groups[1], group_sizes[1], groups[0], group_sizes[0]));
  if (censored > 0)
    table.footnotes.push_back(
        fmt::format("{} of {} values are {} or more: known to be that or more, pairs of which it "
                    "is known which is the larger.",
                    censored, n, report::exact(*options.cap)));
  return table;
}

report::Table GeneAssociationFinding::named_table(const Step& step) const {
  std::vector<std::size_t> rows;
  std::vector<std::string> absent, untested;
  for (const std::string& name : named) {
    const auto at = std::find_if(genes.begin(), genes.end(),
                                 [&](const AssociatedGene& gene) { return gene.gene == name; });
    if (at == genes.end())
      absent.push_back(name);
    else if (std::isnan(at->p))
      untested.push_back(name);
    else
      rows.push_back(static_cast<std::size_t>(at - genes.begin()));
  }
  report::Table asked = table(step, "named", "the genes asked for", rows);
  if (!absent.empty())
    asked.footnotes.push_back(fmt::format("Not measured: {}.", fmt::join(absent, ", ")));
  if (!untested.empty())
    asked.footnotes.push_back(fmt::format("Not tested: {}.", fmt::join(untested, ", ")));
  return asked;
}

report::Table GeneAssociationFinding::set_table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-sets";
  table.title = step.title + ": associated genes of the sets";
  table.columns = {{"Gene set", "", Align::left, {}},
                   {"Tested", "", Align::right, {"size"}},
                   {"Associated", "", Align::right, {"associated"}},
                   {"Expected", "", Align::right, {"expected"}},
                   {"p", "", Align::right, {"p"}},
                   {"q", "", Align::right, {"q"}},
                   {"Associated genes", "", Align::left, {}}};
  for (std::size_t s = 0; s < sets->sets.size(); ++s) {
    const enrichment::OverRepresentedSet& one = sets->sets[s];
    std::vector<std::string> first = one.genes;
    const std::size_t all = first.size();
    first.resize(std::min(all, genes_of_set_shown));
    report::Row row;
    row.cells = {
        set_label(set_names[s]),
        {report::count(double(one.size)), double(one.size)},
        {report::count(double(one.selected)), double(one.selected)},
        {report::fixed(one.expected, 1), one.expected},
        {gene_p(one.p), one.p},
        {gene_p(one.q), one.q},
        fmt::format("{}{}", fmt::join(first, ", "),
                    all > first.size() ? fmt::format(" and {} more", all - first.size()) : "")};
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(fmt::format(
      "Expected: of {} associated among {} tested genes drawn at random; p: as many or more "
      "(hypergeometric); q: Benjamini and Hochberg over the sets.",
      sets->selected, sets->universe));
  return table;
}

std::vector<report::Block> GeneAssociationFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks;
  blocks.emplace_back(volcano(step));
  std::vector<std::size_t> first = by_p();
  first.resize(std::min(first.size(), genes_shown));
  blocks.emplace_back(table(step, "genes", "the genes with the smallest p", first));
  if (!named.empty()) blocks.emplace_back(named_table(step));
  if (sets) blocks.emplace_back(set_table(step));
  return blocks;
}

std::vector<std::string> GeneAssociationFinding::methods(const Plan&, const Step&) const {
  std::string how;
  if (!groups.empty())
    how = "every gene was compared between two groups by Wilcoxon’s rank-sum test";
  else if (censored > 0)
    how =
        "every gene was correlated with a capped number by Kendall’s tau, values at the cap "
        "censored there";
  else
    how = fmt::format("every gene was correlated with a number by {} method",
                      options.method == CorrelationMethod::pearson   ? "Pearson’s"
                      : options.method == CorrelationMethod::kendall ? "Kendall’s"
                                                                     : "Spearman’s");
  how += ", with q values of Benjamini and Hochberg";
  if (null_share) how += " and of Storey";
  std::vector<std::string> said_here{how};
  if (set_count > 0)
    said_here.push_back(
        "over-representation of associated genes in gene sets was tested by the hypergeometric "
        "distribution, the universe being the genes tested");
  return said_here;
}

std::vector<Limitation> GeneAssociationFinding::limitations(const Plan&, const Step& step) const {
  std::vector<Limitation> found;
  if (n < few_patients)
    found.push_back({"few_samples",
                     fmt::format("{}: {} {} with a sample and a value", step.title, n, noun.many),
                     {{"samples", static_cast<double>(n)}}});
  if (without_sample + without_value > 0)
    found.push_back({"no_sample",
                     fmt::format("{}: {} {} have no sample, {} with one no value", step.title,
                                 without_sample, noun.many, without_value),
                     {{"patients", static_cast<double>(without_sample + without_value)}}});
  if (n > 0 && 2 * censored > n)
    found.push_back({"mostly_censored",
                     fmt::format("{}: {} of {} values lie at the cap or beyond, and say nothing of "
                                 "each other",
                                 step.title, censored, n),
                     {{"censored", double(censored)}, {"patients", double(n)}}});
  return found;
}

std::vector<std::string> GeneAssociationFinding::summary(const Plan&, const Step& step) const {
  return {fmt::format("{}: {} of {} genes associated, q below {}", step.title, called(), tested(),
                      options.cut)};
}

}  // namespace venscope::study
