/// The dictionary for AML, and where in it a variable stands.
#pragma once

#include "venscope/risk/card.hpp"

#include <string_view>

namespace venscope::test {

inline const cohort::Dictionary& dictionary() {
  return risk::aml_dictionary();
}

/// Of a variable that exists.
inline std::size_t index(std::string_view name) {
  return static_cast<std::size_t>(dictionary().find(name) - dictionary().variables.data());
}

}  // namespace venscope::test
