// kind = "gene_set_scores": a score per patient and gene set, by group, as a heat map and against
// each other.
#include "venscope/enrichment/clustering.hpp"
#include "venscope/enrichment/correlation_matrix.hpp"
#include "venscope/enrichment/set_scores.hpp"
#include "venscope/report/figure/heatmap_figure.hpp"
#include "venscope/report/figure/strip_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/enrichment_json.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"
#include "venscope/study/kinds/immune_genes.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Json;
using report::json_number;

constexpr std::size_t most_strips = 6;  // sets drawn patient by patient
constexpr std::size_t most_heat_rows = 60;
constexpr std::size_t most_pairs_drawn = 30;

/// One set: by group, and whether groups differ.
struct ScoredSet {
  std::string name;
  std::size_t genes = 0;
  std::vector<std::string> not_found;
  std::vector<double> scores;  ///< of the patients with a sample
  GroupedNumber grouped;
};

class GeneSetScoresFinding final : public Finding {
public:
  enrichment::ScoreOptions options;
  bool surrogates = false;
  std::string group_label;
  std::vector<std::string> groups;
  std::vector<int> code;  ///< group of each patient with a sample
  std::vector<report::HeatStrip> strips;
  std::vector<std::string> patients;
  std::vector<ScoredSet> sets;
  std::vector<std::pair<std::string, std::size_t>> left_out;
  std::optional<ImmuneGenes> immune;
  enrichment::CorrelationMatrix correlations;
  std::size_t n_without_sample = 0;
  RowNoun noun = {};
  std::vector<std::string> said;

  Json json() const override;
  std::vector<std::string> warnings() const override { return said; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> methods(const Plan&, const Step&) const override;
  std::vector<Limitation> limitations(const Plan&, const Step&) const override;

private:
  report::Table table(const Step& step) const;
  report::Figure heat_map(const Step& step) const;
  report::Figure strip(const Step& step) const;
  report::Figure correlation_map(const Step& step) const;
  std::vector<std::size_t> by_p() const;
};

/// Sets by p, those without one last; ties in the order given.
std::vector<std::size_t> GeneSetScoresFinding::by_p() const {
  std::vector<std::size_t> order(sets.size());
  for (std::size_t s = 0; s < order.size(); ++s) order[s] = s;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sets[a].grouped.p.value_or(2) < sets[b].grouped.p.value_or(2);
  });
  return order;
}

Json GeneSetScoresFinding::json() const {
  Json json;
  json["method"] = name_of(options.method);
  json["surrogates"] = surrogates;
  json["n"] = patients.size();
  json["n_without_sample"] = n_without_sample;
  json["groups"] = groups;
  json["sets"] = Json::array();
  for (const ScoredSet& set : sets) {
    Json one = {{"set", set.name}, {"size", set.genes}, {"not_found", set.not_found}};
    add_grouped(one, set.grouped, groups);
    json["sets"].push_back(std::move(one));
  }
  if (immune) json["immune"] = immune_json(*immune, groups);
  json["correlations"] = Json::array();
  for (const enrichment::ColumnPair& pair : correlations.pairs)
    json["correlations"].push_back({{"set", sets[pair.a].name},
                                    {"other", sets[pair.b].name},
                                    {"n", pair.n},
                                    {"rho", json_number(pair.r)},
                                    {"p", json_number(pair.p)},
                                    {"q", json_number(pair.q)}});
  json["left_out"] = Json::array();
  for (const auto& [name, found] : left_out)
    json["left_out"].push_back({{"set", name}, {"found", found}});
  json["warnings"] = said;
  return json;
}

report::Table GeneSetScoresFinding::table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-table";
  table.title = step.title;
  table.columns = {{"Gene set", "", Align::left, {}}, {"Genes", "", Align::right, {"genes"}}};
  add_group_columns(table, groups);
  for (const std::size_t s : by_p()) {
    const ScoredSet& set = sets[s];
    report::Row row;
    row.cells.emplace_back(set_label(set.name));
    row.cells.emplace_back(fmt::format("{} of {}", set.genes, set.genes + set.not_found.size()),
                           static_cast<double>(set.genes));
    add_group_cells(row, set.grouped);
    table.rows.push_back(std::move(row));
  }
  if (groups.size() > 1) table.footnotes.push_back(group_test_note(groups.size(), "sets"));
  if (surrogates)
    table.footnotes.push_back(
        "Immune sets are surrogates: they say which genes are expressed, not who would respond to "
        "immunotherapy.");
  return table;
}

/// Scores in units of their own spread, patients within their group by the first set's score.
report::Figure GeneSetScoresFinding::heat_map(const Step& step) const {
  report::HeatmapFigure drawn;
  std::vector<std::size_t> shown = by_p();
  if (shown.size() > most_heat_rows) shown.resize(most_heat_rows);
  drawn.values = Matrix(shown.size(), patients.size(), std::numeric_limits<double>::quiet_NaN());
  Matrix columns(patients.size(), shown.size());  // the same, a set per column
  for (std::size_t r = 0; r < shown.size(); ++r) {
    const ScoredSet& set = sets[shown[r]];
    drawn.rows.push_back(set_label(set.name));
    const response::Summary all = response::summarise(set.scores);
    const double sd = all.sd.value_or(0);
    for (std::size_t i = 0; i < patients.size(); ++i)
      columns(i, r) = drawn.values(r, i) =
          sd > 0 ? (set.scores[i] - *all.mean) / sd : std::numeric_limits<double>::quiet_NaN();
  }
  drawn.columns = patients;
  drawn.strips = strips;
  drawn.limit = 2.5;
  drawn.value_label = "Score (z)";
  if (shown.size() > 2) {
    const enrichment::Clustering tree =
        enrichment::cluster(enrichment::euclidean_distances(columns), enrichment::Linkage::average);
    drawn.row_order = tree.order;
    drawn.row_tree = {tree.left, tree.right, tree.height};
  }
  std::vector<std::size_t> order(patients.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const std::vector<double>& key = sets[by_p().front()].scores;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int x = code[a] < 0 ? std::numeric_limits<int>::max() : code[a];
    const int y = code[b] < 0 ? std::numeric_limits<int>::max() : code[b];
    return x != y ? x < y : key[a] < key[b];
  });
  drawn.column_order = order;
  report::Figure figure;
  figure.id = step.id + "-heat";
  figure.caption = fmt::format(
      "{}. Each column is one {}, each row a gene set, its scores in units of their standard "
      "deviation; {} stand {}by the score of the set {}{}. Sets are clustered (Euclidean "
      "distance, average linkage).",
      step.title, noun.one, noun.many, groups.size() > 1 ? "by group and within it " : "",
      set_label(sets[by_p().front()].name),
      groups.size() > 1 ? ", which differs most between them" : "");
  figure.scene = report::heatmap_scene(drawn);
  figure.csv = report::heatmap_csv(drawn);
  return figure;
}

report::Figure GeneSetScoresFinding::strip(const Step& step) const {
  report::StripFigure drawn;
  std::vector<std::size_t> shown = by_p();
  if (shown.size() > most_strips) shown.resize(most_strips);
  for (const std::size_t s : shown)
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const response::Summary& summary = sets[s].grouped.groups[g];
      drawn.rows.push_back({set_label(sets[s].name) + ": " + groups[g],
                            of_group(sets[s].scores, code, static_cast<int>(g)), summary.median,
                            summary.q1, summary.q3});
    }
  drawn.value_label = fmt::format("Score ({})", name_of(options.method));
  drawn.width = report::double_column;
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}: every {} as a dot, with median and quartiles{}.", step.title, noun.one,
      sets.size() > shown.size()
          ? fmt::format("; the {} sets with the smallest p of {}", shown.size(), sets.size())
          : "");
  figure.scene = report::strip_scene(drawn);
  figure.csv = report::strip_csv(drawn);
  return figure;
}

report::Figure GeneSetScoresFinding::correlation_map(const Step& step) const {
  report::HeatmapFigure drawn;
  drawn.values = correlations.r;
  for (const ScoredSet& set : sets) drawn.rows.push_back(set_label(set.name));
  drawn.columns = drawn.rows;
  const enrichment::Clustering tree = enrichment::cluster(
      enrichment::correlation_distances(correlations.r), enrichment::Linkage::average);
  drawn.row_order = drawn.column_order = tree.order;
  drawn.column_tree = {tree.left, tree.right, tree.height};
  drawn.limit = 1;
  drawn.value_label = "Spearman’s ρ";
  if (sets.size() <= 12) drawn.numbers = 2;
  report::Figure figure;
  figure.id = step.id + "-correlations";
  figure.caption = fmt::format(
      "Correlations of the scores with each other (Spearman), sets clustered by 1 − ρ, average "
      "linkage. {} of {} pairs have q below 0.05.",
      std::count_if(correlations.pairs.begin(), correlations.pairs.end(),
                    [](const enrichment::ColumnPair& pair) { return pair.q && *pair.q < 0.05; }),
      correlations.pairs.size());
  figure.scene = report::heatmap_scene(drawn);
  figure.csv = report::heatmap_csv(drawn);
  return figure;
}

std::vector<report::Block> GeneSetScoresFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks;
  if (!groups.empty()) blocks.emplace_back(strip(step));
  blocks.emplace_back(heat_map(step));
  blocks.emplace_back(table(step));
  if (immune && !immune->genes.empty() && !groups.empty()) {
    if (immune->axis > 0 || immune->cytolytic)
      blocks.emplace_back(immune_strip(*immune, groups, code, step.id, noun));
    blocks.emplace_back(immune_table(*immune, groups, step.id));
  }
  if (sets.size() > 1 && sets.size() <= most_pairs_drawn)
    blocks.emplace_back(correlation_map(step));
  return blocks;
}

std::vector<std::string> GeneSetScoresFinding::methods(const Plan&, const Step&) const {
  std::string text = fmt::format(
      "gene sets were scored in each sample by {}",
      options.method == enrichment::ScoreMethod::ssgsea   ? "single-sample GSEA (weight 0.25)"
      : options.method == enrichment::ScoreMethod::gsva   ? "gene set variation analysis"
      : options.method == enrichment::ScoreMethod::zscore ? "the combined z of their genes"
                                                          : "the mean of their genes");
  if (groups.size() > 1)
    text += fmt::format(
        ", and compared between groups by the {} test with q values of Benjamini "
        "and Hochberg",
        groups.size() == 2 ? "Mann–Whitney" : "Kruskal–Wallis");
  return {text};
}

std::vector<Limitation> GeneSetScoresFinding::limitations(const Plan&, const Step&) const {
  std::vector<Limitation> found;
  if (surrogates)
    found.push_back({"immune_surrogates",
                     "scores of immune genes are surrogates: nobody here was treated with "
                     "immunotherapy, and bulk expression mixes blasts with lymphocytes"});
  if (n_without_sample > 0)
    found.push_back({"no_sample",
                     fmt::format("{} {} have no sample and no score", n_without_sample, noun.many),
                     {{"patients", static_cast<double>(n_without_sample)}}});
  return found;
}

class GeneSetScoresRequest final : public KindRequest {
public:
  SetsRequest wanted;
  std::string expression, group;
  std::vector<std::string> strips;
  enrichment::ScoreOptions options;

  std::string title(const Plan&) const override {
    return wanted.ids.empty() ? "Immune genes: scores of surrogates" : "Scores of gene sets";
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> named;
    if (!group.empty()) named.emplace_back("group", group);
    for (const std::string& strip : strips) named.emplace_back("strips", strip);
    return named;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (!group.empty()) check_categories(plan, group, step.request->place, problems);
  }
  std::size_t work() const override { return 2; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override;
};

report::HeatStrip strip_of(const Plan& plan, const cohort::Table& table, const std::string& name,
                           const std::vector<std::size_t>& rows) {
  const cohort::Column& column = *table.find(name);
  report::HeatStrip strip;
  strip.label = label_of(plan.table, name);
  if (column.numeric()) {
    for (const std::size_t row : rows) strip.values.push_back(column.number[row]);
    return strip;
  }
  strip.categories = level_labels(column);
  const std::vector<int> codes = known_codes(column);
  for (const std::size_t row : rows) strip.of.push_back(codes[row]);
  return strip;
}

Result<std::unique_ptr<const Finding>> GeneSetScoresRequest::run(const Plan& plan, const Step& step,
                                                                 const RunContext& context) const {
  const Expression* matrix = plan.expression(expression);
  if (!matrix) return cannot_analyse("study.no_expression", "there is no matrix " + expression, "");
  const SampledValues sampled = sampled_values(plan, step, *matrix);
  const std::vector<enrichment::GeneSet> given = sets_of(plan, wanted);
  auto finding = std::make_unique<GeneSetScoresFinding>();
  finding->options = options;
  finding->options.threads = context.threads;
  auto scored = enrichment::set_scores(sampled.values, matrix->genes, given, finding->options);
  if (!scored) return tl::unexpected(std::move(scored.error()));
  finding->surrogates = wanted.immune;
  finding->noun = plan.protocol.noun;
  finding->n_without_sample = step.table->rows - sampled.rows.size();
  finding->said = scored->warnings;
  for (std::size_t i = 0; i < sampled.rows.size(); ++i)
    finding->patients.push_back(std::to_string(i + 1));
  finding->code.assign(sampled.rows.size(), group.empty() ? 0 : -1);
  if (!group.empty()) {
    const cohort::Column& column = *step.table->find(group);
    finding->group_label = label_of(plan.table, group);
    finding->groups = level_labels(column);
    const std::vector<int> codes = known_codes(column);
    for (std::size_t i = 0; i < sampled.rows.size(); ++i) finding->code[i] = codes[sampled.rows[i]];
    finding->strips.push_back(strip_of(plan, *step.table, group, sampled.rows));
  }
  for (const std::string& strip : strips)
    if (strip != group) finding->strips.push_back(strip_of(plan, *step.table, strip, sampled.rows));
  for (std::size_t s = 0; s < scored->sets.size(); ++s) {
    ScoredSet set;
    set.name = given[scored->sets[s].set].name;
    set.genes = scored->sets[s].members.size();
    set.not_found = scored->sets[s].not_found;
    const auto column = scored->scores.column(s);
    set.scores.assign(column.begin(), column.end());
    set.grouped = by_group(set.scores, finding->code, finding->groups.size());
    finding->sets.push_back(std::move(set));
  }
  std::vector<GroupedNumber*> numbers;
  for (ScoredSet& set : finding->sets) numbers.push_back(&set.grouped);
  adjust_grouped(numbers);
  if (wanted.immune)
    finding->immune = immune_genes(sampled, *matrix, finding->code, finding->groups.size());
  finding->correlations = enrichment::correlation_matrix(
      scored->scores, enrichment::CorrelationKind::spearman, context.threads);
  for (const enrichment::SetLeftOut& one : scored->left_out)
    finding->left_out.emplace_back(given[one.set].name, one.found);
  if (!scored->left_out.empty())
    finding->said.push_back(fmt::format("{} gene sets with too few measured genes were left out",
                                        scored->left_out.size()));
  return finding;
}

std::unique_ptr<const KindRequest> read_gene_set_scores(Section& section, const Protocol& protocol,
                                                        const AnalysisDefaults&) {
  using enrichment::DensityKernel;
  using enrichment::ScoreMethod;
  auto request = std::make_unique<GeneSetScoresRequest>();
  request->expression = read_expression_id(section, protocol);
  request->wanted = read_sets_request(section, protocol);
  request->group = section.text("group").value_or(protocol.group);
  request->strips = section.texts("strips");
  request->options.method = section
                                .choice<ScoreMethod>("method", {{"ssgsea", ScoreMethod::ssgsea},
                                                                {"gsva", ScoreMethod::gsva},
                                                                {"zscore", ScoreMethod::zscore},
                                                                {"mean", ScoreMethod::mean}})
                                .value_or(ScoreMethod::ssgsea);
  request->options.kernel =
      section
          .choice<DensityKernel>("kernel", {{"gaussian", DensityKernel::gaussian},
                                            {"poisson", DensityKernel::poisson},
                                            {"none", DensityKernel::none}})
          .value_or(DensityKernel::gaussian);
  request->options.least = static_cast<std::size_t>(section.whole("least", 1, 100'000).value_or(1));
  return request;
}

}  // namespace

Kind gene_set_scores_kind() {
  return {"gene_set_scores", "Gene sets", false, read_gene_set_scores};
}

}  // namespace venscope::study
