/// Scores the rows of a table one after the other, and remembers what it worked out.
#pragma once

#include "venscope/calculator/answer_cache.hpp"
#include "venscope/calculator/batch.hpp"
#include "venscope/calculator/column_codes.hpp"
#include "venscope/calculator/rows.hpp"
#include "venscope/calculator/table_header.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::calculator {

/// What is the same for all rows: what was asked, and what the header says.
struct BatchTable {
  std::vector<const risk::Model*> models;
  const cohort::Dictionary& dictionary;
  BatchOptions options;
  std::vector<const risk::Card*> cards;
  std::vector<Needed> needed;   ///< per variable
  std::vector<bool> elsewhere;  ///< per variable: whether another source has it
  TableHeader header;
  CellReading reading;
  SaidOnce said_once;
};

/// What has come up in rows, other than problems.
struct SeenInRows {
  std::vector<std::vector<bool>> notes_held;  ///< per model and note: whether it held of someone
  std::vector<DecimalMarks> marks;            ///< per column

  void add(const SeenInRows& other);
};

/// A row's cells become a key of small codes; what was written for a key is kept, in at most
/// `cache_bytes`. All scorers of one table write the same bytes for the same row. Cost: a look-up a
/// cell and one a row; of a key that is new the answer of every model.
/// Right by: laws/calculator/batch (a row is the answer of the patient alone),
/// twins/calculator/pieces.
class RowScorer {
public:
  RowScorer(const BatchTable& table, cohort::ProblemLog& problems, cohort::ProblemLog& suspicions,
            std::size_t cache_bytes);

  /// Reads the row at hand, the `number`th of a patient, into the logs; if it `writes`, what is
  /// written for it goes to the end of `out`. False where the row has not as many cells as the
  /// header: it is no patient's.
  bool row(const Rows& rows, std::size_t number, bool writes, std::string& out);

  SeenInRows seen() const;
  /// Per patient of the other source: whether a row was theirs.
  const std::vector<bool>& met() const { return met_; }

  bool doubts = true;    ///< whether what is implausible is logged
  bool written = false;  ///< whether something is written before the row

private:
  /// A column, and where its code stands in the key.
  struct CodedColumn {
    InputColumn column;
    ColumnCodes codes;
    std::size_t word = 0;
    unsigned shift = 0;
  };

  std::size_t lay_out_key();
  void forget_if_full();
  void note_width(const Rows& rows);
  void note_cells(const Rows& rows);
  void note_missing_id(const Rows& rows);
  std::string_view patient_of(const Rows& rows, std::size_t number);
  std::uint32_t profile_of(std::string_view patient);
  PatientRow patient_row(std::string_view patient, std::size_t line, std::uint32_t profile) const;
  const char* texts_of(std::uint32_t profile);
  void write(const Rows& rows, std::string_view patient, const char* texts, std::string& out);
  void write_patient(const Rows& rows, std::string_view patient, std::string& out);

  const BatchTable& table_;
  cohort::ProblemLog &problems_, &suspicions_;
  bool exact_;  ///< some column tells every number from every other
  std::vector<CodedColumn> columns_;
  std::vector<std::uint32_t> codes_;  ///< of the row at hand, per column
  std::vector<std::uint64_t> key_;
  AnswerCache cache_;
  std::string row_number_;
  std::vector<std::vector<bool>> notes_held_;
  std::vector<bool> met_;
};

}  // namespace venscope::calculator
