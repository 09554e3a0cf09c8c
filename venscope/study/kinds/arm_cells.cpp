#include "venscope/study/kinds/arm_cells.hpp"

#include "venscope/report/number.hpp"

#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace venscope::study {

using report::Cell;
using survival::Contrast;

namespace {

std::vector<double> numbers_of(const Contrast& contrast) {
  return {contrast.estimate, contrast.lower, contrast.upper};
}

}  // namespace

std::string shown(double value, int decimals) {
  return std::isfinite(value) ? report::fixed(value, decimals) : report::undefined_number;
}

Cell difference_cell(const Contrast& contrast, double scale, int decimals) {
  std::string text = shown(scale * contrast.estimate, decimals);
  if (std::isfinite(contrast.lower))
    text += fmt::format(" ({})",
                        report::interval(scale * contrast.lower, scale * contrast.upper, decimals));
  return {text, numbers_of(contrast)};
}

Cell ratio_cell(const Contrast& contrast) {
  if (!std::isfinite(contrast.estimate)) return {report::undefined_number, numbers_of(contrast)};
  if (!std::isfinite(contrast.lower))
    return {report::ratio(contrast.estimate), numbers_of(contrast)};
  return {report::ratio_interval(contrast.estimate, contrast.lower, contrast.upper),
          numbers_of(contrast)};
}

Cell hazard_cell(const survival::CoxTerm& term) {
  const double ratio = std::exp(term.coef);
  if (term.trouble != survival::CoxTrouble::none || !std::isfinite(ratio))
    return {report::undefined_number, {report::no_value, report::no_value, report::no_value}};
  return {report::ratio_interval(ratio, term.conf_low, term.conf_high),
          {ratio, term.conf_low, term.conf_high}};
}

}  // namespace venscope::study
