/// Any text is a protocol or a list of problems. A protocol without problems is planned and run on
/// a few patients, and comes out as a report that shows no number that is none.
#include "fuzz/require.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/report/page.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/report_page.hpp"
#include "venscope/study/results_json.hpp"
#include "venscope/study/run.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>

using namespace venscope;
using fuzz::require;

namespace {

constexpr std::string_view patients =
    "patient,time,status,start,last,death,age,sex,stage,wbc,center,FLT3\n"
    "1,5,1,2001-01-01,2001-06-05,2001-06-05,61,male,1,3.5,A,mutated\n"
    "2,6,0,2001-02-01,2001-08-11,,45,female,2,,A,wild_type\n"
    "3,6,1,2001-02-03,2001-08-07,2001-08-07,70,female,2,120,B,not tested\n"
    "4,2.5,1,2001-03-01,2001-05-14,2001-05-14,38,male,3,0.1,B,mutated\n"
    "5,9,0,2001-03-09,2001-12-09,,NA,male,1,8,A,wild_type\n"
    "6,9,1,2001-04-01,2002-01-03,2002-01-03,55,female,3,15.25,B,wild_type\n"
    "7,12,0,2001-04-02,2002-04-02,,49,,1,2,A,mutated\n"
    "8,30,1,2001-05-17,2003-12-01,2003-12-01,66,female,2,44,B,\n";

/// The patients as a file, once per process and gone with it.
class CohortFile {
public:
  CohortFile() : path_("/tmp/venscope-fuzz-" + std::to_string(getpid()) + ".csv") {
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    require(file != nullptr);
    require(std::fwrite(patients.data(), 1, patients.size(), file) == patients.size());
    require(std::fclose(file) == 0);
  }
  ~CohortFile() { std::remove(path_.c_str()); }
  CohortFile(const CohortFile&) = delete;
  CohortFile& operator=(const CohortFile&) = delete;
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

/// Whether `word` stands in the text as a word of its own, in any case.
bool says(std::string_view text, std::string_view word) {
  const auto letter = [&](std::size_t at) {
    return at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0;
  };
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  for (auto at = text.begin();; ++at) {
    at = std::search(at, text.end(), word.begin(), word.end(), same);
    if (at == text.end()) return false;
    const auto begin = static_cast<std::size_t>(at - text.begin());
    if ((begin == 0 || !letter(begin - 1)) && !letter(begin + word.size())) return true;
  }
}

void run_to_the_report(const study::Plan& plan, std::string_view protocol) {
  const study::StudyResult result = study::run(plan);
  require(result.steps.size() == plan.steps.size());
  for (const study::StepResult& step : result.steps) require(step.done() == step.problems.empty());
  require(!study::results_json(plan, result, "fuzz").empty());
  const std::string page = report::html(study::make_page(plan, result, "fuzz"));
  for (const std::string_view word : {"nan", "inf"})
    require(says(protocol, word) || !says(page, word));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const CohortFile cohort_file;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  study::Plan plan;
  Problems problems;
  plan.protocol = study::read_protocol(text, "fuzz.toml", {}, problems);
  to_text(problems);
  plan.protocol.cohort.path = cohort_file.path();
  for (study::RecordsRequest& records : plan.protocol.records)
    records.source.path = cohort_file.path();
  auto cohort = study::prepare_cohort(plan.protocol, problems);
  require(cohort || !problems.empty());
  if (!problems.empty()) {
    to_text(problems);
    return 0;
  }
  plan.cohort = std::move(*cohort);
  study::make_plan(plan, problems);
  to_text(problems);
  if (problems.empty() && plan.steps.size() <= 12) run_to_the_report(plan, text);
  return 0;
}
