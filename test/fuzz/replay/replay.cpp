/// The fuzz targets on the inputs of test/fuzz/corpus/: every one that was once found to crash, and
/// a few that reach far. A target that finds something wrong aborts.
#include "support/shell.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace fs = std::filesystem;

extern "C" {
int fuzz_aliases(const std::uint8_t* data, std::size_t size);
int fuzz_card(const std::uint8_t* data, std::size_t size);
int fuzz_claims(const std::uint8_t* data, std::size_t size);
int fuzz_condition(const std::uint8_t* data, std::size_t size);
int fuzz_dictionary(const std::uint8_t* data, std::size_t size);
int fuzz_fit(const std::uint8_t* data, std::size_t size);
int fuzz_formula(const std::uint8_t* data, std::size_t size);
int fuzz_gene_sets(const std::uint8_t* data, std::size_t size);
int fuzz_market(const std::uint8_t* data, std::size_t size);
int fuzz_matrix(const std::uint8_t* data, std::size_t size);
int fuzz_protocol(const std::uint8_t* data, std::size_t size);
int fuzz_read_table(const std::uint8_t* data, std::size_t size);
int fuzz_simulation(const std::uint8_t* data, std::size_t size);
int fuzz_twins(const std::uint8_t* data, std::size_t size);
}

namespace {

const fs::path corpus = fs::path(VENSCOPE_SOURCE_DIR) / "test/fuzz/corpus";

const std::map<std::string, int (*)(const std::uint8_t*, std::size_t)> targets = {
    {"aliases", fuzz_aliases},       {"card", fuzz_card},
    {"claims", fuzz_claims},         {"condition", fuzz_condition},
    {"dictionary", fuzz_dictionary}, {"fit", fuzz_fit},
    {"formula", fuzz_formula},       {"gene_sets", fuzz_gene_sets},
    {"market", fuzz_market},         {"matrix", fuzz_matrix},
    {"protocol", fuzz_protocol},     {"read_table", fuzz_read_table},
    {"simulation", fuzz_simulation}, {"twins", fuzz_twins},
};

std::vector<fs::path> inputs() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(corpus))
    if (entry.is_regular_file()) paths.push_back(fs::relative(entry.path(), corpus));
  std::sort(paths.begin(), paths.end());
  return paths;
}

class Fuzz : public testing::TestWithParam<fs::path> {};

TEST_P(Fuzz, TargetStandsItsInput) {
  const auto target = targets.find(GetParam().parent_path().string());
  ASSERT_NE(target, targets.end()) << "no target of this name";
  const std::string bytes = venscope::test::read_file((corpus / GetParam()).string());
  EXPECT_EQ(target->second(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
}

INSTANTIATE_TEST_SUITE_P(Corpus, Fuzz, testing::ValuesIn(inputs()), [](const auto& tested) {
  std::string name = tested.param.string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
});

}  // namespace
