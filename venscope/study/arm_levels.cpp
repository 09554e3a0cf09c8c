#include "venscope/study/arm_levels.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/response/contingency.hpp"

namespace venscope::study {

std::string arm_words(const std::string& name) {
  return name.empty() ? "All patients" : report::level_words(name);
}

ArmLevels arm_levels(const cohort::Table& table, const std::string& column) {
  ArmLevels arms;
  const cohort::Column* found = table.find(column);
  if (column.empty() || !found) {
    arms.names = {""};
    arms.code.assign(table.rows, 0);
    arms.n = {static_cast<std::int64_t>(table.rows)};
    return arms;
  }
  const response::Levels levels = response::levels_of(*found);
  std::vector<std::int64_t> n(levels.names.size(), 0);
  for (const std::int32_t code : levels.code)
    if (code >= 0)
      ++n[static_cast<std::size_t>(code)];
    else
      ++arms.n_missing;
  std::vector<std::int32_t> kept(n.size(), -1);
  for (std::size_t level = 0; level < n.size(); ++level) {
    if (n[level] == 0) continue;
    kept[level] = static_cast<std::int32_t>(arms.names.size());
    arms.names.push_back(levels.names[level]);
    arms.n.push_back(n[level]);
  }
  for (const std::int32_t code : levels.code)
    arms.code.push_back(code < 0 ? -1 : kept[static_cast<std::size_t>(code)]);
  return arms;
}

}  // namespace venscope::study
