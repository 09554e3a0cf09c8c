/// The synthetic files that are part of the repository are what their declarations give.
#include "support/shell.hpp"
#include "venscope/simulation/draw.hpp"

#include <gtest/gtest.h>

namespace {

using namespace venscope;

struct Bundled {
  const char* declaration;
  const char* records;  ///< id of a long file; "" for the patients
  const char* file;
};

class BundledSimulation : public testing::TestWithParam<Bundled> {};

TEST_P(BundledSimulation, IsWhatIsDeclared) {
  const Bundled& bundled = GetParam();
  const std::string folder = VENSCOPE_SOURCE_DIR "/studies/", id = bundled.records;
  const auto declaration = simulation::load_declaration(folder + bundled.declaration);
  ASSERT_TRUE(declaration) << to_text(declaration.error());
  auto drawing =
      simulation::draw(*declaration, declaration->n, declaration->seed, declaration->match);
  for (const simulation::RecordsDeclaration& records : declaration->records)
    if (records.id == id)
      drawing = simulation::draw_records(*declaration, records, declaration->n, declaration->seed,
                                         declaration->match);
  ASSERT_TRUE(drawing) << to_text(drawing.error());
  EXPECT_TRUE(to_csv(*drawing) == test::read_file(folder + bundled.file))
      << bundled.file << " is another";
}

INSTANTIATE_TEST_SUITE_P(
    All, BundledSimulation,
    testing::Values(Bundled{"ven-prs/registry.toml", "", "ven-prs/cohort.csv"},
                    Bundled{"ven-prs/first-line.toml", "", "ven-prs/validation.csv"},
                    Bundled{"car-t-bridging/registry.toml", "", "car-t-bridging/cohort.csv"},
                    Bundled{"car-t-bridging/registry.toml", "adverse_events",
                            "car-t-bridging/adverse_events.csv"},
                    Bundled{"car-t-bridging/registry.toml", "course", "car-t-bridging/course.csv"},
                    Bundled{"hma-vs-ldac/registry.toml", "", "hma-vs-ldac/cohort.csv"},
                    Bundled{"hma-vs-ldac/registry.toml", "adverse_events",
                            "hma-vs-ldac/adverse_events.csv"}));

}  // namespace
