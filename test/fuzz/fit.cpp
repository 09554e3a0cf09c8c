/// Any formula on any file of patients is an analysis or a list of problems, and an analysis shows
/// no number that is none. The input: a letter for the kind, one for the options, the formula, a
/// line feed, the file.
#include "fuzz/require.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/analysis.hpp"
#include "venscope/study/analysis_json.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>

using namespace venscope;
using namespace venscope::study;
using fuzz::require;

namespace {

void check_probability(double p) {
  require(std::isnan(p) || (p >= 0 && p <= 1));
}

template <class Analysis>
void check(const Result<Analysis>& analysis) {
  if (!analysis) return require(!to_text(analysis.error()).empty());
  require(!report::json_text(to_json(*analysis)).empty());
}

void fit_curves(std::string_view formula, const cohort::Table& table, unsigned choice) {
  CurvesOptions options;
  using enum survival::ConfidenceScale;
  options.curve.scale = std::array{log, log_log, plain, none}[choice & 3];
  options.times = {0, 1, 6.5, 1e9};
  const auto analysis = analyse_curves(formula, table, options);
  check(analysis);
  if (!analysis) return;
  for (const Stratum& stratum : analysis->strata)
    for (const survival::KaplanMeierPoint& point : stratum.fit.curve)
      require(point.survival >= 0 && point.survival <= 1 && std::isfinite(point.time));
}

void fit_cox(std::string_view formula, const cohort::Table& table, unsigned choice) {
  CoxAnalysisOptions options;
  using enum survival::Ties;
  options.fit.ties = std::array{efron, breslow, exact, efron}[choice & 3];
  options.fit.firth = (choice & 4) != 0 && (choice & 3) != 2;
  const auto analysis = analyse_cox(formula, table, options);
  check(analysis);
  if (!analysis) return;
  check_probability(analysis->fit.likelihood_ratio.p);
  check_probability(analysis->fit.wald.p);
  check_probability(analysis->fit.score.p);
  for (const survival::CoxTerm& term : analysis->fit.terms) {
    require(std::isfinite(term.coef) || term.trouble != survival::CoxTrouble::none);
    check_probability(term.p);
  }
}

void fit_log_rank(std::string_view formula, const cohort::Table& table, unsigned choice) {
  LogRankOptions options;
  options.rho = std::array{0.0, 1.0, 0.5, -1.0}[choice & 3];
  options.trend = (choice & 4) != 0;
  if ((choice & 8) != 0) options.pairwise = Adjustment::holm;
  const auto analysis = analyse_log_rank(formula, table, options);
  check(analysis);
  if (analysis) check_probability(analysis->test.p);
}

void fit_roc(std::string_view formula, const cohort::Table& table, unsigned choice) {
  RocAnalysisOptions options;
  using enum accuracy::RocMethod;
  options.roc.method = std::array{ipcw, nne, km, ipcw}[choice & 3];
  if ((choice & 4) != 0) options.cause = "1";
  options.times = {0, 1, 6.5, 1e9};
  const auto analysis = analyse_roc(formula, table, options);
  check(analysis);
  if (!analysis) return;
  for (const MarkerRoc& marker : analysis->markers)
    for (const accuracy::TimeRoc& at : marker.roc.times) {
      require(at.auc.has_value() == at.undefined.empty());
      // Kaplan-Meier's rates may leave 0 … 1.
      if (at.auc && options.roc.method != km) check_probability(*at.auc);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t end = text.find('\n');
  if (end == text.npos || text.substr(end + 1).starts_with("\x1f\x8b")) return 0;  // no bombs
  const auto read = cohort::read_table_text(text.substr(end + 1), "fuzz.csv");
  if (!read) return 0;
  const std::string_view formula = text.substr(0, end);
  const unsigned choice = data[1];
  if (data[0] == 'k')
    fit_curves(formula, read->table, choice);
  else if (data[0] == 'l')
    fit_log_rank(formula, read->table, choice);
  else if (data[0] == 't')
    check(analyse_table(formula, read->table));
  else if (data[0] == 'h')
    check(analyse_concordance(formula, read->table));
  else if (data[0] == 'r')
    fit_roc(formula, read->table, choice);
  else
    fit_cox(formula, read->table, choice);
  return 0;
}
