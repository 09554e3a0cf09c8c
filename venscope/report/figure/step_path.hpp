/// A survival curve as geometry: steps, bands and marks, no finer than the eye or the printer.
#pragma once

#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/scene.hpp"
#include "venscope/survival/kaplan_meier.hpp"

namespace venscope::report {

/// The step function of S(t) from (0, `start`) to the last time: 1, or 0 of a cumulative incidence.
/// Steps closer than a twentieth of a point are drawn as one, so that a million patients make a
/// file of a few hundred kilobytes at most.
Path curve_path(const survival::KaplanMeier& fit, const Axis& x, const Axis& y, double start = 1);

/// The area between the confidence limits; it ends where they are undefined.
Path band_path(const survival::KaplanMeier& fit, const Axis& x, const Axis& y, double start = 1);

/// A short vertical mark at each time with a censoring.
Path censoring_path(const survival::KaplanMeier& fit, const Axis& x, const Axis& y);

/// Lowest and highest probability that the curve (with its band, if shown) takes in [from, to].
struct Extent {
  double low, high;
};
Extent extent_between(const survival::KaplanMeier& fit, double from, double to, bool band,
                      double start = 1);

}  // namespace venscope::report
