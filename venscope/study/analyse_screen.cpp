#include "venscope/base/adjust.hpp"
#include "venscope/expression/storey.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/matched_samples.hpp"
#include "venscope/study/screen_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::study {
namespace {

survival::CoxData screened_data(const formula::ModelFrame& frame) {
  return {.outcomes = frame.outcomes,
          .design = frame.design,
          .strata = frame.strata.group,
          .weights = frame.weights,
          .offset = frame.offset,
          .cluster = frame.clusters.group};
}

/// What is wrong with the adjusters is wrong whatever the gene.
void warn_of_adjusters(ScreenAnalysis& analysis) {
  formula::ModelFrame& frame = analysis.frame;
  if (frame.design.columns == 0) return;
  const auto alone =
      survival::cox(screened_data(frame), {.ties = analysis.options.fit.ties}, frame.column_names);
  if (!alone) return;  // said by the screen
  for (const std::string& warning : alone->warnings)
    frame.warnings.push_back("without any gene: " + warning);
}

/// The q of all genes.
void add_q(ScreenAnalysis& analysis) {
  std::vector<double> p;
  for (const ScreenedGene& gene : analysis.genes) p.push_back(gene.fit.p);
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t j = 0; j < q.size(); ++j) {
    analysis.genes[j].q = q[j];
    analysis.genes[j].storey = std::numeric_limits<double>::quiet_NaN();
  }
  if (!analysis.options.storey) return;
  if (const auto storey = expression::storey_q(p)) {
    analysis.null_share = storey->null_share;
    for (std::size_t j = 0; j < q.size(); ++j) analysis.genes[j].storey = storey->q[j];
  } else {
    analysis.frame.warnings.push_back("no q of Storey: " + storey.error()[0].what);
  }
}

/// What has to be said of the genes as a whole.
void warn_of_genes(ScreenAnalysis& analysis) {
  std::vector<std::string>& warnings = analysis.frame.warnings;
  const std::size_t without = analysis.without_estimate();
  if (without > 0)
    warnings.push_back(fmt::format("{} of {} genes without an estimate; their rows say why",
                                   without, analysis.genes.size()));
  const auto incomplete =
      std::count_if(analysis.genes.begin(), analysis.genes.end(), [&](const ScreenedGene& gene) {
        return gene.fit.reason == survival::NoEstimate::none &&
               gene.fit.n < analysis.frame.rows.size();
      });
  if (incomplete > 0 && analysis.frame.weights.empty())
    warnings.push_back(
        fmt::format("{} gene{} values of some patients; fitted to those who have one", incomplete,
                    incomplete == 1 ? " misses" : "s miss"));
}

/// Fits blocks of genes as they are read.
class Screening {
public:
  Screening(std::string_view formula, const cohort::Table& table,
            const ScreenAnalysisOptions& options)
      : formula_(formula), table_(table), analysis_{{}, options, {}, {}} {}

  Result<ScreenAnalysis> run();

private:
  bool begin(const expression::GeneBlock& block);
  bool fit(const expression::GeneBlock& block);
  void finish();
  void warn(const MatchedSamples& matched);

  std::string_view formula_;
  const cohort::Table& table_;
  ScreenAnalysis analysis_;
  Problems problems_;
  bool begun_ = false;
  std::vector<std::size_t> sample_;  ///< of each row of the frame
  std::vector<std::size_t> order_;   ///< of each gene
};

void Screening::warn(const MatchedSamples& matched) {
  std::vector<std::string>& warnings = analysis_.frame.warnings;
  if (matched.without > 0)
    warnings.push_back(fmt::format("{} of {} rows have no sample in {}", matched.without,
                                   table_.rows, analysis_.options.matrix));
  if (matched.shared > 0)
    warnings.push_back(fmt::format("{} sample{} named by several rows", matched.shared,
                                   matched.shared == 1 ? " is" : "s are"));
}

/// With the first block the samples are known, and with them the rows.
bool Screening::begin(const expression::GeneBlock& block) {
  begun_ = true;
  const Result<MatchedSamples> matched =
      match_rows(table_, analysis_.options.id, block.samples, analysis_.options.matrix);
  if (!matched) {
    problems_ = matched.error();
    return false;
  }
  auto frame = formula::model_frame(formula_, cohort::select_rows(table_, matched->rows),
                                    {.weights = analysis_.options.weights});
  if (!frame) {
    problems_ = std::move(frame.error());
    return false;
  }
  analysis_.frame = std::move(*frame);
  analysis_.without_sample = matched->without;
  analysis_.unused_samples = matched->unused;
  for (const std::size_t row : analysis_.frame.rows) sample_.push_back(matched->sample[row]);
  warn(*matched);
  warn_of_adjusters(analysis_);
  return true;
}

bool Screening::fit(const expression::GeneBlock& block) {
  if (!begun_ && !begin(block)) return false;
  Matrix columns(sample_.size(), block.genes.size());
  for (std::size_t j = 0; j < columns.columns; ++j) {
    const std::span<const double> from = block.values.column(j);
    const std::span<double> to = columns.column(j);
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[sample_[i]];
  }
  auto fits = survival::cox_screen(screened_data(analysis_.frame), columns, analysis_.options.fit);
  if (!fits) {
    problems_ = std::move(fits.error());
    return false;
  }
  for (std::size_t j = 0; j < fits->size(); ++j) {
    analysis_.genes.push_back({block.genes[j], block.line[j], (*fits)[j]});
    order_.push_back(block.order[j]);
  }
  return true;
}

/// Genes in the order of the file, and what is known only of all.
void Screening::finish() {
  std::vector<std::size_t> place(order_.size());
  std::iota(place.begin(), place.end(), std::size_t{0});
  std::sort(place.begin(), place.end(),
            [&](std::size_t a, std::size_t b) { return order_[a] < order_[b]; });
  std::vector<ScreenedGene> genes;
  for (const std::size_t j : place) genes.push_back(std::move(analysis_.genes[j]));
  analysis_.genes = std::move(genes);
  add_q(analysis_);
  warn_of_genes(analysis_);
}

Result<ScreenAnalysis> Screening::run() {
  auto notes =
      expression::for_each_block(analysis_.options.matrix, analysis_.options.reading,
                                 [this](const expression::GeneBlock& block) { return fit(block); });
  if (!problems_.empty()) return failure(std::move(problems_));
  if (!notes) return failure(std::move(notes.error()));
  if (!begun_)
    return failure(Problem{"screen.no_genes",
                           {analysis_.options.matrix, 0, ""},
                           "holds no gene",
                           "a line per gene",
                           "check the export"});
  analysis_.notes = std::move(*notes);
  finish();
  return std::move(analysis_);
}

}  // namespace

std::vector<std::size_t> ScreenAnalysis::by_p() const {
  std::vector<std::size_t> place;
  for (std::size_t j = 0; j < genes.size(); ++j)
    if (genes[j].fit.reason == survival::NoEstimate::none) place.push_back(j);
  std::stable_sort(place.begin(), place.end(), [&](std::size_t a, std::size_t b) {
    const survival::ScreenedColumn &left = genes[a].fit, &right = genes[b].fit;
    // Beyond the smallest double p is 0 for all.
    return left.p < right.p || (left.p == right.p && std::abs(left.z) > std::abs(right.z));
  });
  return place;
}

std::size_t ScreenAnalysis::without_estimate() const {
  return static_cast<std::size_t>(std::count_if(
      genes.begin(), genes.end(),
      [](const ScreenedGene& gene) { return gene.fit.reason != survival::NoEstimate::none; }));
}

std::vector<std::string> ScreenAnalysis::sentences() const {
  std::vector<std::string> all = notes.assumptions;
  all.insert(all.end(), notes.observations.begin(), notes.observations.end());
  return all;
}

Result<ScreenAnalysis> screen_on(formula::ModelFrame frame, const Matrix& values,
                                 std::span<const std::string> genes,
                                 const ScreenAnalysisOptions& options) {
  ScreenAnalysis analysis{std::move(frame), options, {}, {}};
  warn_of_adjusters(analysis);
  auto fits = survival::cox_screen(screened_data(analysis.frame), values, options.fit);
  if (!fits) return failure(std::move(fits.error()));
  for (std::size_t j = 0; j < fits->size(); ++j)
    analysis.genes.push_back({genes[j], 0, (*fits)[j]});
  add_q(analysis);
  warn_of_genes(analysis);
  return analysis;
}

Result<ScreenAnalysis> analyse_screen(std::string_view formula, const cohort::Table& table,
                                      const ScreenAnalysisOptions& options) {
  return Screening(formula, table, options).run();
}

report::Json to_json(const ScreenAnalysis& analysis) {
  using report::json_number;
  report::Json json = common_json("screen", analysis.frame);
  json["ties"] = analysis.options.fit.ties == survival::Ties::efron ? "efron" : "breslow";
  json["adjusters"] = analysis.frame.column_names;
  json["n_without_sample"] = analysis.without_sample;
  json["n_samples_unused"] = analysis.unused_samples;
  json["matrix"] = {{"file", analysis.notes.file},
                    {"sha256", analysis.notes.sha256},
                    {"samples", analysis.notes.samples.size()},
                    {"rows", analysis.notes.rows},
                    {"genes", analysis.notes.genes},
                    {"notes", analysis.sentences()}};
  json["n_genes"] = analysis.genes.size();
  json["n_without_estimate"] = analysis.without_estimate();
  json["pi0"] = json_number(analysis.null_share);
  json["genes"] = report::Json::array();
  for (const ScreenedGene& gene : analysis.genes) {
    report::Json row = {{"gene", gene.gene},
                        {"coef", json_number(gene.fit.coef)},
                        {"exp_coef", json_number(std::exp(gene.fit.coef))},
                        {"std_error", json_number(gene.fit.std_error)},
                        {"z", json_number(gene.fit.z)},
                        {"p", json_number(gene.fit.p)},
                        {"q", json_number(gene.q)}};
    if (analysis.options.storey) row["q_storey"] = json_number(gene.storey);
    row["n"] = gene.fit.n;
    row["events"] = gene.fit.events;
    const std::string reason = survival::reason_text(gene.fit.reason);
    row["reason"] = reason.empty() ? report::Json(nullptr) : report::Json(reason);
    json["genes"].push_back(std::move(row));
  }
  return json;
}

}  // namespace venscope::study
