/// Reads XML strictly enough to say that it is well-formed, and lists its elements.
#pragma once

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::test {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;                 ///< of its own, without that of its children
  std::vector<std::string> inside;  ///< classes of the groups around it
};

struct Markup {
  std::vector<Element> elements;
  std::string error;  ///< "" if the text is well-formed
};

class MarkupReader {
public:
  explicit MarkupReader(std::string_view text) : text_(text) {}

  Markup read() {
    if (text_.substr(0, 5) == "<?xml") at_ = text_.find("?>") + 2;
    while (at_ < text_.size() && markup_.error.empty()) {
      if (text_[at_] != '<')
        characters();
      else if (text_.substr(at_, 2) == "</")
        close();
      else
        open();
    }
    if (markup_.error.empty() && !open_.empty()) fail("unclosed element");
    return std::move(markup_);
  }

private:
  void fail(const std::string& what) {
    if (markup_.error.empty()) markup_.error = what + " at byte " + std::to_string(at_);
  }

  void characters() {
    const std::size_t end = std::min(text_.find('<', at_), text_.size());
    std::string raw(text_.substr(at_, end - at_));
    check_text(raw);
    if (!open_.empty())
      markup_.elements[open_.back()].text += raw;
    else if (raw.find_first_not_of(" \n") != std::string::npos)
      fail("text outside the root");
    at_ = end;
  }

  void check_text(const std::string& raw) {
    static const std::set<std::string> entities = {"amp", "lt", "gt", "quot", "#39"};
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const auto c = static_cast<unsigned char>(raw[i]);
      if (c < 0x20 && c != '\n') fail("control character");
      if (raw[i] == '>') fail("bare >");
      if (raw[i] != '&') continue;
      const std::size_t end = raw.find(';', i);
      if (end == std::string::npos || !entities.count(raw.substr(i + 1, end - i - 1)))
        fail("bad entity");
    }
  }

  std::string name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) ||
                                  text_[at_] == '-' || text_[at_] == ':'))
      ++at_;
    if (begin == at_) fail("name expected");
    return std::string(text_.substr(begin, at_ - begin));
  }

  void open() {
    ++at_;
    Element element;
    element.name = name();
    while (markup_.error.empty()) {
      while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
      if (at_ >= text_.size()) return fail("unclosed tag");
      if (text_[at_] == '>' || text_[at_] == '/') break;
      const std::string attribute = name();
      if (text_.substr(at_, 2) != "=\"") return fail("attribute without value");
      at_ += 2;
      const std::size_t end = text_.find('"', at_);
      if (end == std::string_view::npos) return fail("unclosed attribute");
      std::string value(text_.substr(at_, end - at_));
      if (value.find('<') != std::string::npos) return fail("< in an attribute");
      check_text(value);
      if (!element.attributes.emplace(attribute, std::move(value)).second)
        return fail("attribute twice");
      at_ = end + 1;
    }
    for (const std::size_t parent : open_)
      if (markup_.elements[parent].attributes.count("class"))
        element.inside.push_back(markup_.elements[parent].attributes.at("class"));
    markup_.elements.push_back(std::move(element));
    if (text_[at_] == '/')
      at_ += 2;
    else {
      ++at_;
      open_.push_back(markup_.elements.size() - 1);
    }
  }

  void close() {
    at_ += 2;
    if (open_.empty() || name() != markup_.elements[open_.back()].name)
      return fail("closing tag does not match");
    open_.pop_back();
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::size_t> open_;
  Markup markup_;
};

inline Markup read_markup(std::string_view text) {
  return MarkupReader(text).read();
}

}  // namespace venscope::test
