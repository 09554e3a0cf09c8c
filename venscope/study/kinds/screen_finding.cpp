#include "venscope/study/kinds/screen_finding.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/report/figure/gene_scatter.hpp"
#include "venscope/report/figure/histogram_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/gene_tables.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/step_limitations.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;

namespace {

/// Genes named in the volcano where the protocol names none.
constexpr std::size_t named_by_p = 10;

}  // namespace

std::size_t ScreenFinding::called() const {
  return static_cast<std::size_t>(std::count_if(best_.begin(), best_.end(), [&](std::size_t j) {
    return analysis_.genes[j].q < declared_.cut;
  }));
}

std::vector<std::string> ScreenFinding::summary(const Plan&, const Step& step) const {
  return {fmt::format("{}: {} of {} genes with q below {}", step.title, called(), best_.size(),
                      declared_.cut)};
}

report::Json ScreenFinding::json() const {
  report::Json json = to_json(analysis_);
  json["matrix"] = {{"file", matrix_.file},
                    {"sha256", matrix_.sha256},
                    {"samples", matrix_.samples},
                    {"genes", analysis_.genes.size()},
                    {"notes", matrix_.assumptions}};
  json["n_called"] = called();
  json["cut"] = declared_.cut;
  return json;
}

/// Those asked for; otherwise the first ones that are called.
bool ScreenFinding::is_named(std::size_t gene) const {
  const auto& named = declared_.named;
  if (!named.empty())
    return std::find(named.begin(), named.end(), analysis_.genes[gene].gene) != named.end();
  const auto last = best_.begin() + static_cast<std::ptrdiff_t>(std::min(best_.size(), named_by_p));
  return analysis_.genes[gene].q < declared_.cut && std::find(best_.begin(), last, gene) != last;
}

report::Figure ScreenFinding::volcano(const Step& step) const {
  report::GeneScatter figure;
  figure.groups = {fmt::format("q {} or more", declared_.cut), "higher hazard", "lower hazard"};
  figure.x_label = matrix_.scale == ExpressionScale::log2 ? "ln hazard ratio per doubling"
                                                          : "ln hazard ratio per unit";
  figure.y_label = "−log₁₀ p";
  figure.y_from_zero = figure.symmetric = true;
  figure.width = report::double_column * 0.6;
  for (const std::size_t j : best_) {
    const ScreenedGene& gene = analysis_.genes[j];
    // p of 0 is below the smallest double.
    const double height = gene.fit.p > 0 ? -std::log10(gene.fit.p) : 308;
    const std::size_t group = !(gene.q < declared_.cut) ? 0 : gene.fit.coef > 0 ? 1 : 2;
    figure.points.push_back({gene.gene, gene.fit.coef, height, group, is_named(j)});
  }
  report::Figure drawn;
  drawn.id = step.id + "-volcano";
  drawn.caption = fmt::format("{}. Each dot a gene; {} of {} have q below {} (Benjamini–Hochberg).",
                              step.title, called(), best_.size(), declared_.cut);
  drawn.scene = report::gene_scatter_scene(figure);
  drawn.csv = report::gene_scatter_csv(figure);
  return drawn;
}

report::Figure ScreenFinding::p_values(const Step& step) const {
  report::HistogramFigure figure;
  figure.value_label = "p";
  figure.count_label = "Genes";
  figure.width = report::double_column * 0.6;
  figure.groups.emplace_back();
  for (const std::size_t j : best_) figure.groups[0].values.push_back(analysis_.genes[j].fit.p);
  report::Figure drawn;
  drawn.id = step.id + "-p";
  drawn.caption = step.title +
                  ": p of all genes. Where no gene goes with survival the bars are level; genes "
                  "that do stand out at the left.";
  if (analysis_.null_share)
    drawn.caption += fmt::format(" Share of genes that do not, by Storey: {}.",
                                 report::fixed(*analysis_.null_share, 2));
  drawn.scene = report::histogram_scene(figure);
  drawn.csv = report::histogram_csv(figure);
  return drawn;
}

report::Table ScreenFinding::table(const Step& step, const char* id, const char* title,
                                   const std::vector<std::size_t>& genes) const {
  report::Table table;
  table.id = step.id + "-" + id;
  table.title = fmt::format("{}: {}", step.title, title);
  table.columns = {{"Gene", "", Align::left, {}},
                   {"HR (95% CI)", "", Align::right, {"hr", "conf_low", "conf_high"}},
                   {"z", "", Align::right, {"z"}},
                   {"p", "", Align::right, {"p"}},
                   {"q", "", Align::right, {"q"}},
                   {"n (events)", "", Align::right, {"n", "events"}}};
  const double width = normal_quantile(0.975);
  for (const std::size_t j : genes) {
    const ScreenedGene& gene = analysis_.genes[j];
    const double middle = std::exp(gene.fit.coef);
    const double low = std::exp(gene.fit.coef - width * gene.fit.std_error);
    const double high = std::exp(gene.fit.coef + width * gene.fit.std_error);
    report::Row row;
    row.cells = {
        gene.gene,
        {report::ratio_interval(middle, low, high), std::vector<double>{middle, low, high}},
        {report::fixed(gene.fit.z, 2), gene.fit.z},
        {gene_p(gene.fit.p), gene.fit.p},
        {gene_p(gene.q), gene.q},
        {fmt::format("{} ({})", gene.fit.n, gene.fit.events),
         std::vector<double>{static_cast<double>(gene.fit.n),
                             static_cast<double>(gene.fit.events)}}};
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(matrix_.scale == ExpressionScale::log2
                                ? "Hazard ratio per doubling of the expression."
                                : "Hazard ratio per unit of the matrix.");
  return table;
}

report::Table ScreenFinding::named_table(const Step& step) const {
  std::vector<std::size_t> genes;
  std::vector<std::string> absent, without;
  for (const std::string& name : declared_.named) {
    const auto at = std::find_if(analysis_.genes.begin(), analysis_.genes.end(),
                                 [&](const ScreenedGene& gene) { return gene.gene == name; });
    if (at == analysis_.genes.end())
      absent.push_back(name);
    else if (at->fit.reason != survival::NoEstimate::none)
      without.push_back(fmt::format("{} ({})", name, survival::reason_text(at->fit.reason)));
    else
      genes.push_back(static_cast<std::size_t>(at - analysis_.genes.begin()));
  }
  report::Table named = table(step, "named", "the genes asked for", genes);
  if (!absent.empty())
    named.footnotes.push_back(fmt::format("Not measured: {}.", fmt::join(absent, ", ")));
  if (!without.empty())
    named.footnotes.push_back(fmt::format("Without an estimate: {}.", fmt::join(without, ", ")));
  return named;
}

std::vector<report::Block> ScreenFinding::blocks(const Plan&, const Step& step) const {
  std::vector<std::size_t> first = best_;
  first.resize(std::min(first.size(), genes_shown));
  std::vector<report::Block> blocks;
  blocks.emplace_back(volcano(step));
  blocks.emplace_back(table(step, "genes", "the genes with the smallest p", first));
  if (!declared_.named.empty()) blocks.emplace_back(named_table(step));
  blocks.emplace_back(p_values(step));
  return blocks;
}

std::vector<std::string> ScreenFinding::methods(const Plan& plan, const Step&) const {
  std::string beside;
  if (!declared_.adjusters.empty())
    beside += fmt::format(", beside {}", fmt::join(declared_.adjusters, ", "));
  if (!declared_.strata.empty())
    beside += fmt::format(", stratified by {}", fmt::join(declared_.strata, ", "));
  return {fmt::format(
      "A Cox model was fitted for every gene by itself{} (ties by {}), to the {} with a "
      "value of it; q values by Benjamini and Hochberg{}.",
      beside, declared_.ties == survival::Ties::efron ? "Efron" : "Breslow",
      plan.protocol.noun.many, declared_.storey ? " and by Storey" : "")};
}

std::vector<Limitation> ScreenFinding::limitations(const Plan& plan, const Step& step) const {
  std::vector<Limitation> found;
  add_missing(plan, step, analysis_.frame, found);
  found.push_back(
      {"screened_genes",
       fmt::format("{}: {} genes were tested one by one; those with the smallest p look stronger "
                   "than they are, and no model was judged",
                   step.title, best_.size()),
       {{"genes", static_cast<double>(best_.size())}}});
  return found;
}

}  // namespace venscope::study
