/// The claims of three papers: what was found in them by hand, in R, the program finds.
#include "support/shell.hpp"
#include "venscope/audit/audit.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

namespace {

class Paper {
public:
  explicit Paper(const std::string& name) {
    const std::string path = fmt::format("{}/claims/{}.toml", VENSCOPE_SOURCE_DIR, name);
    Result<ClaimFile> read = read_claims(test::read_file(path), path);
    EXPECT_TRUE(read) << to_text(read.error());
    file_ = std::move(*read);
    answers_ = audit::audit(file_);
  }

  const ClaimAnswer& operator[](const std::string& id) const {
    for (std::size_t i = 0; i < answers_.size(); ++i)
      if (file_.claims[i].id == id) return answers_[i];
    ADD_FAILURE() << "no claim " << id;
    return answers_.front();
  }

  const Finding& finding(const std::string& id, const std::string& check) const {
    for (const Finding& finding : (*this)[id].findings)
      if (finding.check == check) return finding;
    ADD_FAILURE() << id << " was not asked for " << check;
    return (*this)[id].findings.front();
  }

  Verdict verdict(const std::string& id, const std::string& check) const {
    return finding(id, check).verdict;
  }

private:
  ClaimFile file_;
  std::vector<ClaimAnswer> answers_;
};

using Names = std::vector<std::string>;

}  // namespace

TEST(PublishedClaims, PearsonWithoutYatesForCarTCells) {
  const Paper paper("car-t-bridging");
  const Finding& test = paper.finding("response", "test");
  EXPECT_EQ(test.verdict, Verdict::agrees);
  EXPECT_EQ(test.fits.front(), "pearson");
  EXPECT_NE(test.sentence.find("without correction (0.27903)"), std::string::npos);
}

TEST(PublishedClaims, NoTestGivesThePOfHmaAgainstLdac) {
  const Paper paper("hma-vs-ldac");
  const Finding& test = paper.finding("remission", "test");
  EXPECT_EQ(test.verdict, Verdict::cannot);
  EXPECT_EQ(test.fits, Names());
  EXPECT_EQ(test.numbers.size(), 10u);
  EXPECT_EQ(paper.verdict("remission", "level"), Verdict::cannot);
  EXPECT_EQ(paper.finding("remission", "counts").fits, Names{"22/42"});
  EXPECT_EQ(paper["adverse-events"].verdict, Verdict::agrees);
  EXPECT_EQ(paper["event-free"].verdict, Verdict::not_checkable);
  // Symmetric intervals, as SPSS gives them.
  EXPECT_NE(paper.finding("survival", "interval").sentence.find("SPSS"), std::string::npos);
}

TEST(PublishedClaims, SixtyTwoOrSixtyThreeRespondersNotSixtyEight) {
  const Paper paper("ven-prs");
  const Finding& total = paper.finding("response-by-gene", "total");
  EXPECT_EQ(total.verdict, Verdict::cannot);
  EXPECT_EQ(total.fits, (Names{"62", "63"}));
  EXPECT_EQ(paper.finding("response-by-gene", "test").fits, Names{"63 pearson"});
  EXPECT_EQ(paper["response-by-white-cells"].verdict, Verdict::agrees);
  EXPECT_EQ(paper["response-by-platelets"].verdict, Verdict::agrees);
  EXPECT_EQ(paper.verdict("response-by-white-cells-molecular", "test"), Verdict::cannot);
  EXPECT_EQ(paper.verdict("response-by-platelets-molecular", "test"), Verdict::cannot);
}

TEST(PublishedClaims, IntervalsNarrowerThanCarriersAllow) {
  const Paper paper("ven-prs");
  EXPECT_EQ(paper.verdict("extramedullary-os-univariable", "information"), Verdict::cannot);
  EXPECT_EQ(paper.verdict("extramedullary-efs-univariable", "information"), Verdict::cannot);
  // 17.6 of 17 by the printed bounds, 16.4 if they were rounded inwards.
  EXPECT_EQ(paper.verdict("extramedullary-efs-multivariable", "information"), Verdict::only_if);
  EXPECT_EQ(paper.verdict("ptpn11-carriers-by-response", "information"), Verdict::cannot);
  EXPECT_EQ(paper.verdict("hma-os-univariable", "information"), Verdict::agrees);
}

TEST(PublishedClaims, Table4AgreesWithItself) {
  const Paper paper("ven-prs");
  for (const char* variable : {"extramedullary", "hma", "nf1", "ptpn11", "flt3", "tp53", "sf3b1"})
    for (const char* endpoint : {"os", "efs"})
      for (const char* model : {"univariable", "multivariable"}) {
        const std::string id = fmt::format("{}-{}-{}", variable, endpoint, model);
        if (id.starts_with("tp53-efs")) continue;  // not in that model
        EXPECT_EQ(paper.verdict(id, "centre"), Verdict::agrees) << id;
        EXPECT_EQ(paper.verdict(id, "p"), Verdict::agrees) << id;
        if (!id.ends_with("-multivariable")) continue;
        EXPECT_EQ(paper.verdict(id, "coefficient"), Verdict::agrees) << id;
      }
  EXPECT_EQ(paper.verdict("nf1-text-coefficient", "coefficient"), Verdict::cannot);
  EXPECT_EQ(paper.verdict("white-cells-hr", "centre"), Verdict::cannot);
}

TEST(PublishedClaims, ComparatorsHaveTwoDegreesOfFreedom) {
  const Paper paper("ven-prs");
  for (const char* id : {"breems-os", "breems-efs", "eln-os", "eln-efs"})
    EXPECT_EQ(paper.finding(id, "df").fits, Names{"2"}) << id;
  EXPECT_EQ(paper.verdict("eln-os", "p"), Verdict::agrees);
  EXPECT_EQ(paper.verdict("viale-a-os", "p"), Verdict::only_if);  // 0.21 against a log-rank's 0.18
  EXPECT_EQ(paper.finding("ven-prs-os", "df").fits, (Names{"2", "7"}));
}

TEST(PublishedClaims, TablesAndTextAgainstEachOther) {
  const Paper paper("ven-prs");
  for (const char* id : {"median-age", "hma-pretreated", "partial-remissions", "white-cells",
                         "median-os-by-group", "nf1-multivariable-twice", "risk-groups"})
    EXPECT_EQ(paper[id].verdict, Verdict::cannot) << id;
  for (const char* id : {"risk-groups-sum", "response-total", "overall-response", "extramedullary",
                         "flt3-kinds", "response-rates", "medians-entire-cohort"})
    EXPECT_EQ(paper[id].verdict, Verdict::agrees) << id;
  EXPECT_EQ(paper.finding("eln-of-240-or-known", "denominator").fits, Names{"240"});
  EXPECT_EQ(paper.finding("eln-table", "denominator").fits, Names{"195"});
  // 22 partial remissions in 66 patients, none in the other 174.
  EXPECT_EQ(paper.verdict("molecular-of-entire", "counts"), Verdict::only_if);
}
