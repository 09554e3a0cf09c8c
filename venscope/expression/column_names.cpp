#include "venscope/expression/column_names.hpp"

#include "venscope/base/utf8.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

/// Lower case, everything between words as one space.
std::string plain(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '_' || c == '.' || c == '-' || c == ' ') {
      if (!text.empty() && text.back() != ' ') text += ' ';
    } else {
      text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

const std::vector<std::string_view>& gene_words() {
  static const std::vector<std::string_view> words{
      "gene symbol", "hgnc symbol", "hugo symbol", "approved symbol", "symbol", "symbols",
      "gene",        "genes",       "gene name",   "gene names",      "name"};
  return words;
}

bool column_word(std::string_view name, const std::vector<std::string_view>& words) {
  return std::find(words.begin(), words.end(), plain(name)) != words.end();
}

std::optional<std::size_t> named_column(const std::vector<std::string>& header,
                                        const std::string& asked,
                                        const std::vector<std::string_view>& words) {
  if (!asked.empty()) {
    const auto found = std::find(header.begin(), header.end(), asked);
    if (found == header.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header.begin());
  }
  for (const std::string_view word : words)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (plain(header[i]) == word) return i;
  return std::nullopt;
}

std::string listed_names(const std::vector<std::string>& names, std::size_t most) {
  const std::size_t said = std::min(names.size(), most);
  std::string text = fmt::format(
      "{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(said), ", "));
  if (said < names.size()) text += fmt::format(" and {} more", names.size() - said);
  return printable(text);
}

}  // namespace venscope::expression
