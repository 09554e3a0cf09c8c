/// A small sound study of two arms as files that a test then spoils; two_arms.toml is its protocol.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::test {

using Row = std::map<std::string, std::string>;

struct CsvFile {
  std::vector<std::string> columns;
  std::vector<Row> rows;

  std::string csv() const {
    std::string text = fmt::format("{}\n", fmt::join(columns, ","));
    for (const Row& row : rows) {
      std::vector<std::string> cells;
      for (const std::string& column : columns)
        cells.push_back(row.contains(column) ? row.at(column) : "");
      text += fmt::format("{}\n", fmt::join(cells, ","));
    }
    return text;
  }
  void drop(const std::string& column) { std::erase(columns, column); }
};

struct TwoArms {
  CsvFile cohort{{"id", "arm", "centre", "age", "lines", "start", "death", "last", "response",
                  "responded", "transplanted", "blasts", "best"},
                 {}},
      events{{"id", "term", "grade", "onset"}, {}}, course{{"id", "day", "il6"}, {}};

  void each(const std::function<void(Row&)>& change) {
    for (Row& row : cohort.rows) change(row);
  }
  void of_arm(const std::string& arm, const std::function<void(Row&)>& change) {
    each([&](Row& row) {
      if (row["arm"] == arm) change(row);
    });
  }
  /// These patients, and the records of them.
  void keep(const std::function<bool(const Row&)>& kept) {
    std::erase_if(cohort.rows, [&](const Row& row) { return !kept(row); });
    std::set<std::string> ids;
    for (const Row& row : cohort.rows) ids.insert(row.at("id"));
    for (CsvFile* file : {&events, &course})
      std::erase_if(file->rows, [&](const Row& row) { return !ids.contains(row.at("id")); });
  }
};

inline std::string day_of_2024(int n) {
  return fmt::format("2024-{:02}-{:02}", 1 + n / 28, 1 + n % 28);
}

/// Twelve under A (reference) and twelve under B, of three centres, without a pattern.
inline TwoArms two_arms() {
  TwoArms study;
  for (int i = 0; i < 24; ++i) {
    const int end = 40 + (i * 37) % 200;
    const bool dies = i % 5 != 0, responds = (i * 7) % 3 != 0;
    Row row{{"id", fmt::format("p{}", i + 1)},
            {"arm", i % 2 == 0 ? "A" : "B"},
            {"centre", i % 3 == 0   ? "x"
                       : i % 3 == 1 ? "y"
                                    : "z"},
            {"age", fmt::format("{}", 45 + (i * 11) % 30)},
            {"lines", (i * 5) % 7 < 4 ? "one" : "more"},
            {"start", day_of_2024(0)},
            {"death", dies ? day_of_2024(end) : ""},
            {"last", day_of_2024(end)},
            {"response", responds ? "CR" : "RD"},
            {"responded", responds ? day_of_2024(20 + i % 9) : ""},
            {"transplanted", i % 4 == 1 ? day_of_2024(33 + i % 5) : ""},
            {"blasts", fmt::format("{}", 20 + i)},
            {"best", fmt::format("{}", responds ? 2 : 15 + i)}};
    study.cohort.rows.push_back(row);
    for (const char* term : {"Nausea", "CRS"})
      if ((i + *term) % 3 != 0)
        study.events.rows.push_back({{"id", row["id"]},
                                     {"term", term},
                                     {"grade", fmt::format("{}", 1 + i % 4)},
                                     {"onset", day_of_2024(2 + i)}});
    for (const int visit : {0, 7, 14})
      study.course.rows.push_back({{"id", row["id"]},
                                   {"day", fmt::format("{}", visit)},
                                   {"il6", fmt::format("{}", 4 + (i * visit) % 23)}});
  }
  return study;
}

}  // namespace venscope::test
