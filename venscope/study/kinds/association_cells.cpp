#include "venscope/study/kinds/association_cells.hpp"

#include "venscope/report/number.hpp"

#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace venscope::study {

using report::Cell;

const char* symbol_of(EffectMeasure measure) {
  switch (measure) {
    case EffectMeasure::pearson:
      return "r";
    case EffectMeasure::spearman:
      return "ρ";
    case EffectMeasure::kendall:
      return "τ";
    case EffectMeasure::rank_biserial:
      return "P";
    case EffectMeasure::share_difference:
      return "Δ";
    case EffectMeasure::none:
      break;
  }
  return "";
}

Cell effect_cell(EffectMeasure measure, const std::optional<response::Effect>& effect,
                 bool symbol) {
  if (!effect) return {""};
  const auto shown = [&](double value) {
    return measure == EffectMeasure::rank_biserial ? (value + 1) / 2 : value;
  };
  const std::string text =
      has_interval(effect)
          ? report::estimate_interval(shown(effect->estimate), shown(effect->interval.low),
                                      shown(effect->interval.high))
          : report::fixed(shown(effect->estimate), 2);
  return {symbol ? fmt::format("{} {}", symbol_of(measure), text) : text,
          std::vector{effect->estimate, effect->interval.low, effect->interval.high}};
}

Cell tobit_cell(const TobitSlope& slope) {
  return {slope.ratio ? "× " + report::ratio_interval(slope.estimate, slope.low, slope.high)
                      : report::estimate_interval(slope.estimate, slope.low, slope.high),
          std::vector{slope.estimate, slope.low, slope.high}};
}

bool has_interval(const std::optional<response::Effect>& effect) {
  return effect && !std::isnan(effect->interval.low) && !std::isnan(effect->interval.high);
}

}  // namespace venscope::study
