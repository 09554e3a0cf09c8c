/// A gzip file unpacked piece by piece.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace venscope::cohort {

/// Unpacks all members of `packed`, which the caller keeps alive.
class Inflation {
public:
  explicit Inflation(std::string_view packed);
  ~Inflation();
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;

  /// The next bytes, at most `size`; 0 at the end, or where the file is damaged.
  std::size_t read(char* to, std::size_t size);
  /// What is wrong with the file; empty as long as nothing is.
  const std::string& wrong() const { return wrong_; }
  std::size_t taken() const { return taken_; }  ///< packed bytes so far
  /// What the file says of its size unpacked, modulo 2^32 and bounded by what deflate can reach.
  std::size_t size_hint() const;

private:
  struct Stream;
  std::string_view packed_;
  std::unique_ptr<Stream> stream_;
  std::size_t taken_ = 0;
  std::string wrong_;
  bool ended_ = false;
};

/// A file that begins as gzip files do.
inline bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b");
}

}  // namespace venscope::cohort
