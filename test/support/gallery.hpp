/// Examples of every figure, made of numbers that could come from a study; for tests that look at
/// all of them, and to be looked at (test/unit/report/gallery.cpp).
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace venscope::test {

struct Exhibit {
  std::string name;  ///< of its file
  report::Scene scene;
  std::string csv;
};

/// Numbers between 0 and 1 that look random and are the same for ever.
inline double scattered(std::size_t i, double salt = 0) {
  const double value = std::sin(static_cast<double>(i) * 12.9898 + salt * 78.233) * 43758.5453;
  return value - std::floor(value);
}

/// The same exhibits at every call.
std::vector<Exhibit> plot_exhibits();
std::vector<Exhibit> patient_exhibits();
std::vector<Exhibit> course_exhibits();
std::vector<Exhibit> path_exhibits();

}  // namespace venscope::test
