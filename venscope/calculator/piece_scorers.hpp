/// Scores pieces of a table at the same time, each from a guess that may turn out wrong.
#pragma once

#include "venscope/calculator/row_scorer.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::calculator {

/// Lines of the table that were scored apart from what is before them.
struct ScoredPiece {
  std::string_view bytes;
  bool good = false;  ///< they are whole rows, and nothing about them must be said with its line
  std::size_t rows = 0, lines = 0, empty_lines = 0;
  std::string out;
  SeenInRows seen;  ///< in them and in pieces before them
};

/// A table is cut at line ends, and each piece is scored as if a row began with it. That holds
/// wherever the piece before it ended with a row; a line end in quotes is the exception. Pieces are
/// taken in order, up to the first that is no good: what comes from there on, the caller reads by
/// itself, and so finds the right lines of whatever is wrong. While that goes wrong, fewer and
/// fewer pieces are tried, so that a table full of exceptions costs little more than without.
/// Memory: at most `most_pieces` pieces and what is written for them, each at most `most_out`.
/// Right by: twins/calculator/pieces (the same bytes, problems and warnings as one row by one).
class PieceScorers {
public:
  static constexpr std::size_t most_pieces = 16;
  static constexpr std::size_t most_out = std::size_t{1} << 20;

  /// For what comes behind the rows that `begun` has cut.
  PieceScorers(const BatchTable& table, const Rows& begun);
  ~PieceScorers();

  /// Scores pieces from the beginning of `bytes`, where a row begins; `take` gets those that are
  /// good, in order. The number of bytes in them; 0 where the caller should go on by itself.
  using Take = std::function<void(const ScoredPiece&)>;
  std::size_t score(std::string_view bytes, bool writes, bool doubts, const Take& take);
  /// So many bytes were read by the caller.
  void rest(std::size_t bytes) { resting_ -= std::min(resting_, bytes); }

private:
  struct Lane;
  static constexpr std::size_t largest_piece = std::size_t{1} << 16, least_piece = 1 << 12;
  static constexpr std::size_t shortest_rest = std::size_t{1} << 18, longest_rest = 1 << 26;

  void cut(std::string_view bytes);
  void score_some(std::size_t lane, bool writes, bool doubts);
  void give_up();

  const BatchTable& table_;
  const Rows& begun_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<ScoredPiece> pieces_;
  std::size_t count_ = 0;  ///< of pieces at hand
  std::size_t piece_bytes_ = largest_piece;
  std::size_t resting_ = 0, next_rest_ = shortest_rest;
  std::atomic<std::size_t> next_{0}, end_{0};  ///< the next piece; the first that is no good
};

}  // namespace venscope::calculator
