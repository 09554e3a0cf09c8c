/// The baseline survival of a card derived from a cohort, or of a reconstruction.
#include "venscope/risk/card_reading.hpp"

#include <fmt/format.h>

namespace venscope::risk {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Survival steps: ascending times, proportions that never rise, as many of the one as of the other.
void read_steps(Section& section, Baseline& baseline) {
  baseline.time = section.numbers("time");
  baseline.survival = section.numbers("survival");
  if (!section.has("time") && !section.has("survival")) return;
  need(section, "time", "a list of times");
  need(section, "survival", "the survival at each of them");
  if (baseline.time.size() != baseline.survival.size() && section.has("time") &&
      section.has("survival"))
    section.reject("survival", "risk.baseline",
                   fmt::format("has {} values and time {}", baseline.survival.size(),
                               baseline.time.size()),
                   "as many");
  for (std::size_t i = 0; i < baseline.time.size(); ++i)
    if (baseline.time[i] < 0 || (i > 0 && baseline.time[i] <= baseline.time[i - 1])) {
      section.reject("time", "risk.order",
                     fmt::format("{} is out of order", baseline.time[i]),
                     "ascending times, none below 0");
      break;
    }
  for (std::size_t i = 0; i < baseline.survival.size(); ++i) {
    const double now = baseline.survival[i];
    if (now >= 0 && now <= (i > 0 ? baseline.survival[i - 1] : 1.0)) continue;
    section.reject("survival", "risk.order", fmt::format("{} is out of order", now),
                   "proportions from 1 to 0 that never rise");
    break;
  }
}

double positive(Section& section, std::string_view name) {
  if (!need(section, name, "a number above 0")) return 0.0;
  const std::optional<double> value = section.number(name, 0.0, infinity);
  if (value && *value == 0.0)
    section.reject(name, "risk.range", "0 is out of range", "a number above 0");
  return value.value_or(0.0);
}

void read_weibull(Section& section, Baseline& baseline) {
  if (!section.has("weibull")) return;
  for (Section& entry : section.tables("weibull")) {
    entry.required_text("set", "the set of published outcomes that it was fitted to");
    const double scale = positive(entry, "scale"), shape = positive(entry, "shape");
    if (!baseline.weibull_scale) {
      baseline.weibull_scale = scale;
      baseline.weibull_shape = shape;
    }
    entry.finish();
  }
}

}  // namespace

void read_baseline(Section& section, Card& card) {
  if (!section.has("baseline")) return;
  std::optional<Section> entry = section.table("baseline");
  if (!entry) return;
  Baseline baseline;
  read_steps(*entry, baseline);
  read_weibull(*entry, baseline);
  for (const char* name : {"band", "source"}) entry->node(name);
  baseline.horizon = positive(*entry, "horizon");
  baseline.unit = entry->required_text("unit", "such as months");
  baseline.reconstructed = entry->flag("reconstructed").value_or(false);
  if (baseline.reconstructed)
    baseline.warning = required_text(*entry, "warning", "what must be said of a reconstruction");
  else
    baseline.warning = read_text(*entry, "warning");
  if (!entry->has("weibull") && !entry->has("time"))
    entry->reject("", "risk.baseline", "has no survival", "time with survival, or weibull");
  entry->finish();
  card.baseline = std::move(baseline);
}

}  // namespace venscope::risk
