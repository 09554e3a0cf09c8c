// studies/iscn.py, with which two studies read written karyotypes: each answer by hand.
#include "support/shell.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;

/// A call and what must come of it: "yes", "no", "" where the text leaves it open; true or false of
/// `readable`.
struct Call {
  json call;
  json expected;
};

/// All calls in one run of Python; nothing where there is no python3.
json answers(const std::vector<Call>& calls) {
  const test::TemporaryFolder folder;
  json asked = json::array();
  for (const Call& one : calls) asked.push_back(one.call);
  test::write_file(folder.path() + "/calls.json", asked.dump());
  test::write_file(folder.path() + "/run.py",
                   "import json, sys\nsys.dont_write_bytecode = True\n"
                   "sys.path.insert(0, '" VENSCOPE_SOURCE_DIR
                   "/studies')\nimport iscn\n"
                   "print(json.dumps([getattr(iscn, name)(*arguments) for name, *arguments in "
                   "json.load(open('calls.json'))]))\n");
  const test::ShellResult run = test::run_shell("python3 run.py", folder.path());
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return json::parse(run.out, nullptr, false);
}

void expect_answers(const std::vector<Call>& calls) {
  const json found = answers(calls);
  ASSERT_EQ(found.size(), calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i)
    EXPECT_EQ(found[i], calls[i].expected) << calls[i].call;
}

class Iscn : public testing::Test {
protected:
  void SetUp() override {
    if (test::run_shell("command -v python3").exit_code != 0) GTEST_SKIP() << "no python3 here";
  }
};

}  // namespace

TEST_F(Iscn, ReadsOnlyWhatBeginsWithANumberOfChromosomes) {
  expect_answers({{{"readable", "46,XX[20]"}, true},
                  {{"readable", " ~45,XY,-7"}, true},
                  {{"readable", "normal"}, false},
                  {{"readable", ""}, false},
                  {{"readable", "46,XY,na"}, false},
                  {{"readable", "47,XX,na,+8"}, false}});
}

TEST_F(Iscn, FindsALostAutosomeInAnyClone) {
  expect_answers({{{"lost", "7", "45,XX,-7[18]/46,XX[2]"}, "yes"},
                  {{"lost", "7", "46,XX[2]/45,XX,-7[18]"}, "yes"},
                  {{"lost", "7", "45,XX-7[20]"}, "yes"},  // the comma forgotten
                  {{"lost", "7", "46,XX,del(7)(q22)[20]"}, "no"},
                  {{"lost", "7", "45,XX,-17[20]"}, "no"},
                  {{"lost", "17", "45,XX,-7[20]"}, "no"},
                  {{"lost", "5", "44,XY,-5,-7[10]"}, "yes"},
                  {{"lost", "7", "46,XX,t(3;7)(q26;q21)[20]"}, "no"}});
}

TEST_F(Iscn, IsMonosomalByTwoLossesOrOneWithAStructuralAbnormality) {
  expect_answers({{{"monosomal", "44,XY,-5,-7[10]"}, "yes"},
                  {{"monosomal", "45,XX,-7,del(5)(q13q31)[20]"}, "yes"},
                  {{"monosomal", "45,XX,-7[20]"}, "no"},
                  {{"monosomal", "46,XX,t(8;21)(q22;q22)[20]"}, "no"},
                  {{"monosomal", "46,XX[20]"}, "no"},
                  // A constitutional abnormality is none of the leukaemia.
                  {{"monosomal", "45,XX,-7,inv(9)(p12q13)c[20]"}, "no"},
                  // The loss and the break stand in different clones.
                  {{"monosomal", "45,XX,-7[10]/46,XX,del(5)(q13q31)[10]"}, "no"},
                  // What idem stands for is not gone after.
                  {{"monosomal", "46,XX,del(5)(q13)[5]/45,idem,-7[10]"}, ""}});
}

TEST_F(Iscn, FindsABreakInTheBandOfItsChromosome) {
  expect_answers({{{"translocated", "3", "q26", "46,XX,t(2;3)(p21;q26)[20]"}, "yes"},
                  {{"translocated", "3", "q26", "46,XX,t(3;12)(q26.2;p13)[20]"}, "yes"},
                  {{"translocated", "3", "q26", "46,XX,t(2;3)(q26;p21)[20]"}, "no"},
                  {{"translocated", "3", "q26", "46,XX,t(3;5)(q21;q31)[20]"}, "no"},
                  {{"translocated", "3", "q26", "46,XX,t(2;3)(p21;q2?6)[20]"}, ""},
                  {{"translocated", "11", "q23", "46,XY,t(9;11)(p22;q23)[20]"}, "yes"},
                  {{"translocated", "1", "q23", "46,XY,t(9;11)(p22;q23)[20]"}, "no"},
                  {{"translocated", "3", "q26", "46,XX[20]"}, "no"}});
}

}  // namespace venscope::study
