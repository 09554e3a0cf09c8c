#include "venscope/study/kind.hpp"

namespace venscope::study {

std::span<const Kind> kinds() {
  return {};
}

}  // namespace venscope::study
