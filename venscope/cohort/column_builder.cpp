#include "venscope/cohort/column_builder.hpp"

#include "venscope/cohort/dictionary.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

void first(std::size_t& line, std::size_t now) {
  if (line == 0) line = now;
}

/// The first eight bytes as a number that orders texts as their bytes do.
std::uint64_t beginning(std::string_view text) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i)
    value = value << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
  return value;
}

/// Numbers of texts, in the order of the texts. Most are told apart by their beginnings, which lie
/// beside the numbers; patients are often numbered in order.
std::vector<std::int32_t> in_order(std::vector<std::int32_t> numbers,
                                   const std::vector<std::string>& texts) {
  struct Entry {
    std::uint64_t beginning = 0;
    std::int32_t number = 0;
  };
  const auto text = [&texts](const Entry& one) -> const std::string& {
    return texts[static_cast<std::size_t>(one.number)];
  };
  std::vector<Entry> entries;
  entries.reserve(numbers.size());
  for (const std::int32_t number : numbers)
    entries.push_back({beginning(texts[static_cast<std::size_t>(number)]), number});
  const auto before = [&](const Entry& a, const Entry& b) {
    return a.beginning != b.beginning ? a.beginning < b.beginning : text(a) < text(b);
  };
  if (!std::is_sorted(entries.begin(), entries.end(), before))
    std::stable_sort(entries.begin(), entries.end(), before);
  std::transform(entries.begin(), entries.end(), numbers.begin(),
                 [](const Entry& one) { return one.number; });
  return numbers;
}

}  // namespace

ColumnBuilder::ColumnBuilder(std::string name, const ReadOptions& options, DecimalMark mark,
                             std::size_t rows_expected)
    : name_(std::move(name)),
      mark_(mark),
      missing_words_(options.missing),
      rows_expected_(rows_expected) {
  auto declared = options.columns.find(name_);
  if (declared == options.columns.end()) declared = options.columns.find(plain_name(name_));
  if (declared != options.columns.end()) {
    as_text_ = declared->second.as_text;
    const auto& more = declared->second.missing;
    missing_words_.insert(missing_words_.end(), more.begin(), more.end());
  }
  for (std::size_t i = 0; i < missing_words_.size(); ++i)
    if (const auto number = parse_number(missing_words_[i], mark_); number && !number->infinite)
      missing_numbers_.emplace_back(number->value, static_cast<int>(i));
  missing_counts_.assign(missing_words_.size() + 1, 0);  // the last: empty cells
  category_ = as_text_;
  if (category_)
    code_.reserve(rows_expected_);
  else
    number_.reserve(rows_expected_);
}

int ColumnBuilder::missing_word(std::string_view text,
                                const std::optional<ParsedNumber>& number) const {
  if (!number || number->infinite) return find_word(text, missing_words_);
  for (const auto& [value, word] : missing_numbers_)
    if (value == number->value) return word;
  return -1;
}

void ColumnBuilder::add(std::string_view raw, std::size_t line, const std::string& file,
                        ProblemLog& log) {
  const std::string_view text = trimmed(raw);
  if (text.size() != raw.size()) {
    ++notes_.trimmed;
    first(notes_.trimmed_line, line);
  }
  ++rows_;
  if (text.empty()) {
    add_missing(static_cast<int>(missing_words_.size()));
    return;
  }
  if (!category_) {
    const auto number = parse_number(text, mark_);
    const bool plain_number = number && !number->infinite && missing_numbers_.empty();
    const int word = plain_number ? -1 : missing_word(text, number);
    if (word >= 0) return add_missing(word);
    if (number) return add_number(*number, text, line, file, log);
    become_category(text, line, log);
  }
  const std::int32_t code = code_of(text);
  code_.push_back(code);
  const int word = word_of_[static_cast<std::size_t>(code)];
  if (word >= 0)
    ++missing_counts_[static_cast<std::size_t>(word)];
  else
    ++values_;
}

void ColumnBuilder::add_missing(int word) {
  ++missing_counts_[static_cast<std::size_t>(word)];
  if (category_)
    code_.push_back(-1);
  else
    number_.push_back(missing_number);
}

void ColumnBuilder::add_number(const ParsedNumber& number, std::string_view text, std::size_t line,
                               const std::string& file, ProblemLog& log) {
  ++values_;
  if (number.infinite) {
    log.add("cohort.infinite_number", name_, [&] {
      return Problem{"",
                     {file, line, name_},
                     shown(text) + " is not a finite number",
                     "a number, or a missing word",
                     "correct the value, or declare it as missing"};
    });
    number_.push_back(missing_number);
    return;
  }
  if (number.leading_zero) first(notes_.leading_zero_line, line);
  if (number.not_exact) first(notes_.not_exact_line, line);
  if (number.point) first(point_line_, line);
  if (number.comma) {
    ++notes_.decimal_commas;
    first(comma_line_, line);
  }
  number_.push_back(number.value);
}

void ColumnBuilder::become_category(std::string_view text, std::size_t line, ProblemLog& log) {
  category_ = true;
  notes_.first_text = text;
  notes_.first_text_line = line;
  notes_.leading_zero_line = notes_.not_exact_line = notes_.decimal_commas = 0;
  point_line_ = comma_line_ = 0;
  log.forget("cohort.infinite_number", name_);
  code_.reserve(rows_expected_);
  code_.assign(number_.size(), -1);
  if (values_ > 0) rows_to_repeat_ = number_.size();
  number_ = {};
}

std::int32_t ColumnBuilder::code_of(std::string_view text) {
  bool is_new = false;
  const std::int32_t code = index_.number_of(text, is_new);
  if (is_new) {
    const auto number = missing_numbers_.empty() ? std::nullopt : parse_number(text, mark_);
    word_of_.push_back(missing_word(text, number));
  }
  return code;
}

void ColumnBuilder::add_again(std::size_t row, std::string_view cell) {
  const std::string_view text = trimmed(cell);
  if (!text.empty()) code_[row] = code_of(text);
}

void ColumnBuilder::sort_levels(Column& column) {
  const std::vector<std::string>& texts = index_.texts();
  std::vector<std::int32_t> order;
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (word_of_[i] < 0) order.push_back(static_cast<std::int32_t>(i));
  order = in_order(std::move(order), texts);
  std::vector<std::int32_t> rank(texts.size(), -1);
  column.levels.reserve(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    rank[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    column.levels.push_back(texts[static_cast<std::size_t>(order[i])]);
  }
  for (std::int32_t& code : code_)
    if (code >= 0) code = rank[static_cast<std::size_t>(code)];
  column.code = std::move(code_);
}

/// "1,5" quoted in a file with commas between its cells, or 1.5 where decimal commas were declared:
/// mostly numbers, of which none can be used.
void ColumnBuilder::suspect_other_mark(const Column& column,
                                       const std::vector<std::uint32_t>& lines,
                                       const std::string& file, ProblemLog& suspicions) const {
  if (mark_ == DecimalMark::either) return;
  const bool comma = mark_ == DecimalMark::point;
  std::size_t numbers = 0;
  std::optional<std::size_t> first;
  for (std::size_t row = 0; row < column.code.size(); ++row) {
    if (column.code[row] < 0) continue;
    const std::string& level = column.levels[static_cast<std::size_t>(column.code[row])];
    const auto number = parse_number(level, DecimalMark::either);
    if (!number) continue;
    ++numbers;
    if ((comma ? number->comma : number->point) && !first) first = row;
  }
  if (!first || 2 * numbers <= values_) return;
  suspicions.add(comma ? "cohort.decimal_comma" : "cohort.decimal_point", name_, [&] {
    return Problem{"",
                   {file, lines[*first], name_},
                   fmt::format("{} has a decimal {}, but decimal {} are read here",
                               shown(column.levels[static_cast<std::size_t>(column.code[*first])]),
                               comma ? "comma" : "point", comma ? "points" : "commas"),
                   "",
                   fmt::format("read the file with --decimal {}; the column was read as a category",
                               comma ? "comma" : "point")};
  });
}

void ColumnBuilder::suspect_numbers(const Column& column, const std::vector<std::uint32_t>& lines,
                                    const std::string& file, ProblemLog& suspicions) const {
  std::vector<bool> is_number(column.levels.size());
  for (std::size_t i = 0; i < column.levels.size(); ++i)
    is_number[i] = parse_number(column.levels[i], mark_).has_value();
  suspect_other_mark(column, lines, file, suspicions);
  // A column of 0 and words has a code, not numbers.
  if (std::count(is_number.begin(), is_number.end(), true) < 3) return;
  std::size_t numbers = 0;
  for (const std::int32_t code : column.code)
    if (code >= 0 && is_number[static_cast<std::size_t>(code)]) ++numbers;
  if (2 * numbers < values_) return;
  for (std::size_t row = 0; row < column.code.size(); ++row) {
    const std::int32_t code = column.code[row];
    if (code < 0 || is_number[static_cast<std::size_t>(code)]) continue;
    suspicions.add("cohort.not_a_number", name_, [&] {
      return Problem{"",
                     {file, lines[row], name_},
                     shown(column.levels[static_cast<std::size_t>(code)]) +
                         fmt::format(" is not a number, but {} of {} values of this column are",
                                     with_thousands(numbers), with_thousands(values_)),
                     "",
                     "correct it or declare it as missing; the column was read as a category"};
    });
  }
}

/// Whether all texts are numbers, some with a decimal comma and others with a point. Then the
/// column is what it would be where either mark is understood, and the problem is the same.
bool ColumnBuilder::become_numbers(Column& column, const std::vector<std::uint32_t>& lines) {
  std::vector<ParsedNumber> numbers;
  bool comma = false, point = false;
  for (const std::string& level : column.levels) {
    const auto number = parse_number(level, DecimalMark::either);
    if (!number || number->infinite) return false;
    comma |= number->comma;
    point |= number->point;
    numbers.push_back(*number);
  }
  if (!comma || !point) return false;
  std::vector<double> values(column.code.size(), missing_number);
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (column.code[row] < 0) continue;
    const ParsedNumber& number = numbers[static_cast<std::size_t>(column.code[row])];
    values[row] = number.value;
    if (number.point) first(point_line_, lines[row]);
    if (number.comma) first(comma_line_, lines[row]);
  }
  column.type = ColumnType::number;
  column.number = std::move(values);
  column.code = {};
  column.levels = {};
  category_ = false;
  notes_.first_text.clear();
  notes_.first_text_line = 0;
  return true;
}

void ColumnBuilder::note_two_marks(const std::string& file, ProblemLog& log) const {
  const bool comma_first = comma_line_ < point_line_;
  log.add({"cohort.two_decimal_marks",
           {file, comma_first ? point_line_ : comma_line_, name_},
           fmt::format("a decimal {} here, but a decimal {} on line {}",
                       comma_first ? "point" : "comma", comma_first ? "comma" : "point",
                       comma_first ? comma_line_ : point_line_),
           "one decimal mark in a column",
           "write all numbers with the same mark"});
}

Column ColumnBuilder::finish(const std::vector<std::uint32_t>& lines, const std::string& file,
                             ProblemLog& log, ProblemLog& suspicions) {
  Column column;
  column.name = column.label = name_;
  for (std::size_t i = 0; i < missing_counts_.size(); ++i)
    if (missing_counts_[i] > 0)
      notes_.missing.push_back(
          {i < missing_words_.size() ? missing_words_[i] : "", missing_counts_[i]});
  if (!category_) {
    column.number = std::move(number_);
  } else {
    column.type = ColumnType::category;
    sort_levels(column);
    if (!as_text_ && !become_numbers(column, lines))
      suspect_numbers(column, lines, file, suspicions);
  }
  if (point_line_ > 0 && comma_line_ > 0) note_two_marks(file, log);
  return column;
}

}  // namespace venscope::cohort
