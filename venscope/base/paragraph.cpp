#include "venscope/base/paragraph.hpp"

#include <algorithm>

namespace venscope {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string cut(std::string_view text, std::size_t most) {
  if (characters(text) <= most) return std::string(text);
  std::size_t end = 0;
  for (std::size_t seen = 0; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80 && ++seen == most) break;
  return std::string(text.substr(0, end)) + "…";
}

std::string padded(std::string text, std::size_t width) {
  text.append(width - std::min(width, characters(text)), ' ');
  return text;
}

void wrap(std::string& out, std::string_view text, std::size_t indent, std::size_t width) {
  std::size_t used = characters(std::string_view(out).substr(out.rfind('\n') + 1));
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::size_t length = characters(text.substr(0, end));
    if (used + length > width && used > indent) {
      while (out.back() == ' ') out.pop_back();
      out += '\n' + std::string(indent, ' ');
      used = indent;
    }
    out += text.substr(0, end);
    used += length;
    if (end < text.size()) out += ' ', ++used;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  out += '\n';
}

void add_columns(std::string& out, const std::vector<std::vector<std::string>>& rows,
                 std::size_t indent, std::size_t width) {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& row : rows)
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (j == widths.size()) widths.push_back(0);
      widths[j] = std::max(widths[j], characters(row[j]));
    }
  std::size_t last = indent;
  for (std::size_t j = 0; j + 1 < widths.size(); ++j) last += widths[j] + 2;
  for (const std::vector<std::string>& row : rows) {
    std::string line(indent, ' ');
    for (std::size_t j = 0; j + 1 < widths.size(); ++j)
      line += padded(j < row.size() ? row[j] : "", widths[j] + 2);
    wrap(line, row.size() == widths.size() ? row.back() : "", last, width);
    line.erase(line.find_last_not_of(" \n") + 1);
    out += line + '\n';
  }
}

}  // namespace venscope
