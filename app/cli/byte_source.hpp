/// The bytes of a file of any size, piece by piece, as often as needed.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace venscope::cli {

/// A file, plain or gzip (known by its first bytes), or standard input for "-". What can be read
/// only once (a pipe) is kept in memory, and beyond `most_in_memory` in a temporary file without a
/// name, which nobody else can open and which is gone when the program ends.
class ByteSource {
public:
  static constexpr std::size_t most_in_memory = std::size_t{32} << 20;

  /// Problems: cohort.cannot_open, cohort.is_directory.
  static Result<ByteSource> open(const std::string& path);

  /// All bytes from the beginning; with what part of the file was read, for a progress bar.
  /// Problems: cohort.cannot_open where reading fails, cohort.bad_gzip.
  using Use = std::function<void(std::string_view bytes, std::size_t done, std::size_t total)>;
  Problems each(const Use& use) const;

  /// The name in messages.
  const std::string& name() const { return name_; }

private:
  Problems each_plain(const Use& use) const;
  Problems each_unpacked(const Use& use) const;
  Problem trouble(const std::string& what) const;
  Problems spool(int descriptor);

  std::string name_;
  std::shared_ptr<const int>
      descriptor_;  ///< closed with the last owner; none: all is in `memory_`
  std::shared_ptr<const std::string> memory_;
  std::size_t size_ = 0;
  bool gzip_ = false;
};

}  // namespace venscope::cli
