/// Any three files are a sparse matrix with its names or a list of problems. The input: a byte for
/// the options, then matrix.mtx, features.tsv and barcodes.tsv with a form feed between them.
#include "fuzz/whole_matrix.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <unistd.h>

using namespace venscope;
using namespace venscope::expression;
using fuzz::require;
namespace fs = std::filesystem;

namespace {

/// The three files of a run, removed at the end.
class MarketFolder {
public:
  MarketFolder()
      : path_(fs::temp_directory_path() / ("venscope_fuzz_market_" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  MarketFolder(const MarketFolder&) = delete;
  MarketFolder& operator=(const MarketFolder&) = delete;
  ~MarketFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  void write(const char* name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary)
        .write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  std::string path() const { return path_.string(); }

private:
  fs::path path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static const MarketFolder folder;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  for (const char* name : {"matrix.mtx", "features.tsv", "barcodes.tsv"}) {
    const std::size_t end = text.find('\f');
    const std::string_view part = text.substr(0, end);
    if (part.starts_with("\x1f\x8b")) return 0;  // no bombs
    folder.write(name, part);
    text = end == text.npos ? std::string_view{} : text.substr(end + 1);
  }
  ExpressionOptions options;
  options.duplicates = static_cast<DuplicateRule>(data[0] % 6);
  if ((data[0] & 8) != 0) options.name_column = "id";
  if ((data[0] & 16) != 0) options.block_bytes = 1;
  const auto read = read_expression(folder.path(), options);
  if (read)
    fuzz::require_whole(*read);
  else
    require(!read.error().empty() && !to_text(read.error()).empty());
  return 0;
}
