/// The name a person probably meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace venscope {

/// Number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`
/// (optimal string alignment), upper and lower case taken as equal. Cost: O(|a| |b|).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `name`, the first of equals; "" where none is near enough to be what
/// was meant (more than a third of the letters differ).
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace venscope
