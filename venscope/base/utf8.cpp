#include "venscope/base/utf8.hpp"

#include <fmt/format.h>

namespace venscope {
namespace {

bool continuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

}  // namespace

std::size_t character_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const auto second = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0u;
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !continuation(text, at + 1)) return 0;
  if (lead < 0xE0) return 2;
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
  if (!continuation(text, at + 2)) return 0;
  if (lead < 0xF0) return 3;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  return continuation(text, at + 3) ? 4 : 0;
}

namespace {

/// The control characters of Latin-1, U+0080 to U+009F, steer terminals as ESC does.
bool second_control(std::string_view text, std::size_t at) {
  return at + 1 < text.size() && text[at] == '\xC2' &&
         static_cast<unsigned char>(text[at + 1]) < 0xA0;
}

std::string shown_text(std::string_view text, bool one_line) {
  std::string shown;
  shown.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = character_length(text, at);
    const bool layout = byte == '\n' || byte == '\t';
    const bool control = (byte < 0x20 && (one_line || !layout)) || byte == 0x7F;
    if (length == 2 && second_control(text, at))
      shown += fmt::format("\\x{:02X}", static_cast<unsigned char>(text[at + 1]));
    else if (length == 0 || control)
      shown += fmt::format("\\x{:02X}", byte);
    else
      shown += text.substr(at, length);
    at += length == 0 ? 1 : length;
  }
  return shown;
}

}  // namespace

std::string printable(std::string_view text) {
  return shown_text(text, false);
}

std::string printable_line(std::string_view text) {
  return shown_text(text, true);
}

}  // namespace venscope
