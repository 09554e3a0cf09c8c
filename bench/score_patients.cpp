/// How long many patients take to score, without and with the bytes of the answer.
///   score_patients make ROWS FILE    writes patients with the seven inputs of VEN-PRS
///   score_patients score FILE        scores them in memory; prints seconds and the peak of memory
/// Build with -DVENSCOPE_BENCH=ON.
#include "venscope/calculator/batch.hpp"
#include "venscope/risk/card.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <sys/resource.h>

#include <fmt/format.h>

namespace {

using namespace venscope;

int make(long rows, const char* path) {
  std::FILE* file = std::fopen(path, "wb");
  if (!file) return 1;
  std::string text = "patient,extramedullary_disease,prior_hma,NF1,PTPN11,FLT3,TP53,SF3B1\n";
  std::uint64_t state = 1;
  for (long row = 0; row < rows; ++row) {
    text += fmt::format("P{:08}", row);
    for (int column = 0; column < 7; ++column) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      const auto draw = (state >> 33) % 40;
      text += draw == 0 ? ",NA" : draw < 10 ? ",1" : ",0";
    }
    text += '\n';
    if (text.size() < (1u << 20)) continue;
    std::fwrite(text.data(), 1, text.size(), file);
    text.clear();
  }
  std::fwrite(text.data(), 1, text.size(), file);
  return std::fclose(file);
}

/// One reading of the file, every row scored and written to nowhere.
double seconds(const char* path, bool check, std::size_t& rows, std::size_t& written) {
  const auto start = std::chrono::steady_clock::now();
  const risk::Model model(*risk::find_card("ven-prs-os"), risk::aml_dictionary());
  written = 0;
  calculator::Batch batch({&model}, risk::aml_dictionary(), {}, [&](std::string_view bytes) {
    written += bytes.size();
    return true;
  });
  batch.check_only(check);
  std::FILE* file = std::fopen(path, "rb");
  if (!file) std::exit(1);
  std::string block(std::size_t{1} << 18, '\0');
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), file))
    batch.feed({block.data(), got});
  batch.finish();
  std::fclose(file);
  rows = batch.rows();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int score(const char* path) {
  std::size_t rows = 0, written = 0;
  const double checked = seconds(path, true, rows, written);
  const double scored = seconds(path, false, rows, written);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print(
      "{} rows: {:.2f} s to check, {:.2f} s to score, {:.0f} MB of answers, peak {:.0f} MB\n", rows,
      checked, scored, static_cast<double>(written) / 1e6,
      static_cast<double>(usage.ru_maxrss) * 1024 / 1e6);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "make" && argc == 4) return make(std::atol(argv[2]), argv[3]);
  if (what == "score" && argc == 3) return score(argv[2]);
  std::fputs("usage: score_patients make ROWS FILE | score_patients score FILE\n", stderr);
  return 2;
}
