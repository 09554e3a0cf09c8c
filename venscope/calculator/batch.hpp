/// Scores a table of patients as it arrives: bytes in, scored bytes out, in constant memory.
/// docs/files/score.md.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/calculator/answer_row.hpp"
#include "venscope/calculator/elsewhere.hpp"
#include "venscope/calculator/scored.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/risk/model.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::calculator {

/// One row of the table, as far as the models use it, and what comes from elsewhere.
struct PatientRow {
  std::string_view patient;
  std::size_t line = 0;
  risk::Patient values;  ///< before risk::infer
  std::vector<std::string> remarks;
};

/// Threads that may take part in the work.
struct Helpers {
  std::size_t count = 1;  ///< the caller's thread among them
  /// Calls work(i) for every i below the number, at the same time where it can; 1 helper: not used.
  std::function<void(std::size_t number, const std::function<void(std::size_t)>& work)> each;
};

struct BatchOptions {
  enum class Format { csv, json };
  Format format = Format::csv;
  std::string file = "patients";  ///< in messages
  cohort::ReadOptions reading;    ///< delimiter, decimal mark, missing words, shown problems
  const Elsewhere* elsewhere = nullptr;
  CsvColumns columns = {};
  bool reconstruct = false;  ///< JSON: with curves of reconstructed baselines
  /// Where set, nothing is written: every row of the patient `only` goes to `visit`.
  std::function<void(const PatientRow&)> visit;
  std::string only;
  /// The same bytes, problems and warnings for any number. They take part where `feed` gets many
  /// rows at once, rows have an id, and nothing comes from elsewhere.
  Helpers helpers = {};
};

/// The push parser behind `venscope score` and the page's batch tab.
///
///   Batch batch(models, dictionary, options, sink);
///   for (bytes of the file) batch.feed(bytes);
///   batch.finish();
///
/// Output goes to `sink` until a problem is met, then no more; whoever must not show half of it
/// reads the file twice: `batch.check_only(true)`, all bytes, finish(), then `batch.again()`,
/// `check_only(false)` and all bytes once more. The sink says false when it can take no more.
///
/// Columns are found by name or synonym; a column that no model uses is not looked at. Problems:
/// those of cohort::read_table on the form of a table, those of risk::parse_value on its cells, and
/// cohort.two_columns, score.no_input, score.no_patient, score.long_row, score.file_changed (the
/// bytes of the second time have another header).
///
/// Cost: some 45 ns a row of eight short cells and a thread (RowScorer). What is kept of rows takes
/// at most `cache_bytes`, once for all helpers and once for the caller. Memory does not grow with
/// the rows.
/// Right by: laws/calculator/batch (any pieces, any order of rows, the same as one patient alone),
/// twins/calculator/pieces (any number of helpers).
class Batch {
public:
  using Sink = std::function<bool(std::string_view)>;
  static constexpr std::size_t cache_bytes = std::size_t{16} << 20;

  Batch(std::vector<const risk::Model*> models, const cohort::Dictionary& dictionary,
        BatchOptions options, Sink sink);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void check_only(bool check);
  void feed(std::string_view bytes);
  void finish();
  /// Makes ready for the same bytes once more; what was learned about their words is kept.
  void again();

  bool failed() const;       ///< whether a problem was met
  std::size_t rows() const;  ///< so far
  /// Everything that is wrong, the first of each kind in full and the rest counted.
  Problems take_problems();
  /// What was assumed, columns that are not used, implausible values, and with CSV what would have
  /// to stand in every row (SaidOnce): for standard error.
  std::vector<std::string> take_warnings();

private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace venscope::calculator
