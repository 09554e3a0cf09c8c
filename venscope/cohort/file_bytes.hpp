/// The bytes of a file, unpacked where it is gzip, without copying them where that can be helped.
#pragma once

#include "venscope/base/problem.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace venscope::cohort {

/// The text of a file and the SHA-256 of the file as it lies on disk.
/// A plain file is mapped: reading a million rows must not hold them twice.
class FileBytes {
public:
  /// Opens `path`. Problems: cohort.cannot_open, cohort.is_directory, cohort.bad_gzip.
  static Result<FileBytes> open(const std::string& path);
  /// The same with the text left packed: what is then done with a .gz is up to the caller.
  static Result<FileBytes> open_packed(const std::string& path);
  /// Bytes that the caller owns and keeps; `name` stands for the file in problems.
  static Result<FileBytes> from_memory(std::string_view bytes, const std::string& name);

  std::string_view text() const { return text_; }
  bool gzip() const { return gzip_; }
  std::string sha256() const;
  /// The text before `offset` is not needed soon; its memory may be given back. It stays readable.
  void passed(std::size_t offset) const;

private:
  static Result<FileBytes> unpack(FileBytes packed, const std::string& name);

  std::shared_ptr<const char> owner_;  ///< the mapping or the buffer
  std::string_view file_;              ///< as on disk
  std::string_view text_;
  bool mapped_ = false;
  bool gzip_ = false;
  std::string sha256_;  ///< of a gzip file, taken before the packed bytes were let go
  mutable std::size_t given_back_ = 0;
};

}  // namespace venscope::cohort
