/// Examples of every figure, made of numbers that could come from a study; for tests that look at
/// all of them, and to be looked at (test/unit/report/gallery.cpp).
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::test {

struct Exhibit {
  std::string name;  ///< of its file
  report::Scene scene;
  std::string csv;
};

/// The same exhibits at every call.
std::vector<Exhibit> plot_exhibits();
std::vector<Exhibit> patient_exhibits();
std::vector<Exhibit> course_exhibits();

}  // namespace venscope::test
