/// The entries of a Matrix Market file, before anyone knows what its rows and columns are.
#pragma once

#include "venscope/cohort/text_chunks.hpp"
#include "venscope/expression/gene_stage.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

struct MarketEntry {
  std::uint32_t row = 0, column = 0;
  double value = 0;
};

struct MarketEntries {
  bool pattern = false;                              ///< nothing but places: every value is 1
  std::size_t rows = 0, columns = 0, announced = 0;  ///< as the header says
  std::vector<MarketEntry> entries;
};

/// False where the file is wrong, which goes to `log`: expression.market_header, market_entry.
/// Size and hash of the file go to `notes`. Whether as many entries came as were announced is not
/// looked at.
bool read_market_entries(const std::string& path, const ExpressionOptions& options,
                         ExpressionNotes& notes, cohort::ProblemLog& log, MarketEntries& found);

/// `visit(line, number)` for every line; false where the file could not be read.
template <class Visit>
bool each_line(cohort::TextChunks& chunks, cohort::ProblemLog& log, Visit visit) {
  std::size_t number = 0;
  for (std::string_view piece = chunks.next(); !piece.empty(); piece = chunks.next())
    for (std::size_t from = 0; from < piece.size();) {
      const std::size_t end = std::min(piece.find('\n', from), piece.size());
      if (!visit(piece.substr(from, end - from), ++number)) return true;
      from = end + 1;
    }
  if (chunks.problem()) log.add(*chunks.problem());
  return !chunks.problem();
}

}  // namespace venscope::expression
