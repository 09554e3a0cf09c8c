// Reading by pieces, on threads and with a quick way for plain rows, against reading row by row.
#include "venscope/expression/expression_file.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

namespace {

/// A number, most often; else one of the ways to write a cell, right or wrong.
std::string cell(RandomStream& random, bool wrong) {
  static const std::vector<std::string> odd{"NA",   "",   " 1.5 ", "+2",    "1e3",  "-0.25",
                                            "nan",  ".5", "5.",    "\"7\"", "\"\"", "missing",
                                            "1E-3", "  ", "007",   "-.5e2"};
  static const std::vector<std::string> bad{"low",   "Inf", "1,5", "0x10",
                                            "1e999", "--1", "\"8", "1.5x"};
  if (wrong && random.chance(0.02)) return bad[random.below(bad.size())];
  if (random.chance(0.15)) return odd[random.below(odd.size())];
  return fmt::format("{}", static_cast<double>(random.below(100000)) / 1000 - 20);
}

std::string matrix_text(RandomStream& random, bool wrong) {
  const std::size_t samples = 1 + random.below(6), genes = 1 + random.below(40);
  const bool names_named = random.chance(0.7), carriage = random.chance(0.3);
  const std::string end = carriage ? "\r\n" : "\n";
  std::string text = random.chance(0.2) ? "\xEF\xBB\xBF" : "";
  if (names_named) text += "gene";
  for (std::size_t i = 0; i < samples; ++i)
    text += (i > 0 || names_named ? "\t" : "") + std::string("s") + std::to_string(i);
  for (std::size_t j = 0; j < genes; ++j) {
    text += end;
    if (random.chance(0.1)) text += end;
    const std::string name = "G" + std::to_string(wrong ? random.below(2 * genes) : j);
    text += random.chance(0.3) ? "\"" + name + "\"" : name;
    std::size_t cells = samples;
    if (wrong && random.chance(0.02)) cells += random.below(3) - 1;
    for (std::size_t i = 0; i < cells; ++i) text += "\t" + cell(random, wrong);
  }
  return random.chance(0.5) ? text + end : text;
}

}  // namespace

TEST(ExpressionFile, ReadsAsRowByRow) {
  std::size_t read = 0, refused = 0;
  for (std::uint64_t k = 0; k < 400; ++k) {
    RandomStream random(5, "matrix texts", k);
    const std::string text = matrix_text(random, k % 2 == 1);
    const auto slow = cohort::read_matrix_text(text, "m.tsv", {.delimiter = '\t'});
    ExpressionOptions options;
    options.text.delimiter = '\t';
    options.block_bytes = 1 + random.below(200);
    options.threads = 1 + static_cast<unsigned>(random.below(3));
    const auto quick = read_expression_text(text, "m.tsv", options);
    ASSERT_EQ(slow.has_value(), quick.has_value())
        << text << (slow ? "" : to_text(slow.error())) << (quick ? "" : to_text(quick.error()));
    if (!slow) {
      ++refused;
      continue;
    }
    ++read;
    EXPECT_EQ(slow->features, quick->matrix.features);
    EXPECT_EQ(slow->samples, quick->matrix.samples);
    EXPECT_EQ(slow->line, quick->matrix.line);
    EXPECT_EQ(slow->missing, quick->matrix.missing);
    EXPECT_EQ(slow->sha256, quick->matrix.sha256);
    ASSERT_EQ(slow->values.values.size(), quick->matrix.values.values.size());
    for (std::size_t i = 0; i < slow->values.values.size(); ++i) {
      const double a = slow->values.values[i], b = quick->matrix.values.values[i];
      EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << text;
    }
  }
  EXPECT_GT(read, 150u);
  EXPECT_GT(refused, 100u);
}
