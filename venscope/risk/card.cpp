#include "venscope/risk/card.hpp"

namespace venscope::risk {

const std::string& LocalText::in(std::string_view language) const {
  for (const auto& [name, text] : other)
    if (name == language) return text;
  return en;
}

}  // namespace venscope::risk
