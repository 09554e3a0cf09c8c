#include "venscope/study/report_files.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/study/report_page.hpp"
#include "venscope/study/results_json.hpp"

namespace venscope::study {

Result<std::vector<report::File>> report_files(const Plan& plan, const StudyResult& result,
                                               std::string_view version, unsigned threads) {
  const report::Page page = make_page(plan, result, version);
  const std::vector<const report::Figure*> figures = report::figures(page);
  std::vector<Result<std::vector<report::File>>> drawn(figures.size());
  std::vector<report::File> files{{"index.html", {}}, {"results.json", {}}};
  parallel_for(2 + figures.size(), threads, [&](std::size_t i) {
    if (i == 0)
      files[0].bytes = report::html(page);
    else if (i == 1)
      files[1].bytes = results_json(plan, result, version);
    else
      drawn[i - 2] = report::files(*figures[i - 2]);
  });
  const auto add = [&](std::vector<report::File> more) {
    std::move(more.begin(), more.end(), std::back_inserter(files));
  };
  for (const report::Table* table : report::tables(page)) add(report::files(*table));
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (const Finding* finding = result.steps[i].finding())
      add(finding->files(plan, plan.steps[i]));
  Problems problems;
  for (auto& figure : drawn) {
    if (figure)
      add(std::move(*figure));
    else
      problems.insert(problems.end(), figure.error().begin(), figure.error().end());
  }
  if (!problems.empty()) return failure(std::move(problems));
  return files;
}

}  // namespace venscope::study
