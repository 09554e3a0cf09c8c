/// The synthetic cohorts that are part of the repository are what their declarations give.
#include "support/shell.hpp"
#include "venscope/simulation/draw.hpp"

#include <gtest/gtest.h>

namespace {

using namespace venscope;

void expect_same_file(const std::string& declared, const std::string& file) {
  const std::string folder = VENSCOPE_SOURCE_DIR "/studies/ven-prs/";
  const auto declaration = simulation::load_declaration(folder + declared);
  ASSERT_TRUE(declaration) << to_text(declaration.error());
  const auto drawing =
      simulation::draw(*declaration, declaration->n, declaration->seed, declaration->match);
  ASSERT_TRUE(drawing) << to_text(drawing.error());
  EXPECT_TRUE(to_csv(*drawing) == test::read_file(folder + file)) << file << " is another";
}

TEST(BundledSimulation, CohortIsWhatTheRegistryDeclares) {
  expect_same_file("registry.toml", "cohort.csv");
}

TEST(BundledSimulation, ValidationCohortIsWhatItsFileDeclares) {
  expect_same_file("first-line.toml", "validation.csv");
}

}  // namespace
