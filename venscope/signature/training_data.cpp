#include "venscope/signature/training_data.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <numeric>

namespace venscope::signature {

namespace {

/// The codes that occur, ascending; a single 0 where there are no strata.
std::vector<std::int32_t> distinct_codes(std::span<const std::int32_t> strata) {
  if (strata.empty()) return {0};
  std::vector<std::int32_t> codes(strata.begin(), strata.end());
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

bool in_stratum(std::span<const std::int32_t> strata, std::size_t row, std::int32_t code) {
  return strata.empty() || strata[row] == code;
}

/// The resistance samples of these patients, as often as the patients are there.
std::vector<std::size_t> samples_of(const TrainingData& data,
                                    std::span<const std::size_t> patients) {
  std::vector<std::vector<std::size_t>> own(data.outcomes.size());
  for (std::size_t i = 0; i < data.resistance_patient.size(); ++i)
    own[data.resistance_patient[i]].push_back(i);
  std::vector<std::size_t> samples;
  for (const std::size_t patient : patients)
    samples.insert(samples.end(), own[patient].begin(), own[patient].end());
  return samples;
}

}  // namespace

Rows all_rows(const TrainingData& data) {
  Rows rows;
  rows.patients.resize(data.outcomes.size());
  std::iota(rows.patients.begin(), rows.patients.end(), std::size_t{0});
  rows.resistance.resize(data.resistance.size());
  std::iota(rows.resistance.begin(), rows.resistance.end(), std::size_t{0});
  return rows;
}

Rows bootstrap_rows(const TrainingData& data, std::uint64_t seed, std::size_t index) {
  RandomStream stream(seed, "bootstrap", index);
  Rows rows;
  const std::size_t n = data.outcomes.size(), m = data.resistance.size();
  for (const std::int32_t code : distinct_codes(data.strata)) {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < n; ++i)
      if (in_stratum(data.strata, i, code)) members.push_back(i);
    for (std::size_t i = 0; i < members.size(); ++i)
      rows.patients.push_back(members[static_cast<std::size_t>(stream.below(members.size()))]);
  }
  if (!data.resistance_patient.empty()) {
    rows.resistance = samples_of(data, rows.patients);
  } else {
    for (std::size_t i = 0; i < m; ++i)
      rows.resistance.push_back(static_cast<std::size_t>(stream.below(m)));
  }
  return rows;
}

Rows rows_of_patients(const TrainingData& data, std::span<const std::size_t> patients) {
  Rows rows;
  rows.patients.assign(patients.begin(), patients.end());
  rows.resistance =
      data.resistance_patient.empty() ? all_rows(data).resistance : samples_of(data, patients);
  return rows;
}

std::vector<std::int32_t> event_folds(const endpoint::Outcomes& outcomes,
                                      std::span<const std::size_t> patients, std::size_t folds,
                                      std::uint64_t seed, std::size_t index,
                                      std::span<const std::int32_t> strata) {
  RandomStream stream(seed, "signature folds", index);
  std::vector<std::int32_t> fold(patients.size());
  const std::vector<std::int32_t> codes = distinct_codes(strata);
  std::size_t dealt = 0;
  for (const bool with_event : {true, false})
    for (const std::int32_t code : codes) {
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < patients.size(); ++i)
        if ((outcomes.event[patients[i]] != 0) == with_event &&
            in_stratum(strata, patients[i], code))
          places.push_back(i);
      stream.shuffle(std::span<std::size_t>(places));
      for (const std::size_t place : places)
        fold[place] = static_cast<std::int32_t>(dealt++ % folds);
    }
  return fold;
}

endpoint::Outcomes outcomes_of(const endpoint::Outcomes& outcomes,
                               std::span<const std::size_t> rows) {
  endpoint::Outcomes chosen;
  for (const std::size_t row : rows) {
    if (outcomes.delayed_entry()) chosen.entry.push_back(outcomes.entry[row]);
    chosen.time.push_back(outcomes.time[row]);
    chosen.event.push_back(outcomes.event[row]);
  }
  return chosen;
}

std::vector<std::int32_t> codes_at(std::span<const std::int32_t> codes,
                                   std::span<const std::size_t> rows) {
  std::vector<std::int32_t> chosen;
  if (codes.empty()) return chosen;
  chosen.reserve(rows.size());
  for (const std::size_t row : rows) chosen.push_back(codes[row]);
  return chosen;
}

Matrix taken(const Matrix& values, std::span<const std::size_t> rows,
             std::span<const std::size_t> columns) {
  Matrix chosen(rows.size(), columns.size());
  for (std::size_t g = 0; g < columns.size(); ++g) {
    const std::span<const double> from = values.column(columns[g]);
    const std::span<double> to = chosen.column(g);
    for (std::size_t i = 0; i < rows.size(); ++i) to[i] = from[rows[i]];
  }
  return chosen;
}

}  // namespace venscope::signature
