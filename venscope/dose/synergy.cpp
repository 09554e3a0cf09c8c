#include "venscope/dose/synergy.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include <fmt/format.h>

namespace venscope::dose {

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();
using Pair = std::pair<double, double>;
using Combination = std::vector<std::size_t>;  ///< wells of one combination of doses

/// Means of the responses by combination of doses.
using Means = std::map<Pair, double>;

double mean_of_wells(const Checkerboard& board, const Combination& wells) {
  double sum = 0;
  for (const std::size_t i : wells) sum += board.response[i];
  return sum / static_cast<double>(wells.size());
}

struct Excesses {
  double effect = no_value, bliss_expected = no_value, hsa_expected = no_value;
  double bliss() const { return effect - bliss_expected; }
  double hsa() const { return effect - hsa_expected; }
};

/// What the means of one board say of one combination; NaN where a mean it needs is not there.
Excesses excesses_of(const Means& means, const Pair& doses, std::optional<double> given) {
  const auto mean = [&](const Pair& key) {
    const auto found = means.find(key);
    return found == means.end() ? no_value : found->second;
  };
  const double control = given ? *given : mean({0, 0});
  const auto effect = [&](const Pair& key) { return 1 - mean(key) / control; };
  const double a = effect({doses.first, 0}), b = effect({0, doses.second});
  Excesses found;
  found.effect = effect(doses);
  found.bliss_expected = a + b - a * b;
  found.hsa_expected = a > b ? a : (b >= a ? b : no_value);
  return found;
}

struct Board {
  std::map<Pair, Combination> wells;
  Means means(const Checkerboard& board) const {
    Means found;
    for (const auto& [key, combination] : wells) found[key] = mean_of_wells(board, combination);
    return found;
  }
};

Excess t_interval(const std::vector<double>& values, double estimate, double level) {
  Excess excess{estimate, {}, {}};
  const auto n = static_cast<double>(values.size());
  if (values.size() < 2) return excess;
  double mean = 0, squares = 0;
  for (const double x : values) mean += x / n;
  for (const double x : values) squares += (x - mean) * (x - mean);
  const double reach =
      student_t_quantile((1 + level) / 2, n - 1) * std::sqrt(squares / (n - 1) / n);
  excess.estimate = mean;
  excess.low = mean - reach;
  excess.high = mean + reach;
  return excess;
}

Excess percentile_interval(std::vector<double> values, double estimate, double level) {
  Excess excess{estimate, {}, {}};
  std::erase_if(values, [](double x) { return std::isnan(x); });
  if (values.size() < 20) return excess;
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(below);
    return below + 1 < values.size() ? values[below] + part * (values[below + 1] - values[below])
                                     : values[below];
  };
  excess.low = at((1 - level) / 2);
  excess.high = at((1 + level) / 2);
  return excess;
}

Problems check_board(const Checkerboard& board) {
  Problems problems;
  const std::size_t n = board.response.size();
  if (board.dose_a.size() != n || board.dose_b.size() != n ||
      (!board.replicate.empty() && board.replicate.size() != n))
    problems.push_back({"dose.unequal_lengths",
                        {},
                        "doses and responses are not of one length",
                        "one of each per well",
                        "",
                        Fault::internal});
  for (std::size_t i = 0; i < n && problems.empty(); ++i)
    if (board.dose_a[i] < 0 || board.dose_b[i] < 0)
      problems.push_back({"dose.negative_dose", {}, "a dose is below 0", "0 or more", ""});
  return problems;
}

/// Per replicate, or bootstrap by bootstrap: the excesses of each cell and their means.
struct Draws {
  std::vector<std::vector<double>> bliss, hsa;  ///< by cell
  std::vector<double> mean_bliss, mean_hsa;
  explicit Draws(std::size_t cells) : bliss(cells), hsa(cells) {}

  void add(const Means& means, const std::vector<SynergyCell>& cells,
           std::optional<double> control) {
    double sum_bliss = 0, sum_hsa = 0, count = 0;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const Excesses e = excesses_of(means, {cells[c].dose_a, cells[c].dose_b}, control);
      if (!std::isfinite(e.bliss())) continue;
      bliss[c].push_back(e.bliss());
      hsa[c].push_back(e.hsa());
      sum_bliss += e.bliss();
      sum_hsa += e.hsa();
      ++count;
    }
    // A board that lacks a cell has another mean than the others.
    if (count < static_cast<double>(cells.size())) return;
    mean_bliss.push_back(sum_bliss / count);
    mean_hsa.push_back(sum_hsa / count);
  }
};

Draws bootstrap(const Checkerboard& board, const Board& all, const Synergy& found,
                const SynergyOptions& options) {
  Draws draws(found.cells.size());
  for (std::size_t b = 0; b < options.resamples; ++b) {
    RandomStream random(options.seed, "synergy", b);
    Means means;
    for (const auto& [key, wells] : all.wells) {
      double sum = 0;
      for (std::size_t k = 0; k < wells.size(); ++k)
        sum += board.response[wells[random.below(wells.size())]];
      means[key] = sum / static_cast<double>(wells.size());
    }
    draws.add(means, found.cells, options.control);
  }
  return draws;
}

void list_cells(Synergy& found, const Board& all, const Means& means,
                const SynergyOptions& options) {
  std::set<double> doses_a, doses_b;
  std::size_t without = 0;
  for (const auto& [key, wells] : all.wells) {
    if (key.first > 0) doses_a.insert(key.first);
    if (key.second > 0) doses_b.insert(key.second);
    if (!(key.first > 0) || !(key.second > 0)) continue;
    const Excesses e = excesses_of(means, key, options.control);
    if (!std::isfinite(e.bliss_expected)) {
      ++without;
      continue;
    }
    SynergyCell cell;
    cell.dose_a = key.first;
    cell.dose_b = key.second;
    cell.wells = wells.size();
    cell.effect = e.effect;
    cell.bliss_expected = e.bliss_expected;
    cell.hsa_expected = e.hsa_expected;
    cell.bliss.estimate = e.bliss();
    cell.hsa.estimate = e.hsa();
    found.cells.push_back(cell);
  }
  found.doses_a.assign(doses_a.begin(), doses_a.end());
  found.doses_b.assign(doses_b.begin(), doses_b.end());
  const double control = options.control ? *options.control : means.at({0, 0});
  const auto alone = [&](const Pair& key) {
    const auto at = means.find(key);
    return at == means.end() ? no_value : 1 - at->second / control;
  };
  for (const double a : found.doses_a) found.alone_a.push_back(alone({a, 0}));
  for (const double b : found.doses_b) found.alone_b.push_back(alone({0, b}));
  found.control = control;
  if (without > 0)
    found.notes.push_back(
        fmt::format("{} combination{} left out: a dose of it was not tested alone", without,
                    without == 1 ? "" : "s"));
  for (const SynergyCell& cell : found.cells)
    if (cell.effect < -0.1 || cell.effect > 1.1) {
      found.notes.push_back("effects outside 0 to 1: Bliss' rule is of fractions affected");
      break;
    }
}

}  // namespace

Result<Synergy> synergy(const Checkerboard& board, const SynergyOptions& options) {
  if (Problems problems = check_board(board); !problems.empty())
    return failure(std::move(problems));
  Synergy found;
  Board all;
  std::map<int, Board> by_replicate;
  for (std::size_t i = 0; i < board.response.size(); ++i) {
    if (!std::isfinite(board.response[i]) || !std::isfinite(board.dose_a[i]) ||
        !std::isfinite(board.dose_b[i])) {
      ++found.missing;
      continue;
    }
    const Pair key{board.dose_a[i], board.dose_b[i]};
    all.wells[key].push_back(i);
    by_replicate[board.replicate.empty() ? 0 : board.replicate[i]].wells[key].push_back(i);
  }
  const Means means = all.means(board);
  const double control =
      options.control ? *options.control : (means.contains({0, 0}) ? means.at({0, 0}) : no_value);
  if (!(control > 0))
    return cannot_analyse("dose.no_control",
                          std::isnan(control) ? "no well is untreated (both doses 0)"
                                              : "the untreated wells respond with 0 or less",
                          "add untreated wells, or say their response");
  list_cells(found, all, means, options);
  const auto has_single = [&](bool first) {
    return std::any_of(means.begin(), means.end(), [&](const auto& mean) {
      const double own = first ? mean.first.first : mean.first.second,
                   other = first ? mean.first.second : mean.first.first;
      return own > 0 && other == 0;
    });
  };
  if (!has_single(true) || !has_single(false))
    return cannot_analyse("dose.no_single",
                          fmt::format("no well has drug {} alone", has_single(true) ? "B" : "A"),
                          "a checkerboard has each drug alone at every dose");
  if (found.cells.empty())
    return cannot_analyse("dose.no_combination", "no well has both drugs",
                          "look at the columns of doses");

  found.replicates = by_replicate.size();
  found.by_replicate = by_replicate.size() > 1;
  Draws draws(found.cells.size());
  if (found.by_replicate)
    for (const auto& [replicate, plate] : by_replicate)
      draws.add(plate.means(board), found.cells, options.control);
  else
    draws = bootstrap(board, all, found, options);
  const auto interval = [&](const std::vector<double>& values, double estimate) {
    return found.by_replicate ? t_interval(values, estimate, options.level)
                              : percentile_interval(values, estimate, options.level);
  };
  double sum_bliss = 0, sum_hsa = 0;
  for (std::size_t c = 0; c < found.cells.size(); ++c) {
    SynergyCell& cell = found.cells[c];
    if (found.by_replicate || cell.wells > 1) {
      cell.bliss = interval(draws.bliss[c], cell.bliss.estimate);
      cell.hsa = interval(draws.hsa[c], cell.hsa.estimate);
    }
    sum_bliss += cell.bliss.estimate;
    sum_hsa += cell.hsa.estimate;
    if (cell.bliss.estimate > found.cells[found.strongest].bliss.estimate) found.strongest = c;
  }
  const auto cells = static_cast<double>(found.cells.size());
  const bool replicated =
      found.by_replicate || std::any_of(found.cells.begin(), found.cells.end(),
                                        [](const auto& c) { return c.wells > 1; });
  found.bliss = {sum_bliss / cells, {}, {}};
  found.hsa = {sum_hsa / cells, {}, {}};
  if (replicated) {
    found.bliss = interval(draws.mean_bliss, found.bliss.estimate);
    found.hsa = interval(draws.mean_hsa, found.hsa.estimate);
  } else {
    found.notes.push_back("one well per combination: no interval");
  }
  if (found.by_replicate)
    for (const auto& [replicate, plate] : by_replicate)
      if (!options.control && !plate.wells.contains({0, 0})) {
        found.notes.push_back("a replicate without untreated wells takes no part in the intervals");
        break;
      }
  return found;
}

}  // namespace venscope::dose
