#include "venscope/endpoint/units.hpp"

#include <array>

namespace venscope::endpoint {
namespace {

constexpr std::array<std::string_view, 4> names{"days", "weeks", "months", "years"};

}  // namespace

std::string_view name_of(TimeUnit unit) {
  return names[static_cast<std::size_t>(unit)];
}

std::optional<TimeUnit> time_unit(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (name == names[i] || name == names[i].substr(0, names[i].size() - 1))
      return static_cast<TimeUnit>(i);
  return {};
}

}  // namespace venscope::endpoint
