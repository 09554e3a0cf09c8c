/// How long a large cohort takes to read, and how much memory at most.
///   read_table make ROWS COLUMNS FILE    writes a cohort of numbers, 0/1, categories and an id
///   read_table read FILE                 reads it; prints seconds, bytes and the peak of memory
/// Build with -DVENSCOPE_BENCH=ON.
#include "venscope/cohort/read.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/resource.h>

#include <fmt/format.h>

namespace {

/// A small generator of our own: the same file everywhere (SplitMix64).
class Random {
public:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

private:
  std::uint64_t state_ = 1;
};

/// Of ten columns: an age, a laboratory value, four genes, a date, a centre, a time, a long number.
void append_cell(std::string& line, int column, Random& random) {
  if (random.below(20) == 0) {
    line += "NA";
    return;
  }
  auto out = std::back_inserter(line);
  switch (column % 10) {
    case 0:
      fmt::format_to(out, "{}", 18 + random.below(80));
      break;
    case 1:
      fmt::format_to(out, "{:.1f}", static_cast<double>(random.below(5000)) / 10);
      break;
    case 6:
      fmt::format_to(out, "20{:02}-{:02}-{:02}", random.below(24), 1 + random.below(12),
                     1 + random.below(28));
      break;
    case 7:
      fmt::format_to(out, "centre {}", random.below(40));
      break;
    case 8:
      fmt::format_to(out, "{}", random.below(5000));
      break;
    case 9:
      fmt::format_to(out, "{:.12g}", static_cast<double>(random.next()) * 1e-15);
      break;
    default:
      line += random.below(5) == 0 ? '1' : '0';
  }
}

int make(long rows, int columns, const char* path) {
  std::FILE* file = std::fopen(path, "wb");
  if (!file) return 1;
  std::string line = "patient";
  for (int column = 1; column < columns; ++column) line += fmt::format(",x{}", column);
  Random random;
  for (long row = 0; row < rows; ++row) {
    line += fmt::format("\nP{:07}", row);
    for (int column = 1; column < columns; ++column) {
      line += ',';
      append_cell(line, column, random);
    }
    std::fwrite(line.data(), 1, line.size(), file);
    line.clear();
  }
  std::fputc('\n', file);
  return std::fclose(file);
}

int read(const char* path) {
  const auto start = std::chrono::steady_clock::now();
  const auto table = venscope::cohort::read_table(path);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  if (!table) {
    std::fputs(venscope::to_text(table.error()).c_str(), stderr);
    return 2;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double megabytes = static_cast<double>(table->bytes) / 1e6;
  const double peak = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
  fmt::print("{} rows, {} columns, {:.0f} MB: {:.2f} s, peak {:.0f} MB, {:.2f} times the file\n",
             table->table.rows, table->table.columns.size(), megabytes, seconds.count(), peak,
             peak / megabytes);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "make" && argc == 5) return make(std::atol(argv[2]), std::atoi(argv[3]), argv[4]);
  if (what == "read" && argc == 3) return read(argv[2]);
  std::fputs("usage: read_table make ROWS COLUMNS FILE | read_table read FILE\n", stderr);
  return 2;
}
