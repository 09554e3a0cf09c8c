#include "venscope/survival/cox_screen.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/survival/cox_checks.hpp"
#include "venscope/survival/cox_lanes.hpp"
#include "venscope/survival/newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace venscope::survival {
namespace {

constexpr double no_estimate = std::numeric_limits<double>::quiet_NaN();
/// Where exp(eta) is left to cox(), which takes it relative to the largest.
constexpr double most_eta = 200;

/// The rows that some columns have values in, ready for models of them.
struct ScreenRows {
  std::vector<std::size_t> rows;  ///< of the data; empty: all
  endpoint::Outcomes outcomes;
  Matrix adjusters;
  std::vector<std::int32_t> strata, cluster;
  std::vector<double> weights, offset;
  std::size_t n = 0, events = 0;
  std::optional<RiskOrder> order;  ///< nothing where the models are left to cox()
  SortedDesign design = {};
  std::vector<std::uint32_t> deaths;  ///< by tied set

  CoxData with(const Matrix& columns) const {
    return {.outcomes = outcomes,
            .design = columns,
            .strata = strata,
            .weights = weights,
            .offset = offset,
            .cluster = cluster};
  }
};

template <class T>
std::vector<T> taken(std::span<const T> values, const std::vector<std::size_t>& rows) {
  if (values.empty()) return {};
  std::vector<T> result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) result.push_back(values[row]);
  return result;
}

bool are_whole(std::span<const double> weights) {
  return std::all_of(weights.begin(), weights.end(),
                     [](double weight) { return weight == std::floor(weight); });
}

/// Copies the rows and sorts them.
ScreenRows screen_rows(const CoxData& data, std::vector<std::size_t> rows) {
  ScreenRows part;
  part.outcomes.time = taken<double>(data.outcomes.time, rows);
  part.outcomes.entry = taken<double>(data.outcomes.entry, rows);
  part.outcomes.event = taken<std::int32_t>(data.outcomes.event, rows);
  part.strata = taken(data.strata, rows);
  part.cluster = taken(data.cluster, rows);
  part.weights = taken(data.weights, rows);
  part.offset = taken(data.offset, rows);
  part.adjusters = Matrix(rows.size(), data.design.columns);
  for (std::size_t j = 0; j < data.design.columns; ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) part.adjusters(i, j) = data.design(rows[i], j);
  part.rows = std::move(rows);
  for (std::size_t i = 0; i < part.outcomes.size(); ++i) {
    if (!part.weights.empty() && part.weights[i] <= 0) continue;
    ++part.n;
    part.events += part.outcomes.event[i] != 0;
  }
  const bool by_lanes = !data.outcomes.delayed_entry() && data.cluster.empty() &&
                        are_whole(data.weights) && data.design.columns <= most_shared_columns;
  if (!by_lanes || part.events == 0) return part;
  Result<RiskOrder> order = risk_order(part.outcomes, part.strata);
  if (!order) return part;
  part.order = std::move(*order);
  part.design = sorted_design(*part.order, part.adjusters, part.weights, part.offset);
  for (const RiskOrder::TiedSet& set : part.order->sets) {
    std::uint32_t deaths = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      deaths += part.order->event[i] != 0 && part.design.weight[i] > 0;
    part.deaths.push_back(deaths);
  }
  return part;
}

NoEstimate reason_of(CoxTrouble trouble) {
  switch (trouble) {
    case CoxTrouble::none:
      return NoEstimate::none;
    case CoxTrouble::collinear:
      return NoEstimate::collinear;
    case CoxTrouble::no_events:
    case CoxTrouble::separation:
      return NoEstimate::separation;
    case CoxTrouble::not_converged:
      return NoEstimate::not_converged;
  }
  return NoEstimate::not_converged;
}

ScreenedColumn without_estimate(ScreenedColumn column, NoEstimate reason) {
  column.coef = column.std_error = column.z = column.p = no_estimate;
  column.reason = reason;
  return column;
}

void fill_test(ScreenedColumn& column) {
  column.z = column.std_error > 0 ? column.coef / column.std_error : 0;
  column.p = normal_two_sided(column.z);
}

/// The screen of some columns on the same rows.
class ScreenPart {
public:
  ScreenPart(const ScreenRows& rows, const CoxScreenOptions& options, LanesKernel kernel)
      : rows_(rows), options_(options), kernel_(kernel) {}

  /// Up to lane_count columns, each with a value per row of the part.
  void fit(std::span<const std::span<const double>> columns, std::span<ScreenedColumn> out);

private:
  bool fit_lane(std::size_t lane, NewtonSearch& search, ScreenedColumn& out) const;
  ScreenedColumn by_cox(std::span<const double> column) const;
  void lay_down(std::span<const std::span<const double>> columns);
  void evaluate(std::vector<NewtonSearch>& searches);

  const ScreenRows& rows_;
  const CoxScreenOptions& options_;
  LanesKernel kernel_;
  std::vector<double> own_;  ///< by position, lane by lane
  std::array<ColumnScale, lane_count> scale_;
  std::array<bool, lane_count> beyond_{};
  std::vector<double> beta_;
  LanesLikelihood at_;
};

ScreenedColumn ScreenPart::by_cox(std::span<const double> column) const {
  ScreenedColumn result{rows_.n, rows_.events};
  CoxOptions options;
  options.ties = options_.ties;
  options.tolerance = options_.tolerance;
  options.max_iterations = options_.max_iterations;
  Matrix design(column.size(), rows_.adjusters.columns + 1);
  std::copy(rows_.adjusters.values.begin(), rows_.adjusters.values.end(), design.values.begin());
  std::copy(column.begin(), column.end(), design.column(rows_.adjusters.columns).begin());
  const Result<CoxFit> fit = cox(rows_.with(design), options);
  if (!fit) return without_estimate(result, NoEstimate::not_converged);
  const CoxTerm& term = fit->terms.back();
  if (term.trouble != CoxTrouble::none) return without_estimate(result, reason_of(term.trouble));
  result.coef = term.coef;
  result.std_error = term.robust_se.value_or(term.std_error);
  fill_test(result);
  return result;
}

/// Each column in risk order, centred and scaled as sorted_design does it.
void ScreenPart::lay_down(std::span<const std::span<const double>> columns) {
  const RiskOrder& order = *rows_.order;
  own_.assign(order.size() * lane_count, 0.0);
  for (std::size_t l = 0; l < columns.size(); ++l) {
    scale_[l] = column_scale(columns[l], rows_.weights);
    for (std::size_t i = 0; i < order.size(); ++i)
      own_[i * lane_count + l] = (columns[l][order.row[i]] - scale_[l].centre) * scale_[l].factor;
  }
}

/// The likelihood of every search that is not done, at the point where it wants it.
void ScreenPart::evaluate(std::vector<NewtonSearch>& searches) {
  const std::size_t p = rows_.design.columns + 1;
  for (std::size_t l = 0; l < searches.size(); ++l)
    if (!searches[l].done())
      for (std::size_t j = 0; j < p; ++j) beta_[j * lane_count + l] = searches[l].at()[j];
  kernel_({.order = *rows_.order,
           .efron = options_.ties == Ties::efron,
           .shared = rows_.design.columns,
           .shared_columns = rows_.design.x.data(),
           .own_column = own_.data(),
           .weight = rows_.design.weight.data(),
           .offset = rows_.design.offset.data(),
           .deaths = &rows_.deaths},
          beta_.data(), at_);
  for (std::size_t l = 0; l < searches.size(); ++l) {
    if (searches[l].done() || beyond_[l]) continue;
    if (!(at_.top[l] < most_eta)) {
      beyond_[l] = true;
      continue;
    }
    Likelihood& likelihood = searches[l].likelihood();
    likelihood.loglik = at_.loglik[l];
    likelihood.score.resize(p);
    if (likelihood.information.rows != p) likelihood.information = Matrix(p, p);
    for (std::size_t i = 0, k = 0; i < p; ++i) {
      likelihood.score[i] = at_.score[i * lane_count + l];
      for (std::size_t j = 0; j <= i; ++j, ++k)
        likelihood.information(i, j) = at_.information[k * lane_count + l];
    }
    searches[l].take();
  }
}

/// False where cox() has to look at the column.
bool ScreenPart::fit_lane(std::size_t lane, NewtonSearch& search, ScreenedColumn& out) const {
  if (beyond_[lane]) return false;
  const NewtonOutcome outcome = search.outcome();
  const std::size_t last = rows_.design.columns;
  if (!outcome.converged || outcome.information.singular[last]) return false;
  const double variance = outcome.information.inverse()(last, last);
  const double before = outcome.information_start.inverse()(last, last);
  // Separation is cox()'s verdict; the rule here is laxer than its own.
  const double step = std::abs(outcome.next[last]);
  if (!(variance > 0) ||
      (step > 1e-10 && step > 1e-5 * std::abs(outcome.beta[last]) && before < 0.1 * variance))
    return false;
  out.coef = outcome.beta[last] * scale_[lane].factor;
  out.std_error = std::sqrt(variance) * scale_[lane].factor;
  fill_test(out);
  return true;
}

void ScreenPart::fit(std::span<const std::span<const double>> columns,
                     std::span<ScreenedColumn> out) {
  for (ScreenedColumn& column : out) column = {rows_.n, rows_.events};
  if (!rows_.order) {
    for (std::size_t l = 0; l < columns.size(); ++l) out[l] = by_cox(columns[l]);
    return;
  }
  lay_down(columns);
  const std::size_t p = rows_.design.columns + 1;
  NewtonOptions newton;
  newton.tolerance = options_.tolerance;
  newton.max_iterations = options_.max_iterations;
  std::vector<NewtonSearch> searches(columns.size(),
                                     NewtonSearch(std::vector<double>(p, 0.0), newton));
  beyond_ = {};
  beta_.assign(p * lane_count, 0.0);
  const auto undone = [&] {
    for (std::size_t l = 0; l < searches.size(); ++l)
      if (!searches[l].done() && !beyond_[l]) return true;
    return false;
  };
  while (undone()) evaluate(searches);
  for (std::size_t l = 0; l < columns.size(); ++l)
    if (!fit_lane(l, searches[l], out[l])) out[l] = by_cox(columns[l]);
}

/// What is known of a column before any model: its rows, and whether there can be a model.
struct ColumnState {
  ScreenedColumn column;
  bool missing = false;
};

ColumnState state_of(std::span<const double> column, const CoxData& data) {
  ColumnState state;
  auto& [n, events, coef, std_error, z, p, reason] = state.column;
  double low = 0, high = 0;
  bool infinite = false;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (std::isnan(column[i])) {
      state.missing = true;
      continue;
    }
    infinite = infinite || std::isinf(column[i]);
    if (!data.weights.empty() && data.weights[i] <= 0) continue;
    low = n == 0 ? column[i] : std::min(low, column[i]);
    high = n == 0 ? column[i] : std::max(high, column[i]);
    ++n;
    events += data.outcomes.event[i] != 0;
  }
  if (n == 0)
    reason = NoEstimate::all_missing;
  else if (infinite)
    reason = NoEstimate::infinite;
  else if (events == 0)
    reason = NoEstimate::no_events;
  else if (low == high)
    reason = NoEstimate::constant;
  return state;
}

std::vector<std::size_t> known_rows(std::span<const double> column) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!std::isnan(column[i])) rows.push_back(i);
  return rows;
}

/// Fits the columns of one piece, lane_count at a time.
void fit_piece(const ScreenRows& rows, const Matrix& columns, std::span<const std::size_t> which,
               const CoxScreenOptions& options, LanesKernel kernel,
               std::vector<ScreenedColumn>& out) {
  ScreenPart part(rows, options, kernel);
  const bool all = rows.rows.size() == columns.rows;
  for (std::size_t begin = 0; begin < which.size(); begin += lane_count) {
    const std::size_t count = std::min(lane_count, which.size() - begin);
    std::array<std::vector<double>, lane_count> copies;
    std::array<std::span<const double>, lane_count> lanes;
    std::array<ScreenedColumn, lane_count> found;
    for (std::size_t l = 0; l < count; ++l) {
      lanes[l] = columns.column(which[begin + l]);
      if (all) continue;
      copies[l] = taken<double>(lanes[l], rows.rows);
      lanes[l] = copies[l];
    }
    part.fit({lanes.data(), count}, {found.data(), count});
    for (std::size_t l = 0; l < count; ++l) out[which[begin + l]] = found[l];
  }
}

}  // namespace

const char* reason_text(NoEstimate reason) {
  switch (reason) {
    case NoEstimate::none:
      return "";
    case NoEstimate::all_missing:
      return "no value";
    case NoEstimate::infinite:
      return "an infinite value";
    case NoEstimate::no_events:
      return "no event among those with a value";
    case NoEstimate::constant:
      return "constant";
    case NoEstimate::collinear:
      return "collinear";
    case NoEstimate::separation:
      return "separation";
    case NoEstimate::not_converged:
      return "no convergence";
  }
  return "";
}

Result<std::vector<ScreenedColumn>> cox_screen(const CoxData& data, const Matrix& columns,
                                               const CoxScreenOptions& options) {
  CoxOptions as_cox;
  as_cox.ties = options.ties;
  Problems problems = obstacles_to_cox(data, as_cox);
  if (options.ties == Ties::exact)
    problems.push_back({"screen.exact",
                        {},
                        "the screen has no exact treatment of ties",
                        "",
                        "use efron, which is close to it",
                        Fault::analysis});
  if (!problems.empty()) return failure(std::move(problems));

  std::vector<ScreenedColumn> found(columns.columns);
  std::vector<std::size_t> all_rows(columns.rows), complete;
  for (std::size_t i = 0; i < all_rows.size(); ++i) all_rows[i] = i;
  std::map<std::vector<std::size_t>, std::vector<std::size_t>> incomplete;
  for (std::size_t j = 0; j < columns.columns; ++j) {
    const ColumnState state = state_of(columns.column(j), data);
    found[j] = without_estimate(state.column, state.column.reason);
    if (state.column.reason != NoEstimate::none) continue;
    (state.missing ? incomplete[known_rows(columns.column(j))] : complete).push_back(j);
  }
  const LanesKernel kernel = lanes_kernels().back();
  const ScreenRows rows = screen_rows(data, all_rows);
  // Columns without missing values in pieces of some lanes, each other pattern a piece of its own.
  constexpr std::size_t together = 8 * lane_count;
  const std::size_t pieces = (complete.size() + together - 1) / together;
  std::vector<const std::pair<const std::vector<std::size_t>, std::vector<std::size_t>>*> patterns;
  for (const auto& pattern : incomplete) patterns.push_back(&pattern);
  parallel_for(pieces + patterns.size(), options.threads, [&](std::size_t piece) {
    if (piece < pieces) {
      const std::size_t begin = piece * together;
      fit_piece(rows, columns,
                std::span(complete).subspan(begin, std::min(together, complete.size() - begin)),
                options, kernel, found);
      return;
    }
    const auto& [known, which] = *patterns[piece - pieces];
    fit_piece(screen_rows(data, known), columns, which, options, kernel, found);
  });
  return found;
}

}  // namespace venscope::survival
