#include "venscope/cohort/text_chunks.hpp"

#include <algorithm>
#include <cstring>

namespace venscope::cohort {
namespace {

/// At least so many line feeds.
bool has_lines(std::string_view text, std::size_t lines) {
  std::size_t from = 0;
  for (; lines > 0; --lines) {
    from = text.find('\n', from);
    if (from == std::string_view::npos) return false;
    ++from;
  }
  return true;
}

}  // namespace

Result<TextChunks> TextChunks::open(const std::string& path, std::size_t piece) {
  Result<FileBytes> bytes = FileBytes::open_packed(path);
  if (!bytes) return failure(bytes.error());
  TextChunks chunks = from_memory(bytes->text(), path, piece);
  chunks.owner_ = std::move(*bytes);
  return chunks;
}

TextChunks TextChunks::from_memory(std::string_view bytes, const std::string& name,
                                   std::size_t piece) {
  TextChunks chunks;
  chunks.name_ = name;
  chunks.file_ = bytes;
  chunks.piece_ = std::max<std::size_t>(piece, 1);
  if (is_gzip(bytes)) chunks.inflation_ = std::make_unique<Inflation>(bytes);
  return chunks;
}

std::string_view TextChunks::next(std::size_t lines) {
  return inflation_ ? next_unpacked(lines) : next_plain(lines);
}

std::size_t TextChunks::done() const {
  return inflation_ ? inflation_->taken() : offset_;
}

std::string_view TextChunks::next_plain(std::size_t lines) {
  if (owner_) owner_->passed(offset_);
  const std::size_t begin = offset_;
  for (std::size_t wanted = piece_;; wanted *= 2) {
    const std::size_t end = std::min(wanted, file_.size() - begin);
    const std::string_view text = file_.substr(begin, end);
    const bool ended = begin + end == file_.size();
    const std::size_t last = text.rfind('\n');
    if (!ended && (last == std::string_view::npos || !has_lines(text, lines))) continue;
    offset_ = begin + (ended ? end : last + 1);
    return text.substr(0, offset_ - begin);
  }
}

std::string_view TextChunks::next_unpacked(std::size_t lines) {
  if (owner_) owner_->passed(inflation_->taken());
  // What was left of the last piece goes to the front.
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
  end_ -= begin_;
  begin_ = 0;
  bool ended = false;
  for (std::size_t wanted = piece_;; wanted *= 2) {
    if (buffer_.size() < wanted) buffer_.resize(wanted);
    while (!ended && end_ < wanted) {
      const std::size_t got = inflation_->read(buffer_.data() + end_, wanted - end_);
      end_ += got;
      ended = got == 0;
    }
    const std::string_view text(buffer_.data(), end_);
    const std::size_t last = text.rfind('\n');
    if (!ended && (last == std::string_view::npos || !has_lines(text, lines))) continue;
    if (!inflation_->wrong().empty() && !problem_)
      problem_ = Problem{"cohort.bad_gzip",
                         {name_, 0, ""},
                         inflation_->wrong(),
                         "a whole .gz file",
                         "copy or pack it again"};
    begin_ = ended ? end_ : last + 1;
    return text.substr(0, begin_);
  }
}

std::string TextChunks::sha256() {
  if (owner_) return owner_->sha256();
  return sha256_hex(file_);
}

}  // namespace venscope::cohort
