#include "venscope/cohort/file_bytes.hpp"

#include "venscope/base/sha256.hpp"
#include "venscope/cohort/inflation.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace venscope::cohort {
namespace {

constexpr std::size_t step = std::size_t{8} << 20;

/// Closes the file when the scope ends.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

std::shared_ptr<const char> keep(std::string text, std::string_view& view) {
  const auto owner = std::make_shared<const std::string>(std::move(text));
  view = *owner;
  return {owner, owner->data()};
}

/// A pipe or another file that cannot be mapped.
bool read_all(int descriptor, std::string& text) {
  std::vector<char> block(std::size_t{1} << 20);
  for (;;) {
    const ssize_t got = read(descriptor, block.data(), block.size());
    if (got == 0) return true;
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

Problem cannot_open(const std::string& path, int error) {
  return {"cohort.cannot_open",
          {path, 0, ""},
          std::string("cannot be opened: ") + std::strerror(error),
          "a CSV, TSV or semicolon file, or one of these as .gz",
          error == ENOENT ? "check the name and the folder" : "check who may read it"};
}

Problem bad_gzip(const std::string& name, const std::string& what) {
  return {"cohort.bad_gzip", {name, 0, ""}, what, "a whole .gz file", "copy or pack it again"};
}

/// Inflates all members of a gzip file; empty text on success, else what is wrong.
std::string inflate_all(std::string_view packed, std::string& text) {
  Inflation inflation(packed);
  text.reserve(inflation.size_hint());
  std::vector<char> block(std::size_t{1} << 18);
  while (const std::size_t got = inflation.read(block.data(), block.size()))
    text.append(block.data(), got);
  return inflation.wrong();
}

}  // namespace

Result<FileBytes> FileBytes::open(const std::string& path) {
  Result<FileBytes> bytes = open_packed(path);
  if (!bytes) return bytes;
  return unpack(std::move(*bytes), path);
}

Result<FileBytes> FileBytes::open_packed(const std::string& path) {
  const Descriptor descriptor{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (descriptor.number < 0) return failure(cannot_open(path, errno));
  struct stat status {};
  if (fstat(descriptor.number, &status) != 0) return failure(cannot_open(path, errno));
  if (S_ISDIR(status.st_mode))
    return failure({"cohort.is_directory", {path, 0, ""}, "is a folder", "a file", ""});

  FileBytes bytes;
  const auto size = static_cast<std::size_t>(status.st_size);
  void* map = MAP_FAILED;
  if (S_ISREG(status.st_mode) && size > 0)
    map = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.number, 0);
  if (map != MAP_FAILED) {
    bytes.mapped_ = true;
    bytes.file_ = {static_cast<const char*>(map), size};
    bytes.owner_ = {static_cast<const char*>(map),
                    [size](const char* start) { munmap(const_cast<char*>(start), size); }};
  } else {
    std::string text;
    if (!read_all(descriptor.number, text)) return failure(cannot_open(path, errno));
    bytes.owner_ = keep(std::move(text), bytes.file_);
  }
  bytes.text_ = bytes.file_;
  return bytes;
}

Result<FileBytes> FileBytes::from_memory(std::string_view text, const std::string& name) {
  FileBytes bytes;
  bytes.file_ = text;
  return unpack(std::move(bytes), name);
}

Result<FileBytes> FileBytes::unpack(FileBytes packed, const std::string& name) {
  packed.text_ = packed.file_;
  if (!packed.file_.starts_with("\x1f\x8b")) return packed;
  FileBytes bytes;
  bytes.gzip_ = true;
  bytes.sha256_ = sha256_hex(packed.file_);
  std::string text;
  const std::string wrong = inflate_all(packed.file_, text);
  if (!wrong.empty()) return failure(bad_gzip(name, wrong));
  bytes.owner_ = keep(std::move(text), bytes.text_);
  return bytes;
}

std::string FileBytes::sha256() const {
  if (gzip_) return sha256_;
  Sha256 hash;
  // What was given back while the text was read comes in again, and goes again.
  given_back_ = 0;
  for (std::size_t start = 0; start < file_.size(); start += step) {
    hash.update(file_.substr(start, step));
    passed(start);
  }
  given_back_ = 0;
  return hash.hex();
}

void FileBytes::passed(std::size_t offset) const {
  // Whole steps only: their bounds are page bounds. The pages come back from the file when asked.
  const std::size_t end = offset / step * step;
  if (!mapped_ || end <= given_back_) return;
  madvise(const_cast<char*>(file_.data()) + given_back_, end - given_back_, MADV_DONTNEED);
  given_back_ = end;
}

}  // namespace venscope::cohort
