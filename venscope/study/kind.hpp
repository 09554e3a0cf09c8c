/// The kinds of analysis that bring everything of their own: what a protocol may say of them, how
/// they are run, and how their findings are told. To add one: CONTRIBUTING.md.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/base/section.hpp"
#include "venscope/report/json.hpp"
#include "venscope/report/page.hpp"
#include "venscope/study/limitation.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::study {

struct AnalysisDefaults;
struct Plan;
struct Protocol;
struct Step;
struct StudyResult;

/// Genes that an analysis calls, such as those with q below a limit, and those it looked at.
struct GeneCalls {
  /// Lists by name, such as "higher" and "lower".
  std::vector<std::pair<std::string, std::vector<std::string>>> called;
  std::vector<std::string> tested;    ///< could have been called
  std::vector<std::string> measured;  ///< of the matrix
};

/// What one step found.
class Finding {
public:
  virtual ~Finding() = default;
  /// The keys of results.json; where there is a `venscope fit` of this kind, the same.
  virtual report::Json json() const = 0;
  /// Figures and tables. Their ids begin with the step's.
  virtual std::vector<report::Block> blocks(const Plan& plan, const Step& step) const = 0;
  /// What stands in the appendix of the report instead: further tests, whole models.
  virtual std::vector<report::Block> appendix(const Plan&, const Step&) const { return {}; }
  virtual std::vector<std::string> warnings() const { return {}; }
  /// Sentences for the methods of the report; each is said once, however many steps have it.
  virtual std::vector<std::string> methods(const Plan&, const Step&) const { return {}; }
  /// Lines for the terminal, without the break at their end.
  virtual std::vector<std::string> summary(const Plan&, const Step&) const { return {}; }
  /// What this finding cannot carry, each with its number: for the limitations of the report.
  virtual std::vector<Limitation> limitations(const Plan&, const Step&) const { return {}; }
  /// What it answers of the reporting checklist, by the keys of reporting/tripod-ai.toml:
  /// "internal_validation" -> "200 bootstrap resamples of the whole derivation".
  virtual std::vector<std::pair<std::string, std::string>> reporting(const Plan&,
                                                                     const Step&) const {
    return {};
  }
  /// Files of its own beside figures and tables, such as a model card.
  virtual std::vector<report::File> files(const Plan&, const Step&) const { return {}; }
  /// The model card that it made, as JSON; "" where it made none.
  virtual std::string_view card() const { return {}; }
  /// Genes for an analysis of over-representation; unset where it calls none.
  virtual std::optional<GeneCalls> gene_calls(const Plan&) const { return {}; }
};

/// What a running analysis is given beside plan and step.
struct RunContext {
  unsigned threads = 1;        ///< 1 unless `work` is more than 1
  std::function<void()> tick;  ///< to be called once per unit of work, from any thread
  /// Of a `last` analysis: what the others found, as the plan's steps.
  const StudyResult* earlier = nullptr;
};

/// What an [[analysis]] of one of these kinds asks for.
class KindRequest {
public:
  virtual ~KindRequest() = default;
  /// What is done, for the reader: "Time-dependent ROC curves". The plan puts the endpoint before
  /// it.
  virtual std::string title(const Plan& plan) const = 0;
  /// Columns of the cohort that must be there, each with the entry that names it.
  virtual std::vector<std::pair<std::string, std::string>> columns() const { return {}; }
  /// Ids of the validation cohorts that it looks at.
  virtual std::vector<std::string> cohorts() const { return {}; }
  /// Id of the model card that it makes; "" of one that makes none.
  virtual std::string makes_model(const Step&) const { return {}; }
  /// Runs when all others are done, in the order of the protocol among its like, and is given what
  /// was found before.
  virtual bool last() const { return false; }
  /// Whether its finding has gene_calls().
  virtual bool calls_genes() const { return false; }
  /// Anything else that can be wrong with the declaration on this cohort.
  virtual void check(const Plan&, const Step&, Problems&) const {}
  /// Units of work. An analysis with more than one, such as a bootstrap, runs when the small ones
  /// are done and uses all threads itself.
  virtual std::size_t work() const { return 1; }
  /// Deterministic, whatever the number of threads. The patients are `*step.table`.
  virtual Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                                     const RunContext& context) const = 0;
};

struct Kind {
  std::string_view name;     ///< in the protocol
  std::string_view heading;  ///< of the part of the report where it stands
  bool of_endpoint = true;   ///< a step for each endpoint; else one step
  /// Reads the entries of its own; id, title, endpoint, where and population are read by all.
  std::unique_ptr<const KindRequest> (*read)(Section& section, const Protocol& protocol,
                                             const AnalysisDefaults& defaults) = nullptr;
  /// An entry that stands in place of an endpoint: with it, one step and no endpoint.
  std::string_view instead_of_endpoint = {};
  /// Without an endpoint: its part of the report follows those of the endpoints.
  bool after_endpoints = false;
};

/// All of them, in the order of the report's parts.
std::span<const Kind> kinds();

}  // namespace venscope::study
