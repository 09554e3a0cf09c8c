#include "venscope/study/drug_responses.hpp"

#include "venscope/cohort/problem_log.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/records.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::study {
namespace {

constexpr std::size_t no_drug = static_cast<std::size_t>(-1);

/// One row that counts: whose, of which drug, and where it stands.
struct Response {
  std::size_t drug, patient, row;
};

class ResponseReading {
public:
  ResponseReading(const cohort::Table& table, std::span<const std::size_t> patient,
                  std::size_t patients, const ResponseColumns& columns,
                  const CensoringLimits& limits, RepeatedResponse rule)
      : table_(table),
        patient_(patient),
        patients_(patients),
        columns_(columns),
        limits_(limits),
        rule_(rule) {}

  Result<ResponseTable> run() {
    collect();
    for (const Response& response : responses_) take_limits(response);
    for (std::size_t from = 0; from < responses_.size();) {
      std::size_t to = from + 1;
      while (to < responses_.size() && responses_[to].drug == responses_[from].drug &&
             responses_[to].patient == responses_[from].patient)
        ++to;
      add(std::span(responses_).subspan(from, to - from));
      from = to;
    }
    if (!log_.empty()) return failure(log_.take());
    return std::move(found_);
  }

private:
  void collect() {
    std::vector<std::size_t> drug_of_level(columns_.drug->levels.size(), no_drug);
    for (std::size_t row = 0; row < patient_.size(); ++row) {
      if (patient_[row] == not_in_step) continue;
      ++found_.rows;
      if (columns_.drug->missing(row)) {
        ++found_.without_drug;
        continue;
      }
      const auto level = static_cast<std::size_t>(columns_.drug->code[row]);
      drug_of_level[level] = 0;
      if (columns_.value->missing(row))
        ++found_.without_value;
      else
        responses_.push_back({level, patient_[row], row});
    }
    for (std::size_t level = 0; level < drug_of_level.size(); ++level) {
      if (drug_of_level[level] == no_drug) continue;
      drug_of_level[level] = found_.drugs.size();
      found_.drugs.push_back({columns_.drug->levels[level],
                              std::vector<double>(patients_, cohort::missing_number), 0, limits_});
    }
    for (Response& response : responses_) response.drug = drug_of_level[response.drug];
    // Rows of a pair stay in the order of the file.
    std::stable_sort(responses_.begin(), responses_.end(),
                     [](const Response& a, const Response& b) {
                       return a.drug != b.drug ? a.drug < b.drug : a.patient < b.patient;
                     });
    own_cap_.assign(found_.drugs.size(), false);
    own_floor_.assign(found_.drugs.size(), false);
  }

  Place place(std::size_t row, const cohort::Column& column) const {
    return {table_.file, table_.line[row], column.name};
  }

  void take_limits(const Response& response) {
    CensoringLimits& limits = found_.drugs[response.drug].limits;
    take_limit(columns_.cap, response, limits.above, own_cap_);
    take_limit(columns_.floor, response, limits.below, own_floor_);
  }

  void take_limit(const cohort::Column* column, const Response& response,
                  std::optional<double>& limit, std::vector<bool>& own) {
    if (!column || column->missing(response.row)) return;
    const double here = column->number[response.row];
    if (own[response.drug] && *limit != here)
      log_.add("study.two_limits", column->name, [&] {
        return Problem{
            "", place(response.row, *column),
            fmt::format("says {} of '{}', of which {} was said before", report::exact(here),
                        found_.drugs[response.drug].drug, report::exact(*limit)),
            "one limit for each drug", "give what was tested with other doses a name of its own"};
      });
    limit = here;
    own[response.drug] = true;
  }

  void add(std::span<const Response> pair) {
    DrugResponses& drug = found_.drugs[pair.front().drug];
    values_.clear();
    for (const Response& response : pair) values_.push_back(columns_.value->number[response.row]);
    if (pair.size() > 1) {
      ++found_.repeated;
      found_.repeated_rows += pair.size();
    }
    ++drug.n;
    drug.value[pair.front().patient] = pair.size() == 1 ? values_.front() : together(pair, drug);
  }

  double together(std::span<const Response> pair, const DrugResponses& drug) {
    const bool limited = drug.limits.above || drug.limits.below;
    const auto n = static_cast<double>(values_.size());
    switch (rule_) {
      case RepeatedResponse::refuse:
        log_.add("study.response_twice", columns_.drug->name, [&] {
          return Problem{"", place(pair[1].row, *columns_.drug),
                         fmt::format("is a second value of '{}' for the patient of line {}",
                                     drug.drug, table_.line[pair[0].row]),
                         "one value for each drug of a patient",
                         "correct it, or say what stands for several: duplicates = 'median', "
                         "'first', 'lowest', 'highest' …"};
        });
        break;
      case RepeatedResponse::first:
        break;
      case RepeatedResponse::lowest:
        return *std::min_element(values_.begin(), values_.end());
      case RepeatedResponse::highest:
        return *std::max_element(values_.begin(), values_.end());
      case RepeatedResponse::median: {
        std::sort(values_.begin(), values_.end());
        const std::size_t lower = (values_.size() - 1) / 2;
        return limited ? values_[lower] : (values_[lower] + values_[values_.size() / 2]) / 2;
      }
      case RepeatedResponse::mean:
        if (limited) refuse_mean(pair, drug);
        return std::accumulate(values_.begin(), values_.end(), 0.0) / n;
      case RepeatedResponse::geometric_mean: {
        if (limited) refuse_mean(pair, drug);
        double sum = 0;
        for (std::size_t i = 0; i < values_.size(); ++i) {
          if (!(values_[i] > 0)) refuse_logarithm(pair[i], drug);
          sum += std::log(values_[i]);
        }
        return std::exp(sum / n);
      }
    }
    return values_.front();
  }

  void refuse_mean(std::span<const Response> pair, const DrugResponses& drug) {
    log_.add("study.mean_of_censored", columns_.value->name, [&] {
      return Problem{"", place(pair[1].row, *columns_.value),
                     fmt::format("'{}' has a limit beyond which values are not known, and their "
                                 "mean with them",
                                 drug.drug),
                     "a rule by order", "duplicates = 'median', 'lowest', 'highest' or 'first'"};
    });
  }

  void refuse_logarithm(const Response& response, const DrugResponses& drug) {
    log_.add("study.not_positive", columns_.value->name, [&] {
      return Problem{
          "", place(response.row, *columns_.value),
          fmt::format("a value of '{}' is not above zero, and has no logarithm", drug.drug),
          "values above zero", "duplicates = 'median' or 'mean'"};
    });
  }

  const cohort::Table& table_;
  std::span<const std::size_t> patient_;
  std::size_t patients_;
  const ResponseColumns& columns_;
  const CensoringLimits& limits_;
  RepeatedResponse rule_;
  ResponseTable found_;
  std::vector<Response> responses_;
  std::vector<bool> own_cap_, own_floor_;
  std::vector<double> values_;
  cohort::ProblemLog log_;
};

}  // namespace

std::string_view name_of(RepeatedResponse rule) {
  switch (rule) {
    case RepeatedResponse::refuse:
      return "refuse";
    case RepeatedResponse::first:
      return "first";
    case RepeatedResponse::lowest:
      return "lowest";
    case RepeatedResponse::highest:
      return "highest";
    case RepeatedResponse::median:
      return "median";
    case RepeatedResponse::mean:
      return "mean";
    case RepeatedResponse::geometric_mean:
      return "geometric_mean";
  }
  return "";
}

Result<ResponseTable> drug_responses(const cohort::Table& table,
                                     std::span<const std::size_t> patient, std::size_t patients,
                                     const ResponseColumns& columns, const CensoringLimits& limits,
                                     RepeatedResponse rule) {
  return ResponseReading(table, patient, patients, columns, limits, rule).run();
}

}  // namespace venscope::study
