/// What is counted, sorted and summed fast is what the definitions give, patient by patient:
/// curves, log-rank test, Cox's model alone and in lanes, concordance. The input: a byte of
/// options, a byte for the number of columns, then the patients, a few bytes each.
#include "fuzz/require.hpp"
#include "twins/survival/cox_slow.hpp"
#include "venscope/accuracy/concordance.hpp"
#include "venscope/survival/cox_screen.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

using namespace venscope;
using namespace venscope::survival;
using fuzz::require;

namespace {

constexpr std::size_t most_rows = 80, most_columns = 4;
constexpr std::int32_t groups = 3;

struct Cohort {
  test::RandomCox cox;
  std::vector<std::int32_t> group;
  bool counted_once = false;  ///< weights of 1, which are then not given

  std::size_t size() const { return group.size(); }
  std::span<const double> weights() const {
    return counted_once ? std::span<const double>() : cox.weights;
  }
};

/// Reads bytes, zeros after the last.
class Bytes {
public:
  Bytes(const std::uint8_t* data, std::size_t size) : left_(data, size) {}
  bool empty() const { return left_.empty(); }
  unsigned next() {
    if (left_.empty()) return 0;
    const unsigned byte = left_.front();
    left_ = left_.subspan(1);
    return byte;
  }

private:
  std::span<const std::uint8_t> left_;
};

/// Ties in times, entries and columns are the rule; all numbers are exact in binary.
Cohort read_cohort(Bytes bytes) {
  const unsigned options = bytes.next(), columns = bytes.next() % (most_columns + 1);
  Cohort made;
  made.counted_once = (options & 1) != 0;
  std::vector<double> values;
  while (!bytes.empty() && made.size() < most_rows) {
    const unsigned kind = bytes.next();
    const double time = 1 + bytes.next() / ((options & 2) != 0 ? 8.0 : 1.0);
    made.cox.outcomes.time.push_back(time);
    made.cox.outcomes.event.push_back(static_cast<std::int32_t>(kind & 1));
    made.group.push_back(static_cast<std::int32_t>((kind >> 1) & 3) % groups);
    made.cox.strata.push_back((options & 4) != 0 ? static_cast<std::int32_t>((kind >> 3) & 1) : 0);
    made.cox.weights.push_back(made.counted_once ? 1 : (kind >> 4) / 2.0);
    made.cox.offset.push_back(0);
    if ((options & 8) != 0)
      made.cox.outcomes.entry.push_back(time * (bytes.next() % 8) / 8.0 - 0.0625);
    for (unsigned j = 0; j < columns; ++j)
      values.push_back((options & 16) != 0 ? bytes.next() & 1 : (bytes.next() - 128.0) / 32);
  }
  made.cox.design = Matrix(made.size(), columns);
  for (std::size_t i = 0; i < made.size(); ++i)
    for (std::size_t j = 0; j < columns; ++j) made.cox.design(i, j) = values[i * columns + j];
  return made;
}

bool close(double a, double b, double tolerance) {
  return std::fabs(a - b) <= tolerance * (1 + std::fabs(b));
}

/// Of the rows that `chosen` picks, those at risk just before `t`, by weight.
template <class Chosen>
double at_risk(const Cohort& cohort, double t, const Chosen& chosen) {
  const auto& [entry, time, event] = cohort.cox.outcomes;
  double sum = 0;
  for (std::size_t i = 0; i < cohort.size(); ++i)
    if (chosen(i) && time[i] >= t && (entry.empty() || entry[i] < t)) sum += cohort.cox.weights[i];
  return sum;
}

template <class Chosen>
double deaths_at(const Cohort& cohort, double t, const Chosen& chosen) {
  const auto& outcomes = cohort.cox.outcomes;
  double sum = 0;
  for (std::size_t i = 0; i < cohort.size(); ++i)
    if (chosen(i) && outcomes.time[i] == t && outcomes.event[i] != 0) sum += cohort.cox.weights[i];
  return sum;
}

void check_curves(const Cohort& cohort) {
  const auto fits =
      kaplan_meier_groups(cohort.cox.outcomes, cohort.group, groups, cohort.weights());
  if (!fits) return require(!fits.error().empty());
  for (std::int32_t g = 0; g < groups; ++g) {
    const auto own = [&](std::size_t i) { return cohort.group[i] == g; };
    double survival = 1;
    for (const KaplanMeierPoint& point : (*fits)[static_cast<std::size_t>(g)].curve) {
      const double n = at_risk(cohort, point.time, own), d = deaths_at(cohort, point.time, own);
      if (d > 0) survival *= 1 - d / n;
      // Weights are halves: counts are exact.
      require(point.n_risk == n && point.n_event == d);
      require(close(point.survival, survival, 1e-12));
    }
  }
}

void check_log_rank(const Cohort& cohort) {
  const auto found =
      log_rank(cohort.cox.outcomes, cohort.group, groups, cohort.cox.strata, {}, cohort.weights());
  if (!found) return require(!found.error().empty());
  std::array<double, groups> observed{}, expected{}, variance{};
  test::for_each_death_time(cohort.cox, [&](const auto&, const auto& dying) {
    const double t = cohort.cox.outcomes.time[dying.front()];
    const auto stratum = cohort.cox.strata[dying.front()];
    const auto all = [&](std::size_t i) { return cohort.cox.strata[i] == stratum; };
    const double n = at_risk(cohort, t, all), d = deaths_at(cohort, t, all);
    for (std::int32_t g = 0; g < groups; ++g) {
      const auto own = [&](std::size_t i) { return all(i) && cohort.group[i] == g; };
      const double share = at_risk(cohort, t, own) / n;
      const auto at = static_cast<std::size_t>(g);
      observed[at] += deaths_at(cohort, t, own);
      expected[at] += d * share;
      if (n > 1) variance[at] += d * (n - d) / (n - 1) * share * (1 - share);
    }
  });
  for (std::size_t g = 0; g < groups; ++g) {
    require(close(found->groups[g].observed, observed[g], 1e-10));
    require(close(found->groups[g].expected, expected[g], 1e-10));
    require(close(found->variance(g, g), variance[g], 1e-10));
  }
}

/// The likelihood that is reported is that of the coefficients, and no step along one gains.
void check_cox(const Cohort& cohort, Ties ties) {
  CoxData data = cohort.cox.data();
  data.weights = cohort.weights();
  data.offset = {};
  CoxOptions options;
  options.ties = ties;
  const auto fit = cox(data, options);
  if (!fit) return require(!fit.error().empty());
  if (fit->trouble != CoxTrouble::none || !fit->converged) return;
  std::vector<double> beta;
  for (const CoxTerm& term : fit->terms) {
    if (term.trouble != CoxTrouble::none && term.trouble != CoxTrouble::collinear) return;
    beta.push_back(std::isnan(term.coef) ? 0 : term.coef);
  }
  // The definition, written in doubles, knows no exponentials beyond these.
  for (std::size_t i = 0; i < cohort.size(); ++i)
    if (std::fabs(test::eta_of_row(cohort.cox, i, beta)) > 300) return;
  const auto loglik = [&](const std::vector<double>& at) {
    return test::slow_loglik(cohort.cox, at, ties == Ties::efron);
  };
  require(close(fit->loglik, loglik(beta), 1e-9));
  require(close(fit->loglik_null, loglik(std::vector<double>(beta.size())), 1e-10));
  for (std::size_t j = 0; j < beta.size(); ++j)
    for (const double step : {-0.5, 0.5}) {
      std::vector<double> moved = beta;
      moved[j] += step * (std::isnan(fit->terms[j].coef) ? 1 : fit->terms[j].std_error);
      // The stopping rule: a relative change of 1e-9.
      require(loglik(moved) <= fit->loglik + 1e-7 * (1 + std::fabs(fit->loglik)));
    }
}

/// Eight models side by side are the models one by one.
void check_screen(const Cohort& cohort) {
  const Matrix none(cohort.size(), 0);
  const CoxData data{cohort.cox.outcomes, none, cohort.cox.strata, cohort.weights()};
  const auto found = cox_screen(data, cohort.cox.design);
  if (!found) return require(!found.error().empty());
  for (std::size_t j = 0; j < found->size(); ++j) {
    const ScreenedColumn& screened = (*found)[j];
    if (screened.reason != NoEstimate::none) continue;
    Matrix one(cohort.size(), 1);
    for (std::size_t i = 0; i < cohort.size(); ++i) one(i, 0) = cohort.cox.design(i, j);
    const auto fit = cox({cohort.cox.outcomes, one, cohort.cox.strata, cohort.weights()});
    require(fit.has_value());
    const CoxTerm& term = fit->terms[0];
    const double error = term.robust_se.value_or(term.std_error);
    // A robust error may be 0 but for rounding.
    require(std::fabs(screened.coef - term.coef) <= 1e-6 * (std::fabs(term.coef) + term.std_error));
    require(std::fabs(screened.std_error - error) <= 1e-6 * term.std_error);
  }
}

void check_concordance(const Cohort& cohort) {
  const std::span<const double> marker = cohort.cox.design.column(0);
  const auto& [entry, time, event] = cohort.cox.outcomes;
  const auto found =
      accuracy::harrell(cohort.cox.outcomes, marker, cohort.cox.strata, cohort.weights());
  if (!found) return require(!found.error().empty());
  double concordant = 0, discordant = 0, tied = 0;
  for (std::size_t i = 0; i < cohort.size(); ++i)
    for (std::size_t j = 0; j < cohort.size(); ++j) {
      const bool later = time[j] > time[i] || (time[j] == time[i] && event[j] == 0);
      if (i == j || event[i] == 0 || !later || cohort.cox.strata[i] != cohort.cox.strata[j])
        continue;
      if (!entry.empty() && entry[j] >= time[i]) continue;
      double& sum = marker[i] == marker[j] ? tied : marker[i] > marker[j] ? concordant : discordant;
      sum += cohort.cox.weights[i] * cohort.cox.weights[j];
    }
  require(close(found->concordant, concordant, 1e-12));
  require(close(found->discordant, discordant, 1e-12));
  require(close(found->tied_x, tied, 1e-12));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Cohort cohort = read_cohort(Bytes(data, size));
  if (cohort.size() == 0) return 0;
  check_curves(cohort);
  check_log_rank(cohort);
  if (cohort.cox.design.columns == 0) return 0;
  check_cox(cohort, Ties::efron);
  check_cox(cohort, Ties::breslow);
  check_screen(cohort);
  check_concordance(cohort);
  return 0;
}
