#include "venscope/risk/card.hpp"

namespace venscope::risk {

const std::string& LocalText::in(std::string_view language) const {
  for (const auto& [name, text] : other)
    if (name == language) return text;
  return en;
}

bool CutRange::contains(const Decimal& score) const {
  if (low && (score < *low || (score == *low && !low_closed))) return false;
  return !high || score < *high || (score == *high && high_closed);
}

}  // namespace venscope::risk
