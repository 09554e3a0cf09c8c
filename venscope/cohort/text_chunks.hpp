/// A text file in pieces of whole lines: what is larger than memory, or need not lie in it.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/base/sha256.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/cohort/inflation.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// Walks through a plain or a .gz file. A piece ends with a line feed, except the last; a line
/// longer than a piece makes the piece longer. The pieces of a plain file lie in the mapped file,
/// those of a .gz in a buffer: memory is that of a piece or two.
/// Right by: unit/cohort/text_chunks.
class TextChunks {
public:
  /// Problems: those of FileBytes::open.
  static Result<TextChunks> open(const std::string& path, std::size_t piece = std::size_t{4} << 20);
  /// Bytes that the caller owns and keeps.
  static TextChunks from_memory(std::string_view bytes, const std::string& name,
                                std::size_t piece = std::size_t{4} << 20);

  /// The next piece, which holds until the next call; empty at the end. It is made longer until it
  /// has `lines` lines, where the text has them: a reader may want a header and some rows together.
  std::string_view next(std::size_t lines = 1);
  /// What went wrong with a .gz; nothing otherwise.
  const std::optional<Problem>& problem() const { return problem_; }

  bool gzip() const { return inflation_ != nullptr; }
  std::size_t bytes() const { return file_.size(); }  ///< of the file on disk
  std::size_t done() const;                           ///< of these, read so far
  std::string sha256();                               ///< of the file on disk; at the end

private:
  std::string_view next_plain(std::size_t lines);
  std::string_view next_unpacked(std::size_t lines);

  std::string name_;
  std::optional<FileBytes> owner_;
  std::string_view file_;
  std::size_t piece_ = 0, offset_ = 0;
  std::unique_ptr<Inflation> inflation_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  ///< of what is in the buffer and was not handed out
  std::optional<Problem> problem_;
};

}  // namespace venscope::cohort
