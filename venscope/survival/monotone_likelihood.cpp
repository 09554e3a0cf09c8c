#include "venscope/survival/monotone_likelihood.hpp"

#include "venscope/survival/cone_projection.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

/// Coordinates c = D^1/2 L' d of a direction d, in which the information L D L' at the start is 1.
class MonotoneLikelihood::Metric {
public:
  explicit Metric(const Cholesky& information) : information_(information) {}

  std::vector<double> of_direction(std::span<const double> d) const {
    const std::size_t p = d.size();
    std::vector<double> c(p);
    for (std::size_t j = 0; j < p; ++j) {
      if (information_.singular[j]) continue;
      c[j] = d[j];
      for (std::size_t i = j + 1; i < p; ++i)
        if (!information_.singular[i]) c[j] += information_.factor(i, j) * d[i];
      c[j] *= std::sqrt(information_.factor(j, j));
    }
    return c;
  }

  std::vector<double> direction(std::span<const double> c) const {
    const std::size_t p = c.size();
    std::vector<double> d(p);
    for (std::size_t j = p; j-- > 0;) {
      if (information_.singular[j]) continue;
      d[j] = c[j] / std::sqrt(information_.factor(j, j));
      for (std::size_t i = j + 1; i < p; ++i) d[j] -= information_.factor(i, j) * d[i];
    }
    return d;
  }

  /// a so that a'c is x'd.
  std::vector<double> of_row(std::vector<double> x) const {
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (information_.singular[j]) {
        x[j] = 0;
        continue;
      }
      for (std::size_t i = j + 1; i < x.size(); ++i) x[i] -= information_.factor(i, j) * x[j];
    }
    for (std::size_t j = 0; j < x.size(); ++j)
      if (!information_.singular[j]) x[j] /= std::sqrt(information_.factor(j, j));
    return x;
  }

private:
  const Cholesky& information_;
};

/// The largest, or by `sign` the least, value at risk while time runs backwards.
class MonotoneLikelihood::AtRisk {
public:
  AtRisk(const RiskOrder& order, std::span<const double> value, double sign)
      : order_(order), value_(value), sign_(sign) {}

  void add(std::uint32_t position) {
    if (!order_.delayed_entry()) {
      if (heap_.empty()) heap_.push_back(position);
      if (below(heap_.front(), position)) heap_.front() = position;
      return;
    }
    heap_.push_back(position);
    std::push_heap(heap_.begin(), heap_.end(), [this](auto a, auto b) { return below(a, b); });
  }

  /// Its position at this time. Who has entered later is not there yet, nor at any earlier time.
  std::optional<std::uint32_t> top(double time) {
    while (order_.delayed_entry() && !heap_.empty() && order_.entry[heap_.front()] >= time) {
      std::pop_heap(heap_.begin(), heap_.end(), [this](auto a, auto b) { return below(a, b); });
      heap_.pop_back();
    }
    if (heap_.empty()) return {};
    return heap_.front();
  }

private:
  bool below(std::uint32_t a, std::uint32_t b) const {
    return sign_ * value_[order_.row[a]] < sign_ * value_[order_.row[b]];
  }
  const RiskOrder& order_;
  std::span<const double> value_;
  double sign_;
  std::vector<std::uint32_t> heap_;  ///< without delayed entry: nobody but the first
};

MonotoneLikelihood::MonotoneLikelihood(const CoxData& data, const SortedDesign& design, Ties ties)
    : data_(data), design_(design), exact_(ties == Ties::exact) {
  Result<RiskOrder> order = risk_order(data.outcomes, data.strata);
  if (order) order_ = std::move(*order);
}

void MonotoneLikelihood::walk_stratum(const RiskOrder::Stratum& stratum,
                                      std::span<const double> value, Walk& out) const {
  const RiskOrder& order = *order_;
  AtRisk high(order, value, 1), low(order, value, -1);
  const auto add = [&](const RiskOrder::TiedSet& set, bool deaths, bool others) {
    for (std::uint32_t k = set.begin; k < set.end; ++k) {
      if (!data_.weights.empty() && data_.weights[order.row[k]] <= 0) continue;
      if (order.event[k] != 0 ? !deaths : !others) continue;
      high.add(k);
      low.add(k);
    }
  };
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order.sets[s];
    // Of exact ties, who dies is compared with those alone who do not.
    add(set, !exact_, true);
    const auto top = high.top(set.time), bottom = low.top(set.time);
    for (std::uint32_t k = set.begin; top && k < set.end; ++k) {
      const std::uint32_t dead = order.row[k];
      if (order.event[k] == 0 || (!data_.weights.empty() && data_.weights[dead] <= 0)) continue;
      const double excess = value[dead] - value[order.row[*top]];
      if (excess < out.least.value) out.least = {excess, dead, order.row[*top]};
      out.largest = std::max(out.largest, value[dead] - value[order.row[*bottom]]);
    }
    if (exact_) add(set, true, false);
  }
}

MonotoneLikelihood::Walk MonotoneLikelihood::walk(std::span<const double> direction) const {
  Walk found;
  if (!order_) return found;
  std::vector<double> value(data_.design.rows);
  for (std::size_t j = 0; j < direction.size(); ++j) {
    if (direction[j] == 0) continue;
    const auto x = data_.design.column(j);
    const double by = direction[j] * design_.scale[j], centre = design_.centre[j];
    for (std::size_t i = 0; i < x.size(); ++i) value[i] += by * (x[i] - centre);
  }
  for (const RiskOrder::Stratum& stratum : order_->strata) walk_stratum(stratum, value, found);
  return found;
}

std::vector<double> MonotoneLikelihood::difference(const Difference& of) const {
  std::vector<double> x(data_.design.columns);
  for (std::size_t j = 0; j < x.size(); ++j)
    x[j] = (data_.design(of.dead, j) - data_.design(of.other, j)) * design_.scale[j];
  return x;
}

bool MonotoneLikelihood::along(std::span<const double> direction) const {
  return walk(direction).monotone();
}

std::vector<double> MonotoneLikelihood::projected(const Metric& metric,
                                                  std::vector<double> start) const {
  const double length = length_of(start);
  if (!(length > 0) || !std::isfinite(length)) return {};
  for (double& value : start) value /= length;
  const std::size_t most = 50 + 20 * start.size();
  ConeProjection projection(std::move(start));
  for (std::size_t round = 0; round < most; ++round) {
    if (!(length_of(projection.point()) > 1e-7)) return {};
    std::vector<double> direction = metric.direction(projection.point());
    const Walk found = walk(direction);
    if (found.monotone()) return direction;
    if (!(found.least.value < 0)) return {};
    projection.add(metric.of_row(difference(found.least)));
  }
  return {};
}

/// Columns that `direction` leaves where they are may move along another one, if the information
/// about them has all but vanished. The sum of two directions is one, too.
void MonotoneLikelihood::add_columns(const Metric& metric, const NewtonOutcome& outcome,
                                     std::vector<double>& direction) const {
  const Matrix before = outcome.information_start.inverse(), after = outcome.information.inverse();
  for (std::size_t j = 0; j < direction.size(); ++j) {
    if (!(100 * before(j, j) < after(j, j))) continue;
    if (moves_of(outcome.information_start, direction)[j] > 1e-5) continue;
    for (const double sign : {1.0, -1.0}) {
      std::vector<double> column(direction.size());
      column[j] = sign;
      const std::vector<double> other = projected(metric, metric.of_row(std::move(column)));
      if (other.empty()) continue;
      for (std::size_t k = 0; k < other.size(); ++k) direction[k] += other[k];
      break;
    }
  }
}

std::vector<double> MonotoneLikelihood::direction(const NewtonOutcome& outcome) const {
  const Metric metric(outcome.information_start);
  std::vector<double> found = projected(metric, metric.of_direction(outcome.next));
  if (found.empty()) found = projected(metric, metric.of_direction(outcome.first_step));
  if (!found.empty()) add_columns(metric, outcome, found);
  return found;
}

std::vector<double> moves_of(const Cholesky& information, std::span<const double> direction) {
  std::vector<double> moves(direction.size());
  double largest = 0;
  for (std::size_t j = 0; j < moves.size(); ++j) {
    double own = information.factor(j, j);
    for (std::size_t k = 0; k < j; ++k)
      own += information.factor(j, k) * information.factor(j, k) * information.factor(k, k);
    moves[j] = std::abs(direction[j]) * std::sqrt(own);
    largest = std::max(largest, moves[j]);
  }
  for (double& move : moves) move = largest > 0 ? move / largest : 0;
  return moves;
}

}  // namespace venscope::survival
