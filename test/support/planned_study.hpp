/// The plan of a study in a folder of its own: a cohort of four patients, one of them a minor, who
/// is not included; and what is wrong with what stands beside it.
#pragma once

#include "support/shell.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/gene_sets.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/prepare_cohort.hpp"
#include "venscope/study/protocol.hpp"

#include <string>

#include <gtest/gtest.h>

namespace venscope::test {

class PlannedStudy : public testing::Test {
protected:
  /// What takes the place of a declared file, as an option of the command says it.
  using Replace = Problems (*)(study::Protocol&, const std::string&);
  explicit PlannedStudy(Replace replace) : replace_(replace) {}

  void write(const std::string& name, const std::string& text) const {
    write_file(path(name), text);
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }

  /// Reads the protocol, with `more` at its end, and makes the plan.
  Problems prepare(study::Plan& plan, const std::string& more,
                   const std::string& replace = {}) const {
    Problems problems;
    plan.protocol = study::read_protocol(
        "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
        "[[include]]\nkeep = 'age >= 18'\n[[endpoint]]\nid = 'OS'\ntitle = 'Overall "
        "survival'\ntime = 'months'\nunit = 'months'\nevent = 'died'\n" +
            more,
        path("p.toml"), {}, problems);
    if (!replace.empty())
      for (const Problem& problem : replace_(plan.protocol, replace)) problems.push_back(problem);
    auto cohort = study::prepare_cohort(plan.protocol, problems);
    study::prepare_validation_cohorts(plan, problems);
    plan.gene_sets = study::read_gene_sets(plan.protocol, problems);
    if (cohort) {
      plan.cohort = std::move(*cohort);
      study::make_plan(plan, problems);
    }
    return problems;
  }

  /// The problems, without the folder.
  std::string wrong(const std::string& more, const std::string& replace = {}) const {
    study::Plan plan;
    std::string text = to_text(prepare(plan, more, replace));
    for (std::size_t at; (at = text.find(folder_.path() + "/")) != std::string::npos;)
      text.erase(at, folder_.path().size() + 1);
    return text;
  }

private:
  Replace replace_;
  TemporaryFolder folder_;
};

}  // namespace venscope::test
