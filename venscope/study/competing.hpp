/// Analyses of competing risks: what `venscope fit cuminc` and `fit finegray` answer.
#pragma once

#include "venscope/report/json.hpp"
#include "venscope/study/analysis.hpp"
#include "venscope/survival/cumulative_incidence.hpp"
#include "venscope/survival/fine_gray.hpp"
#include "venscope/survival/gray_test.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct IncidenceOptions {
  survival::CumulativeIncidenceOptions curve;
  std::vector<double> times;  ///< at which incidence is read off
  double rho = 0;             ///< of Gray's test
  std::optional<std::string> weights = {};
  std::optional<std::string> censored = {};  ///< the value of the event column that means censored

  formula::FrameOptions frame() const {
    return {.weights = weights, .competing = true, .censored = censored, .grouping = true};
  }
};

/// The curves of one group. `at` is by cause and time asked for; beyond the last time of the group
/// incidence is undefined unless everyone has had an event: NaN.
struct IncidenceStratum {
  std::string name;  ///< "sex=M"; "all" without groups
  survival::CumulativeIncidence fit;
  std::vector<std::vector<survival::IncidenceReading>> at;
};

struct IncidenceAnalysis {
  formula::ModelFrame frame;  ///< `causes` are those of the curves, in their order
  IncidenceOptions options;
  std::vector<IncidenceStratum> strata;
  std::vector<survival::GrayTest> gray;  ///< by cause; empty where there is nothing to compare
};

/// Cumulative incidence of each cause of `Surv(time, cause) ~ group`, with Gray's test of each
/// where there are two groups or more. strata() stratifies the test and leaves the curves alone, as
/// in R's cmprsk. The test is left out, with a warning, under delayed entry and with weights.
Result<IncidenceAnalysis> analyse_incidence(std::string_view formula, const cohort::Table& table,
                                            const IncidenceOptions& options = {});

report::Json to_json(const IncidenceAnalysis& analysis);

struct FineGrayAnalysisOptions {
  survival::FineGrayOptions fit;
  std::string cause;  ///< as its column writes it; "" for the first
  std::optional<std::string> censored = {};

  formula::FrameOptions frame() const { return {.competing = true, .censored = censored}; }
};

struct FineGrayAnalysis {
  formula::ModelFrame frame;
  std::string cause;
  survival::FineGrayFit fit;
};

/// Fine and Gray's model of one cause of `Surv(time, cause) ~ terms`.
Result<FineGrayAnalysis> analyse_fine_gray(std::string_view formula, const cohort::Table& table,
                                           const FineGrayAnalysisOptions& options = {});

/// The keys of a Cox model, and of each term `naive_se`.
report::Json to_json(const FineGrayAnalysis& analysis);

}  // namespace venscope::study
