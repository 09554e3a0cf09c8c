#include "venscope/accuracy/concordance.hpp"

#include "venscope/accuracy/fenwick.hpp"
#include "venscope/accuracy/rank_bits.hpp"
#include "venscope/endpoint/tied_times.hpp"
#include "venscope/survival/risk_order.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::accuracy {

namespace {

using survival::RiskOrder;

/// Pairs of all strata, and each row's share: d(concordant - discordant)/dw and d(pairs)/dw.
struct Pairs {
  PairCounts counts;
  std::vector<double> balance, number;  // by position
};

/// Counts the pairs of one stratum. `time_weight` is by tied set.
class StratumCounter {
public:
  StratumCounter(const RiskOrder& order, const RiskOrder::Stratum& stratum,
                 std::span<const double> marker, std::span<const double> weights,
                 std::span<const double> time_weight, Pairs& pairs)
      : order_(order),
        stratum_(stratum),
        weights_(weights),
        time_weight_(time_weight),
        pairs_(pairs),
        rank_(stratum.end - stratum.begin) {
    std::vector<double> values;
    values.reserve(rank_.size());
    for (std::uint32_t i = stratum.begin; i < stratum.end; ++i)
      values.push_back(marker[order.row[i]]);
    const std::vector<std::uint32_t> ascending = endpoint::order_of_times(values);
    double last = values[ascending[0]];
    for (const std::uint32_t i : ascending) {
      if (values[i] != last) ++ranks_;
      last = values[i];
      rank_[i] = static_cast<std::uint32_t>(ranks_);
    }
    ++ranks_;
  }

  void count() {
    const bool by_one = weights_.empty() && std::all_of(time_weight_.begin(), time_weight_.end(),
                                                        [](double weight) { return weight == 1; });
    if (!by_one || rank_.size() >= std::size_t{1} << 31)
      count_by<double>(FenwickTree<double>(ranks_, distinct()));
    else if (distinct())
      count_by<std::int32_t>(RankBits(ranks_));
    else
      count_by<std::int32_t>(FenwickTree<std::int32_t>(ranks_));
  }

private:
  bool distinct() const { return ranks_ == rank_.size(); }
  std::uint32_t rank(std::uint32_t position) const { return rank_[position - stratum_.begin]; }
  double weight(std::uint32_t position) const {
    return weights_.empty() ? 1 : weights_[order_.row[position]];
  }

  /// `Number` is what weights are in `empty`, a tree without any.
  template <class Number, class Tree>
  void count_by(const Tree& empty) {
    as_the_earlier<Number>(empty);
    as_the_later<Number>(empty);
  }

  /// From the latest time to the earliest: every death against those who live longer.
  template <class Number, class Tree>
  void as_the_earlier(Tree at_risk) {
    const auto weight_of = [&](std::uint32_t i) { return static_cast<Number>(weight(i)); };
    std::uint32_t leaving = stratum_.begin;
    std::vector<std::uint32_t> deaths;
    for (std::uint32_t s = stratum_.first_set; s < stratum_.last_set; ++s) {
      const RiskOrder::TiedSet& set = order_.sets[s];
      deaths.clear();
      for (std::uint32_t i = set.begin; i < set.end; ++i) {
        if (order_.event[i] != 0) {
          deaths.push_back(i);
        } else {
          at_risk.add(rank(i), weight_of(i));
        }
      }
      // Who entered at a death time or later was not at risk then. Only death times matter.
      for (; order_.delayed_entry() && !deaths.empty() && leaving < stratum_.end; ++leaving) {
        const std::uint32_t i = order_.by_entry[leaving];
        if (order_.entry[i] < set.time) break;
        at_risk.add(rank(i), -weight_of(i));
      }
      for (const std::uint32_t i : deaths) {
        const auto split = at_risk.split(rank(i));
        add(i, split.below, split.above, split.equal, time_weight_[s]);
        pairs_.counts.concordant += weight(i) * split.below * time_weight_[s];
        pairs_.counts.discordant += weight(i) * split.above * time_weight_[s];
        pairs_.counts.tied_x += weight(i) * split.equal * time_weight_[s];
      }
      count_tied(deaths, time_weight_[s]);
      for (const std::uint32_t i : deaths) at_risk.add(rank(i), weight_of(i));
    }
  }

  void count_tied(std::vector<std::uint32_t>& deaths, double time_weight) {
    if (deaths.size() < 2) return;
    if (!distinct())
      std::sort(deaths.begin(), deaths.end(), [&](std::uint32_t a, std::uint32_t b) {
        return rank(a) != rank(b) ? rank(a) < rank(b) : a < b;
      });
    double all = 0, same = 0;
    for (std::size_t k = 0; k < deaths.size(); ++k) {
      if (k > 0 && rank(deaths[k]) != rank(deaths[k - 1])) same = 0;
      pairs_.counts.tied_y += weight(deaths[k]) * (all - same) * time_weight;
      pairs_.counts.tied_xy += weight(deaths[k]) * same * time_weight;
      all += weight(deaths[k]);
      same += weight(deaths[k]);
    }
  }

  /// From the earliest time to the latest: every row against the deaths that it lived through.
  template <class Number, class Tree>
  void as_the_later(Tree dead) {
    std::uint32_t entering = stratum_.end;
    const auto visit = [&](std::uint32_t i, double sign) {
      const auto split = dead.split(rank(i));
      add(i, split.above, split.below, split.equal, sign);
    };
    for (std::uint32_t s = stratum_.last_set; s-- > stratum_.first_set;) {
      const RiskOrder::TiedSet& set = order_.sets[s];
      for (; order_.delayed_entry() && entering > stratum_.begin; --entering) {
        const std::uint32_t i = order_.by_entry[entering - 1];
        if (order_.entry[i] >= set.time) break;
        visit(i, -1);
      }
      for (std::uint32_t i = set.begin; i < set.end; ++i)
        if (order_.event[i] != 0) visit(i, 1);
      for (std::uint32_t i = set.begin; i < set.end; ++i)
        if (order_.event[i] != 0)
          dead.add(rank(i), static_cast<Number>(weight(i) * time_weight_[s]));
      for (std::uint32_t i = set.begin; i < set.end; ++i)
        if (order_.event[i] == 0) visit(i, 1);
    }
  }

  void add(std::uint32_t i, double concordant, double discordant, double tied, double factor) {
    pairs_.balance[i] += (concordant - discordant) * factor;
    pairs_.number[i] += (concordant + discordant + tied) * factor;
  }

  const RiskOrder& order_;
  const RiskOrder::Stratum& stratum_;
  std::span<const double> weights_, time_weight_;
  Pairs& pairs_;
  std::vector<std::uint32_t> rank_;
  std::size_t ranks_ = 0;
};

Pairs count_pairs(const RiskOrder& order, std::span<const double> marker,
                  std::span<const double> weights, std::span<const double> time_weight) {
  Pairs pairs;
  pairs.balance.resize(order.size());
  pairs.number.resize(order.size());
  for (const RiskOrder::Stratum& stratum : order.strata)
    StratumCounter(order, stratum, marker, weights, time_weight, pairs).count();
  return pairs;
}

/// Sets estimate and standard error from the pairs; false if none is comparable.
template <class Concordance>
bool summarise(const RiskOrder& order, const Pairs& pairs, std::span<const double> weights,
               std::span<const std::int32_t> cluster, Concordance& result) {
  static_cast<PairCounts&>(result) = pairs.counts;
  const PairCounts& c = pairs.counts;
  const double number = c.concordant + c.discordant + c.tied_x;
  if (!(number > 0)) return false;
  const double somers_d = (c.concordant - c.discordant) / number;
  result.estimate = (somers_d + 1) / 2;
  std::vector<std::int32_t> codes(cluster.begin(), cluster.end());
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  std::vector<double> sums(cluster.empty() ? order.size() : codes.size(), 0.0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t row = order.row[i];
    const double weight = weights.empty() ? 1 : weights[row];
    std::size_t index = row;
    if (!cluster.empty())
      index = static_cast<std::size_t>(std::lower_bound(codes.begin(), codes.end(), cluster[row]) -
                                       codes.begin());
    sums[index] += weight * (pairs.balance[i] - somers_d * pairs.number[i]) / number;
  }
  double variance = 0;
  for (double& sum : sums) {
    sum /= 2;  // C is (1 + Somers' D) / 2
    variance += sum * sum;
  }
  result.std_error = std::sqrt(variance);
  result.influence = std::move(sums);
  return true;
}

tl::unexpected<Problems> no_pair() {
  return cannot_analyse("concordance.no_pair",
                        "no pair is comparable: in each, the earlier time is censored",
                        "concordance needs an event and someone who lives longer");
}

Problems marker_problems(std::span<const double> marker) {
  for (std::size_t i = 0; i < marker.size(); ++i)
    if (!std::isfinite(marker[i]))
      return {{"concordance.marker",
               {},
               fmt::format("row {}: the marker is not finite", i + 1),
               "a number",
               "leave the row out",
               Fault::analysis}};
  return {};
}

/// 1 / G(t-)^2 by tied set, 0 after tau; events come before the censorings of their time.
std::vector<double> censoring_weights(const RiskOrder& order, std::span<const double> weights,
                                      double tau) {
  const auto weight = [&](std::uint32_t i) { return weights.empty() ? 1 : weights[order.row[i]]; };
  std::vector<double> at_risk(order.sets.size()), result(order.sets.size(), 0.0);
  double sum = 0;
  for (std::size_t s = 0; s < order.sets.size(); ++s) {
    for (std::uint32_t i = order.sets[s].begin; i < order.sets[s].end; ++i) sum += weight(i);
    at_risk[s] = sum;
  }
  double uncensored = 1;
  for (std::size_t s = order.sets.size(); s-- > 0;) {
    double died = 0, censored = 0;
    for (std::uint32_t i = order.sets[s].begin; i < order.sets[s].end; ++i)
      (order.event[i] != 0 ? died : censored) += weight(i);
    if (died > 0 && order.sets[s].time <= tau) result[s] = 1 / (uncensored * uncensored);
    const double exposed = at_risk[s] - died;
    if (censored > 0 && exposed > 0) uncensored *= (exposed - censored) / exposed;
  }
  return result;
}

}  // namespace

Result<HarrellConcordance> harrell(const endpoint::Outcomes& outcomes,
                                   std::span<const double> marker,
                                   std::span<const std::int32_t> strata,
                                   std::span<const double> weights,
                                   std::span<const std::int32_t> cluster) {
  if (Problems problems = marker_problems(marker); !problems.empty())
    return failure(std::move(problems));
  const Result<RiskOrder> order = survival::risk_order(outcomes, strata);
  if (!order) return failure(order.error());
  const std::vector<double> ones(order->sets.size(), 1.0);
  const Pairs pairs = count_pairs(*order, marker, weights, ones);
  HarrellConcordance result;
  if (!summarise(*order, pairs, weights, cluster, result)) return no_pair();
  return result;
}

Result<UnoConcordance> uno(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                           std::optional<double> tau, std::span<const double> weights,
                           std::span<const std::int32_t> cluster) {
  if (Problems problems = marker_problems(marker); !problems.empty())
    return failure(std::move(problems));
  if (outcomes.delayed_entry())
    return cannot_analyse("concordance.uno_entry",
                          "Uno's concordance is not defined with delayed entry",
                          "use Harrell's concordance");
  const Result<RiskOrder> order = survival::risk_order(outcomes);
  if (!order) return failure(order.error());
  UnoConcordance result;
  double last = 0;
  std::size_t events = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes.event[i] == 0) continue;
    last = events > 0 ? std::max(last, outcomes.time[i]) : outcomes.time[i];
    ++events;
  }
  result.tau = tau.value_or(last);
  std::vector<double> time_weight = censoring_weights(*order, weights, result.tau);
  // A single event's weight cancels; its pairs are counted plainly, as R does.
  if (events < 2)
    for (double& value : time_weight) value = value > 0 ? 1 : 0;
  const Pairs pairs = count_pairs(*order, marker, weights, time_weight);
  if (!summarise(*order, pairs, weights, cluster, result)) return no_pair();
  return result;
}

}  // namespace venscope::accuracy
