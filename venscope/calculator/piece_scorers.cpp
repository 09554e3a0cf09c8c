#include "venscope/calculator/piece_scorers.hpp"

#include <algorithm>

namespace venscope::calculator {

/// What one thread needs to score pieces, and remembers from one to the next.
struct PieceScorers::Lane {
  Lane(const BatchTable& table, const Rows& begun)
      : rows(begun, problems),
        scorer(table, problems, suspicions,
               std::max(Batch::cache_bytes / table.options.helpers.count, most_out)) {
    scorer.written = true;
  }
  bool silent() const { return problems.empty() && suspicions.empty(); }

  void score(ScoredPiece& piece, bool writes);

  cohort::ProblemLog problems{0}, suspicions{0};
  Rows rows;
  RowScorer scorer;
};

void PieceScorers::Lane::score(ScoredPiece& piece, bool writes) {
  const std::size_t lines = rows.lines(), empty_lines = rows.empty_lines();
  rows.feed(piece.bytes);
  while (silent() && piece.out.size() <= most_out && rows.next())
    if (scorer.row(rows, 0, writes, piece.out)) ++piece.rows;
  piece.good = silent() && rows.between_rows() && piece.out.size() <= most_out;
  if (!piece.good) return;
  piece.lines = rows.lines() - lines;
  piece.empty_lines = rows.empty_lines() - empty_lines;
  piece.seen = scorer.seen();
}

PieceScorers::PieceScorers(const BatchTable& table, const Rows& begun)
    : table_(table), begun_(begun), lanes_(table.options.helpers.count), pieces_(most_pieces) {}

PieceScorers::~PieceScorers() = default;

void PieceScorers::cut(std::string_view bytes) {
  count_ = 0;
  while (count_ < most_pieces && !bytes.empty()) {
    const std::size_t end = bytes.substr(0, piece_bytes_).rfind(begun_.line_end());
    if (end == std::string_view::npos) return;
    ScoredPiece& piece = pieces_[count_++];
    piece.bytes = bytes.substr(0, end + 1);
    piece.good = false;
    piece.rows = 0;
    piece.out.clear();
    bytes.remove_prefix(end + 1);
  }
}

void PieceScorers::score_some(std::size_t lane, bool writes, bool doubts) {
  if (!lanes_[lane]) lanes_[lane] = std::make_unique<Lane>(table_, begun_);
  lanes_[lane]->scorer.doubts = doubts;
  for (std::size_t i = next_++; i < end_; i = next_++) {
    lanes_[lane]->score(pieces_[i], writes);
    if (pieces_[i].good) continue;
    for (std::size_t end = end_; i < end && !end_.compare_exchange_weak(end, i);) {
    }
    return;
  }
}

std::size_t PieceScorers::score(std::string_view bytes, bool writes, bool doubts,
                                const Take& take) {
  if (resting_ > 0) return 0;
  cut(bytes);
  if (count_ < 2) return 0;
  next_ = 0;
  end_ = count_;
  table_.options.helpers.each(lanes_.size(),
                              [&](std::size_t lane) { score_some(lane, writes, doubts); });
  std::size_t taken = 0;
  for (std::size_t i = 0; i < end_; ++i) {
    take(pieces_[i]);
    taken += pieces_[i].bytes.size();
  }
  if (end_ < count_)
    give_up();
  else
    next_rest_ = shortest_rest;
  return taken;
}

/// Rows that are read again must not have been seen, and a lane stops in the middle of a row.
void PieceScorers::give_up() {
  for (std::unique_ptr<Lane>& lane : lanes_) lane.reset();
  if (pieces_[end_].out.size() > most_out && piece_bytes_ > least_piece) {
    piece_bytes_ /= 2;
    return;
  }
  resting_ = next_rest_;
  next_rest_ = std::min(2 * next_rest_, longest_rest);
}

}  // namespace venscope::calculator
