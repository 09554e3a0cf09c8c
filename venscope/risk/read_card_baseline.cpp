/// The baseline survival of a card derived from a cohort, or of a reconstruction.
#include "venscope/risk/card_reading.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace venscope::risk {

std::vector<double> read_numbers(Section& section, std::string_view name, double low, double high) {
  if (!need(section, name, "a list of numbers")) return {};
  const Node* node = section.node(name);
  std::vector<double> numbers = section.numbers(name);
  if (!node->is(Node::Kind::list) || node->items.empty())
    section.reject(name, "risk.type",
                   node->is(Node::Kind::list) ? "is an empty list"
                                              : fmt::format("is {}", section.name_of(node->kind)),
                   "a list of numbers");
  for (const double number : numbers)
    if (!(number >= low && number <= high)) {
      section.reject(
          name, "risk.range", fmt::format("{} is out of range", number),
          high < infinite ? fmt::format("{} to {}", low, high) : fmt::format("at least {}", low));
      return {};
    }
  return numbers;
}

namespace {

/// As many values as times, and none above the one before.
void check_curve(Section& section, const std::vector<double>& time, std::string_view name,
                 const std::vector<double>& survival) {
  if (!section.has(name) || time.empty() || survival.empty()) return;
  if (time.size() != survival.size())
    section.reject(name, "risk.baseline",
                   fmt::format("has {} values and time has {}", survival.size(), time.size()),
                   "as many");
  const auto rise = std::adjacent_find(survival.begin(), survival.end(), std::less<>());
  if (rise != survival.end())
    section.reject(name, "risk.order", fmt::format("rises from {} to {}", *rise, *(rise + 1)),
                   "proportions that never rise");
}

void check_times(Section& section, const std::vector<double>& time) {
  const auto back = std::adjacent_find(time.begin(), time.end(), std::greater_equal<>());
  if (back != time.end())
    section.reject("time", "risk.order",
                   fmt::format("{} does not come after {}", *(back + 1), *back), "ascending times");
}

void check_limits(Section& section, const std::vector<double>& lower,
                  const std::vector<double>& upper) {
  for (std::size_t i = 0; i < std::min(lower.size(), upper.size()); ++i)
    if (lower[i] > upper[i]) {
      section.reject("lower", "risk.interval",
                     fmt::format("{} is above the upper limit {}", lower[i], upper[i]),
                     "the lower limit");
      return;
    }
}

/// Survival at each of ascending times, with limits where they are known.
void read_steps(Section& section, Baseline& baseline) {
  baseline.time = read_numbers(section, "time", 0.0, infinite);
  baseline.survival = read_numbers(section, "survival", 0.0, 1.0);
  if (section.has("lower")) baseline.lower = read_numbers(section, "lower", 0.0, 1.0);
  if (section.has("upper")) baseline.upper = read_numbers(section, "upper", 0.0, 1.0);
  check_times(section, baseline.time);
  check_curve(section, baseline.time, "survival", baseline.survival);
  check_curve(section, baseline.time, "lower", baseline.lower);
  check_curve(section, baseline.time, "upper", baseline.upper);
  check_limits(section, baseline.lower, baseline.upper);
}

double positive(Section& section, std::string_view name) {
  if (!need(section, name, "a number above 0")) return 0.0;
  const std::optional<double> value = section.number(name, 0.0, infinite);
  if (value && *value == 0.0)
    section.reject(name, "risk.range", "0 is out of range", "a number above 0");
  return value.value_or(0.0);
}

void read_weibull(Section& section, Baseline& baseline) {
  if (!need(section, "weibull", "a list of curves")) return;
  if (section.node("weibull")->is(Node::Kind::list) && section.node("weibull")->items.empty())
    section.reject("weibull", "risk.empty", "is an empty list", "a curve or several");
  for (Section& entry : section.tables("weibull")) {
    Baseline::Weibull curve;
    curve.set = entry.required_text("set", "the set of published outcomes that it was fitted to");
    curve.scale = positive(entry, "scale");
    curve.shape = positive(entry, "shape");
    entry.finish();
    baseline.weibull.push_back(std::move(curve));
  }
}

/// Half-widths by the names of the terms.
void read_half_widths(Section& band, const Card& card, Baseline::Band& read) {
  if (!need(band, "half_width", "an object with a number per term")) return;
  std::optional<Section> widths = band.table("half_width");
  if (!widths) return;
  for (const Term& term : card.terms) {
    if (!need(*widths, term.variable, "half the width of the interval of its points")) continue;
    if (const auto width = widths->number(term.variable, 0.0, infinite))
      read.half_width.emplace_back(term.variable, *width);
  }
  // Where the terms could not be read, their names are not known.
  if (!card.terms.empty()) widths->finish();
}

void read_band(Section& section, const Card& card, Baseline& baseline) {
  if (!need(section, "band", "an object with time, lower, upper and half_width")) return;
  std::optional<Section> band = section.table("band");
  if (!band) return;
  Baseline::Band read;
  read.time = read_numbers(*band, "time", 0.0, infinite);
  read.lower = read_numbers(*band, "lower", 0.0, 1.0);
  read.upper = read_numbers(*band, "upper", 0.0, 1.0);
  check_times(*band, read.time);
  check_curve(*band, read.time, "lower", read.lower);
  check_curve(*band, read.time, "upper", read.upper);
  check_limits(*band, read.lower, read.upper);
  read_half_widths(*band, card, read);
  band->finish();
  baseline.band = std::move(read);
}

}  // namespace

void read_baseline(Section& section, Card& card) {
  if (!section.has("baseline")) return;
  std::optional<Section> entry = section.table("baseline");
  if (!entry) return;
  Baseline baseline;
  if (entry->has("reconstructed") || entry->has("weibull")) {
    need(*entry, "reconstructed", "true");
    const std::optional<bool> reconstructed = entry->flag("reconstructed");
    if (reconstructed == false)
      entry->reject("reconstructed", "risk.baseline", "is false", "true",
                    "a curve of a cohort has time and survival");
    baseline.reconstructed = true;
    read_weibull(*entry, baseline);
    read_band(*entry, card, baseline);
    baseline.source = entry->required_text("source", "where it is from");
    baseline.warning = required_text(*entry, "warning", "what must be said of a reconstruction");
  } else {
    read_steps(*entry, baseline);
    read_uncertainty(*entry, card, baseline);
    baseline.warning = read_text(*entry, "warning");
  }
  baseline.horizon = positive(*entry, "horizon");
  baseline.unit = required_unit(*entry);
  entry->finish();
  card.baseline = std::move(baseline);
}

}  // namespace venscope::risk
