#include "app/cli/byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <zlib.h>

namespace venscope::cli {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20;

std::shared_ptr<const int> closing(int descriptor) {
  return {new int(descriptor), [](const int* owned) {
            ::close(*owned);
            delete owned;
          }};
}

/// What can be read; 0 at the end, -1 with errno.
ssize_t read_some(int descriptor, std::vector<char>& block) {
  ssize_t got = 0;
  do got = ::read(descriptor, block.data(), block.size());
  while (got < 0 && errno == EINTR);
  return got;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(descriptor, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

/// A descriptor of a file without a name; -1 with errno.
int nameless_file() {
  std::FILE* const file = std::tmpfile();
  if (!file) return -1;
  const int descriptor = ::dup(fileno(file));
  std::fclose(file);
  return descriptor;
}

}  // namespace

Problem ByteSource::trouble(const std::string& what) const {
  return {"cohort.cannot_open",
          {name_, 0, ""},
          what,
          "a CSV, TSV or semicolon file, or one of these as .gz",
          errno == ENOENT ? "check the name and the folder" : "check who may read it"};
}

Result<ByteSource> ByteSource::open(const std::string& path) {
  ByteSource source;
  source.name_ = path == "-" ? "standard input" : path;
  const int descriptor =
      path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (descriptor < 0 || ::fstat(descriptor, &status) != 0)
    return failure(source.trouble(std::string("cannot be opened: ") + std::strerror(errno)));
  source.descriptor_ = closing(descriptor);
  if (S_ISDIR(status.st_mode))
    return failure({"cohort.is_directory", {source.name_, 0, ""}, "is a folder", "a file", ""});
  if (S_ISREG(status.st_mode) && ::lseek(descriptor, 0, SEEK_CUR) == 0) {
    source.size_ = static_cast<std::size_t>(status.st_size);
  } else if (Problems problems = source.spool(descriptor); !problems.empty()) {
    return failure(std::move(problems));
  }
  unsigned char first[2] = {};
  if (source.memory_)
    std::copy_n(source.memory_->begin(), std::min<std::size_t>(2, source.memory_->size()), first);
  else if (::pread(*source.descriptor_, first, 2, 0) < 0)
    return failure(source.trouble(std::string("cannot be read: ") + std::strerror(errno)));
  source.gzip_ = first[0] == 0x1f && first[1] == 0x8b;
  return source;
}

Problems ByteSource::spool(int descriptor) {
  std::vector<char> block(block_size);
  std::string memory;
  int file = -1;
  for (;;) {
    const ssize_t got = read_some(descriptor, block);
    if (got < 0) return {trouble(std::string("cannot be read: ") + std::strerror(errno))};
    if (got == 0) break;
    const std::string_view bytes(block.data(), static_cast<std::size_t>(got));
    size_ += bytes.size();
    memory += bytes;
    if (memory.size() < most_in_memory && file < 0) continue;
    if (file < 0) file = nameless_file();
    if (file < 0 || !write_all(file, memory))
      return {trouble(std::string("cannot be kept for a second reading: ") + std::strerror(errno))};
    memory.clear();
  }
  if (file < 0) {
    memory_ = std::make_shared<const std::string>(std::move(memory));
    return {};
  }
  descriptor_ = closing(file);
  return {};
}

Problems ByteSource::each(const Use& use) const {
  if (gzip_) return each_unpacked(use);
  if (!memory_) return each_plain(use);
  use(*memory_, size_, size_);
  return {};
}

Problems ByteSource::each_plain(const Use& use) const {
  ::lseek(*descriptor_, 0, SEEK_SET);
  std::vector<char> block(block_size);
  for (std::size_t done = 0;;) {
    const ssize_t got = read_some(*descriptor_, block);
    if (got < 0) return {trouble(std::string("cannot be read: ") + std::strerror(errno))};
    if (got == 0) return {};
    done += static_cast<std::size_t>(got);
    use({block.data(), static_cast<std::size_t>(got)}, done, size_);
  }
}

Problems ByteSource::each_unpacked(const Use& use) const {
  const auto bad = [this](const std::string& what) {
    return Problems{
        {"cohort.bad_gzip", {name_, 0, ""}, what, "a whole .gz file", "copy or pack it again"}};
  };
  std::vector<char> packed(block_size), text(block_size);
  z_stream stream{};
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) return bad("zlib could not be started");
  const std::shared_ptr<z_stream> ending(&stream, [](z_stream* one) { inflateEnd(one); });
  if (!memory_) ::lseek(*descriptor_, 0, SEEK_SET);
  std::size_t done = 0;
  int state = Z_STREAM_END;
  for (;;) {
    std::size_t got = 0;
    if (memory_) {
      got = std::min(block_size, memory_->size() - done);
      std::copy_n(memory_->begin() + static_cast<std::ptrdiff_t>(done), got, packed.begin());
    } else {
      const ssize_t read = read_some(*descriptor_, packed);
      if (read < 0) return {trouble(std::string("cannot be read: ") + std::strerror(errno))};
      got = static_cast<std::size_t>(read);
    }
    if (got == 0) break;
    done += got;
    stream.next_in = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_in = static_cast<uInt>(got);
    do {
      if (state == Z_STREAM_END && stream.avail_in > 0 && stream.total_in > 0)
        inflateReset(&stream);
      stream.next_out = reinterpret_cast<Bytef*>(text.data());
      stream.avail_out = static_cast<uInt>(text.size());
      state = inflate(&stream, Z_NO_FLUSH);
      if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR)
        return bad(std::string("the compressed file is damaged (") +
                   (stream.msg ? stream.msg : "zlib") + ")");
      if (const std::size_t size = text.size() - stream.avail_out; size > 0)
        use({text.data(), size}, done, size_);
    } while (stream.avail_out == 0 || (state == Z_STREAM_END && stream.avail_in > 0));
  }
  return state == Z_STREAM_END ? Problems{} : bad("the compressed file ends too early");
}

}  // namespace venscope::cli
