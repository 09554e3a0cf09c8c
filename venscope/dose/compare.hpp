/// Whether curves differ: tests of shared parameters, the ratio of their IC50s.
#pragma once

#include "venscope/dose/curve.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::dose {

struct SharedTest {
  double f = 0, df1 = 0, df2 = 0, p = 1;
};

/// IC50 of a group over that of the first, with its profile interval (0 or infinite: open).
struct IC50Ratio {
  double ratio = 0, low = 0, high = 0;
};

struct CurveComparison {
  std::vector<CurveFit> fits;                    ///< one per group
  std::optional<SharedTest> all;                 ///< one curve for all groups
  std::optional<SharedTest> ic50;                ///< one IC50, everything else its own
  std::optional<SharedTest> hill;                ///< one hill, everything else its own
  std::vector<std::optional<IC50Ratio>> ratios;  ///< of each group to the first; [0] empty
  std::vector<std::string> notes;                ///< why something is not there
};

/// Extra-sum-of-squares F tests [Bates1988]: with S the least squares of curves of their own
/// (n - p df) and S_0 those of curves that share q - 1 sets of parameters less,
///   F = ((S_0 - S) / (p - p_0)) / (S / (n - p)).
/// S_0 is found globally: over the shared IC50 (or hill) of the sum of the curves' own profiles.
/// The ratio's interval is {r : min_e S_1(e) + S_g(e + ln r) + the others <= S (1 + t^2 / (n -
/// p))}. One error variance for all groups is taken for granted, and wells as independent: wells of
/// one culture are not, see compare_ic50s. Tests of the IC50 and hill need every curve to be
/// `fitted`. Robust weights and outliers are not used here. Right by: reference/dose/compare (R nls
/// with shared parameters), laws/dose/compare.
CurveComparison compare_curves(std::span<const Wells> groups, const CurveOptions& options = {});

/// IC50s of independent cultures of two groups.
struct CultureTest {
  bool paired = false;
  std::size_t first = 0, second = 0;    ///< cultures with an IC50; pairs twice
  double ratio = 0, low = 0, high = 0;  ///< geometric mean of the second group over the first
  double t = 0, df = 0, p = 1;
  std::size_t censored = 0;  ///< cultures left out, their IC50 being no number
};

/// One culture's IC50 in one of two groups.
struct CultureIC50 {
  std::string culture;
  int group = 0;  ///< 0 or 1
  Concentration ic50;
};

/// t test of log IC50 by culture: paired where every culture with a number in one group has one in
/// the other, else Welch's. Empty with fewer than two cultures in a group (two pairs) or without
/// any spread.
/// Right by: reference/dose/compare (R t.test).
std::optional<CultureTest> compare_ic50s(std::span<const CultureIC50> cultures, double level);

}  // namespace venscope::dose
