/// One column while its cells come in: a number until a cell says otherwise.
#pragma once

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/level_index.hpp"
#include "venscope/cohort/problem_log.hpp"
#include "venscope/cohort/read.hpp"

namespace venscope::cohort {

/// Numbers are parsed as they come. The first cell that is neither a number nor missing makes the
/// column a category; the rows before it have then to be shown again, as text, by `add_again`.
/// A column that would be numbers but for having both decimal marks is one, with a problem.
class ColumnBuilder {
public:
  ColumnBuilder(std::string name, const ReadOptions& options, DecimalMark mark,
                std::size_t rows_expected);

  void add(std::string_view cell, std::size_t line, const std::string& file, ProblemLog& log);
  /// Rows [0, rows_to_repeat()) have to be shown again.
  std::size_t rows_to_repeat() const { return rows_to_repeat_; }
  void add_again(std::size_t row, std::string_view cell);

  /// The finished column: levels sorted, codes to match. `lines` are those of the table.
  Column finish(const std::vector<std::uint32_t>& lines, const std::string& file, ProblemLog& log,
                ProblemLog& suspicions);
  const std::string& name() const { return name_; }
  const ColumnNotes& notes() const { return notes_; }
  bool category() const { return category_; }
  std::size_t values() const { return values_; }

private:
  int missing_word(std::string_view text, const std::optional<ParsedNumber>& number) const;
  void add_number(const ParsedNumber& number, std::string_view text, std::size_t line,
                  const std::string& file, ProblemLog& log);
  void add_missing(int word);
  void become_category(std::string_view text, std::size_t line, ProblemLog& log);
  std::int32_t code_of(std::string_view text);
  void sort_levels(Column& column);
  bool become_numbers(Column& column, const std::vector<std::uint32_t>& lines);
  void note_two_marks(const std::string& file, ProblemLog& log) const;
  void suspect_other_mark(const Column& column, const std::vector<std::uint32_t>& lines,
                          const std::string& file, ProblemLog& suspicions) const;
  void suspect_numbers(const Column& column, const std::vector<std::uint32_t>& lines,
                       const std::string& file, ProblemLog& suspicions) const;

  std::string name_;
  DecimalMark mark_;
  bool as_text_ = false;
  std::vector<std::string> missing_words_;
  std::vector<std::pair<double, int>> missing_numbers_;
  std::vector<std::size_t> missing_counts_;

  bool category_ = false;
  std::size_t rows_expected_;
  std::size_t rows_ = 0;
  std::size_t values_ = 0;
  std::size_t rows_to_repeat_ = 0;
  std::vector<double> number_;
  std::vector<std::int32_t> code_;  ///< numbers into index_
  LevelIndex index_;
  std::vector<int> word_of_;  ///< per text of index_: its missing word, or -1
  std::size_t point_line_ = 0;
  std::size_t comma_line_ = 0;
  ColumnNotes notes_;
};

}  // namespace venscope::cohort
