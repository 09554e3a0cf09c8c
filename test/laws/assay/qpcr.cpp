#include "venscope/assay/qpcr.hpp"

#include "support/from_r.hpp"
#include "venscope/base/random.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;
using test::agrees;

namespace {

std::vector<Well> random_wells(std::uint64_t seed) {
  RandomStream random(seed, "wells");
  std::vector<Well> wells;
  for (std::size_t sample = 0; sample < 6; ++sample)
    for (std::size_t gene = 0; gene < 3; ++gene)
      for (int i = 0; i < 2; ++i)
        wells.push_back({sample, gene, 20 + 3 * static_cast<double>(gene) + random.normal()});
  return wells;
}

GeneExpression expression(const std::vector<Well>& wells, std::vector<std::int32_t> group) {
  return gene_expression(average_wells(wells, 6, 3), 0, group, 2, {}, false,
                         {.references = {1, 2}, .method = Method::t, .control = 0});
}

}  // namespace

TEST(QpcrLaws, MoreTemplateInASampleChangesNothing) {
  std::vector<Well> wells = random_wells(1);
  const GeneExpression before = expression(wells, {0, 0, 0, 1, 1, 1});
  for (Well& well : wells) well.ct -= 0.7 * static_cast<double>(well.sample);
  const GeneExpression after = expression(wells, {0, 0, 0, 1, 1, 1});
  EXPECT_TRUE(agrees(*after.changes[0].fold, *before.changes[0].fold, 1e-10));
  EXPECT_TRUE(agrees(*after.changes[0].p, *before.changes[0].p, 1e-9));
}

TEST(QpcrLaws, SwappedGroupsGiveTheReciprocal) {
  const std::vector<Well> wells = random_wells(2);
  const FoldChange a = expression(wells, {0, 0, 0, 1, 1, 1}).changes[0];
  const FoldChange b = expression(wells, {1, 1, 1, 0, 0, 0}).changes[0];
  EXPECT_TRUE(agrees(*a.fold * *b.fold, 1, 1e-12));
  EXPECT_TRUE(agrees(*a.low * *b.high, 1, 1e-10));
  EXPECT_TRUE(agrees(*a.p, *b.p, 1e-12));
}

TEST(QpcrLaws, ACycleEarlierIsTwiceAsMuch) {
  std::vector<Well> wells = random_wells(3);
  const FoldChange before = expression(wells, {0, 0, 0, 1, 1, 1}).changes[0];
  for (Well& well : wells)
    if (well.sample >= 3 && well.gene == 0) well.ct -= 1;
  const FoldChange after = expression(wells, {0, 0, 0, 1, 1, 1}).changes[0];
  EXPECT_TRUE(agrees(*after.fold, 2 * *before.fold, 1e-12));
  EXPECT_TRUE(agrees(*after.high / *after.low, *before.high / *before.low, 1e-10));
}

TEST(QpcrLaws, AGeneAgainstItselfDoesNotChange) {
  const GeneExpression found = gene_expression(average_wells(random_wells(4), 6, 3), 1,
                                               std::vector<std::int32_t>{0, 0, 0, 1, 1, 1}, 2, {},
                                               false, {.references = {1}, .control = 0});
  EXPECT_EQ(*found.changes[0].fold, 1);
  ASSERT_FALSE(found.untested.empty());
  EXPECT_EQ(found.untested[0].code, "assay.constant");
}
