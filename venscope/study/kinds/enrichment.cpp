// kind = "enrichment": gene set enrichment analysis of the genes ranked by their association with a
// column or with an endpoint.
#include "venscope/base/parallel.hpp"
#include "venscope/enrichment/correlation_matrix.hpp"
#include "venscope/enrichment/gsea.hpp"
#include "venscope/expression/moderated_t.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/figure/enrichment_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/enrichment_json.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/gene_set_kinds.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"
#include "venscope/survival/cox.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Json;

constexpr std::size_t most_running_curves = 4, most_dots = 20, metric_points = 400;

/// How genes are ranked.
enum class RankedBy { spearman, moderated_t, cox_z };

struct GeneStatistic {
  RankedBy by = RankedBy::spearman;
  std::vector<double> value;  ///< NaN where there is none
  std::size_t n = 0;          ///< patients
  std::string label, high, low;
};

class EnrichmentFinding final : public Finding {
public:
  GeneStatistic statistic;
  enrichment::Ranking ranking;
  std::vector<enrichment::GeneSet> sets;
  enrichment::GseaOptions options;
  enrichment::Gsea result;

  Json json() const override {
    Json json = gsea_json(result, ranking, sets, options);
    json["patients"] = statistic.n;
    json["ranked_by"] = statistic.label;
    return json;
  }
  std::vector<std::string> warnings() const override { return result.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> methods(const Plan&, const Step&) const override;

private:
  report::Figure dots(const Step& step) const;
  report::Figure curve(const Step& step, std::size_t i) const;
  report::Table table(const Step& step) const;
};

std::string gsea_p_text(const enrichment::GseaSet& set) {
  if (!set.p) return report::undefined_number;
  if (*set.p >= 0.001) return report::p_value(*set.p);
  return fmt::format("{}{:.0e}", set.bounded ? "<" : "", *set.p);
}

report::Figure EnrichmentFinding::dots(const Step& step) const {
  report::EnrichmentDots drawn;
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < result.sets.size() && shown.size() < most_dots; ++i)
    if (result.sets[i].normalised) shown.push_back(i);
  std::stable_sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
    return *result.sets[a].normalised > *result.sets[b].normalised;
  });
  for (const std::size_t i : shown) {
    const enrichment::GseaSet& set = result.sets[i];
    drawn.dots.push_back({set_label(sets[set.set].name), *set.normalised,
                          static_cast<double>(set.size), set.q,
                          set.q ? report::p_value(*set.q) : report::undefined_number});
  }
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}: normalised enrichment scores{}. Above 0: genes of the set stand high in the ranking "
      "({}).",
      step.title,
      result.sets.size() > shown.size() ? fmt::format(" of the {} sets with the smallest p of {}",
                                                      shown.size(), result.sets.size())
                                        : "",
      statistic.high);
  figure.scene = report::enrichment_dots_scene(drawn);
  figure.csv = report::enrichment_dots_csv(drawn);
  return figure;
}

report::Figure EnrichmentFinding::curve(const Step& step, std::size_t i) const {
  const enrichment::GseaSet& set = result.sets[i];
  const std::vector<std::uint32_t>& members = result.members[i].members;
  report::EnrichmentFigure drawn;
  enrichment::RunningCurve curve = enrichment::running_curve(result.weights, members);
  drawn.rank = std::move(curve.rank);
  drawn.height = std::move(curve.height);
  drawn.genes = static_cast<double>(ranking.gene.size());
  for (const std::uint32_t member : members) {
    drawn.members.push_back(member);
    drawn.edge.push_back(std::find(set.leading_edge.begin(), set.leading_edge.end(), member) !=
                         set.leading_edge.end());
  }
  const std::size_t n = ranking.value.size(), points = std::min(n, metric_points);
  for (std::size_t k = 0; k < points; ++k) {
    const std::size_t at = points > 1 ? k * (n - 1) / (points - 1) : 0;
    drawn.metric_rank.push_back(static_cast<double>(at));
    drawn.metric.push_back(ranking.value[at]);
  }
  drawn.score = set.score;
  drawn.title = set_label(sets[set.set].name);
  drawn.metric_label = statistic.by == RankedBy::spearman      ? "Spearman ρ"
                       : statistic.by == RankedBy::moderated_t ? "Moderated t"
                                                               : "Cox z";
  drawn.high_label = statistic.high;
  drawn.low_label = statistic.low;
  if (set.normalised) drawn.notes.push_back("NES " + report::fixed(*set.normalised, 2));
  if (set.p) drawn.notes.push_back("p " + gsea_p_text(set));
  if (set.q) drawn.notes.push_back("q " + report::p_value(*set.q));
  report::Figure figure;
  figure.id = fmt::format("{}-{}", step.id, i + 1);
  figure.caption = fmt::format(
      "Running sum of {} along the ranked genes. Ticks: its {} genes, those of the leading edge "
      "({}) "
      "coloured.",
      drawn.title, set.size, set.leading_edge.size());
  figure.scene = report::enrichment_scene(drawn);
  figure.csv = report::enrichment_csv(drawn);
  return figure;
}

report::Table EnrichmentFinding::table(const Step& step) const {
  report::Table table;
  table.id = step.id + "-table";
  table.title = step.title;
  table.columns = {{"Gene set", "", Align::left, {}},    {"Genes", "", Align::right, {"genes"}},
                   {"ES", "", Align::right, {"es"}},     {"NES", "", Align::right, {"nes"}},
                   {"p", "", Align::right, {"p"}},       {"q", "", Align::right, {"q"}},
                   {"Leading edge", "", Align::left, {}}};
  constexpr std::size_t shown_genes = 8, shown_sets = 30;
  for (std::size_t i = 0; i < std::min(shown_sets, result.sets.size()); ++i) {
    const enrichment::GseaSet& set = result.sets[i];
    std::vector<std::string> edge;
    for (const std::uint32_t gene : set.leading_edge) {
      if (edge.size() == shown_genes) break;
      edge.push_back(ranking.gene[gene]);
    }
    std::string genes = fmt::format("{}", fmt::join(edge, ", "));
    if (set.leading_edge.size() > edge.size())
      genes += fmt::format(" and {} more", set.leading_edge.size() - edge.size());
    report::Row row;
    row.cells.emplace_back(set_label(sets[set.set].name));
    row.cells.emplace_back(std::to_string(set.size), static_cast<double>(set.size));
    row.cells.emplace_back(report::fixed(set.score, 2), set.score);
    row.cells.emplace_back(
        set.normalised ? report::fixed(*set.normalised, 2) : report::undefined_number,
        set.normalised.value_or(report::no_value));
    row.cells.emplace_back(gsea_p_text(set), set.p.value_or(report::no_value));
    row.cells.emplace_back(set.q ? report::p_value(*set.q) : report::undefined_number,
                           set.q.value_or(report::no_value));
    row.cells.emplace_back(genes);
    table.rows.push_back(std::move(row));
  }
  if (result.sets.size() > shown_sets)
    table.footnotes.push_back(
        fmt::format("The {} sets with the smallest p of {}.", shown_sets, result.sets.size()));
  if (!result.left_out.empty())
    table.footnotes.push_back(
        fmt::format("{} sets with fewer than {} or more than {} ranked genes were left out.",
                    result.left_out.size(), options.least, options.most));
  return table;
}

std::vector<report::Block> EnrichmentFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks{dots(step), table(step)};
  for (std::size_t i = 0; i < std::min(most_running_curves, result.sets.size()); ++i)
    if (result.sets[i].q && *result.sets[i].q < 0.25) blocks.emplace_back(curve(step, i));
  return blocks;
}

std::vector<std::string> EnrichmentFinding::methods(const Plan&, const Step&) const {
  return {fmt::format(
      "gene set enrichment was analysed on the genes ranked by {}, with the weighted running sum "
      "of "
      "Subramanian et al. and p by {} permutations of genes and multilevel splitting; q by "
      "Benjamini and Hochberg",
      within_sentence(statistic.label), options.permutations)};
}

class EnrichmentRequest final : public KindRequest {
public:
  SetsRequest wanted;
  std::string expression, with;
  enrichment::GseaOptions options;

  std::string title(const Plan& plan) const override {
    return with.empty() ? "Gene set enrichment"
                        : "Gene set enrichment by " + within_sentence(label_of(plan.table, with));
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    if (with.empty()) return {};
    return {{"with", with}};
  }
  std::size_t work() const override { return 2; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override;
};

constexpr double no_statistic = std::numeric_limits<double>::quiet_NaN();

/// Spearman's correlation of each gene with a number.
GeneStatistic correlated(const SampledValues& sampled, const std::vector<double>& number,
                         const std::string& label, unsigned threads) {
  GeneStatistic statistic;
  statistic.by = RankedBy::spearman;
  statistic.value.assign(sampled.values.columns, no_statistic);
  parallel_for(sampled.values.columns, threads, [&](std::size_t g) {
    Matrix pair(number.size(), 2);
    std::copy(number.begin(), number.end(), pair.column(0).begin());
    const auto gene = sampled.values.column(g);
    std::copy(gene.begin(), gene.end(), pair.column(1).begin());
    const auto found = enrichment::correlation_matrix(pair, enrichment::CorrelationKind::spearman);
    if (found.pairs[0].r) statistic.value[g] = *found.pairs[0].r;
  });
  for (const double value : number) statistic.n += std::isnan(value) ? 0 : 1;
  statistic.label = "Correlation (Spearman) with " + within_sentence(label);
  statistic.high = "rises with " + within_sentence(label);
  statistic.low = "falls with it";
  return statistic;
}

/// Moderated t of the second level against the first.
Result<GeneStatistic> contrasted(const SampledValues& sampled, const std::vector<int>& code,
                                 const std::vector<std::string>& levels, const std::string& label,
                                 unsigned threads) {
  std::vector<std::size_t> known;
  for (std::size_t i = 0; i < code.size(); ++i)
    if (code[i] >= 0) known.push_back(i);
  if (levels.size() != 2)
    return cannot_analyse("study.two_groups", fmt::format("{} has {} levels", label, levels.size()),
                          "name a column of two levels, or a number");
  expression::Design design{Matrix(known.size(), 2, 1.0), {"(Intercept)", levels[1]}};
  for (std::size_t i = 0; i < known.size(); ++i) design.columns(i, 1) = code[known[i]];
  auto fit =
      expression::fit_linear_models(rows_of(sampled.values, known), design, {.threads = threads});
  if (!fit) return tl::unexpected(std::move(fit.error()));
  const auto moderated = expression::moderate(*fit, {.threads = threads});
  if (!moderated) return tl::unexpected(moderated.error());
  GeneStatistic statistic;
  statistic.by = RankedBy::moderated_t;
  const auto t = moderated->t.column(1);
  statistic.value.assign(t.begin(), t.end());
  statistic.n = known.size();
  statistic.label = "Moderated t";
  statistic.high = "higher in " + levels[1];
  statistic.low = "higher in " + levels[0];
  return statistic;
}

/// Wald's z of each gene alone in a Cox model of the endpoint.
Result<GeneStatistic> hazards(const Plan& plan, const Step& step, const SampledValues& sampled,
                              unsigned threads) {
  const cohort::Table table = cohort::select_rows(*step.table, sampled.rows);
  const auto frame =
      formula::model_frame(survival_side(plan.endpoints[*step.endpoint]) + " ~ 1", table, {});
  if (!frame) return tl::unexpected(frame.error());
  GeneStatistic statistic;
  statistic.by = RankedBy::cox_z;
  statistic.value.assign(sampled.values.columns, no_statistic);
  statistic.n = frame->rows.size();
  statistic.label = "Cox z";
  statistic.high = "higher hazard";
  statistic.low = "lower hazard";
  parallel_for(sampled.values.columns, threads, [&](std::size_t g) {
    Matrix gene(frame->rows.size(), 1);
    bool missing = false;
    for (std::size_t i = 0; i < gene.rows; ++i) {
      gene(i, 0) = sampled.values(frame->rows[i], g);
      missing = missing || std::isnan(gene(i, 0));
    }
    if (missing) return;
    const auto fit = survival::cox({.outcomes = frame->outcomes, .design = gene});
    if (fit && fit->trouble == survival::CoxTrouble::none && !fit->terms.empty())
      statistic.value[g] = fit->terms[0].z;
  });
  return statistic;
}

Result<std::unique_ptr<const Finding>> EnrichmentRequest::run(const Plan& plan, const Step& step,
                                                              const RunContext& context) const {
  const Expression* matrix = plan.expression(expression);
  if (!matrix) return cannot_analyse("study.no_expression", "there is no matrix " + expression, "");
  const SampledValues sampled = sampled_values(plan, step, *matrix);
  auto finding = std::make_unique<EnrichmentFinding>();
  Result<GeneStatistic> statistic = [&]() -> Result<GeneStatistic> {
    if (with.empty()) return hazards(plan, step, sampled, context.threads);
    const cohort::Column& column = *step.table->find(with);
    const std::string label = label_of(plan.table, with);
    if (column.numeric()) {
      std::vector<double> number;
      for (const std::size_t row : sampled.rows) number.push_back(column.number[row]);
      return correlated(sampled, number, label, context.threads);
    }
    const std::vector<int> codes = known_codes(column);
    std::vector<int> code;
    for (const std::size_t row : sampled.rows) code.push_back(codes[row]);
    return contrasted(sampled, code, level_labels(column), label, context.threads);
  }();
  if (!statistic) return tl::unexpected(std::move(statistic.error()));
  finding->statistic = std::move(*statistic);
  auto ranking = enrichment::make_ranking(matrix->genes, finding->statistic.value);
  if (!ranking) return tl::unexpected(std::move(ranking.error()));
  finding->ranking = std::move(*ranking);
  finding->sets = sets_of(plan, wanted);
  finding->options = options;
  finding->options.threads = context.threads;
  auto result = enrichment::gsea(finding->ranking, finding->sets, finding->options);
  if (!result) return tl::unexpected(std::move(result.error()));
  finding->result = std::move(*result);
  if (finding->ranking.missing > 0)
    finding->result.warnings.push_back(
        fmt::format("{} genes have no statistic and are not ranked", finding->ranking.missing));
  return finding;
}

std::unique_ptr<const KindRequest> read_enrichment(Section& section, const Protocol& protocol,
                                                   const AnalysisDefaults&) {
  using enrichment::ScoreTail;
  auto request = std::make_unique<EnrichmentRequest>();
  request->expression = read_expression_id(section, protocol);
  request->wanted = read_sets_request(section, protocol);
  request->with = section.text("with").value_or("");
  enrichment::GseaOptions& options = request->options;
  options.weight = section.number("weight", 0, 10).value_or(1);
  options.tail = section
                     .choice<ScoreTail>("tail", {{"both", ScoreTail::both},
                                                 {"positive", ScoreTail::positive},
                                                 {"negative", ScoreTail::negative}})
                     .value_or(ScoreTail::both);
  options.least = static_cast<std::size_t>(section.whole("least", 1, 100'000).value_or(15));
  options.most = static_cast<std::size_t>(section.whole("most", 1, 1'000'000).value_or(500));
  options.permutations =
      static_cast<std::size_t>(section.whole("permutations", 10, 10'000'000).value_or(1000));
  options.seed = static_cast<std::uint64_t>(
      section.whole("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
  return request;
}

}  // namespace

Kind enrichment_kind() {
  return {"enrichment", "Gene set enrichment", true, read_enrichment, "with"};
}

}  // namespace venscope::study
