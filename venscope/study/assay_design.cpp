#include "venscope/study/assay_design.hpp"

#include "venscope/study/assay_columns.hpp"

#include <fmt/format.h>

namespace venscope::study {

void check_design(const AssayDesign& design, Problems& problems) {
  if (design.paired && design.nested)
    problems.push_back({"assay.paired_and_nested",
                        {},
                        "units cannot be both paired and nested",
                        "one of --paired and --nested",
                        ""});
  if ((design.paired || design.nested) && design.unit.empty())
    problems.push_back({"assay.no_unit",
                        {},
                        "paired or nested units need a column that names them",
                        "--unit COLUMN",
                        ""});
}

void check_units(const AssayDesign& design, const assay::MeasuredRows& rows,
                 const std::vector<std::string>& units, std::string_view found,
                 std::string_view parts, Problems& problems) {
  if (design.unit.empty() || design.paired || design.nested) return;
  std::vector<std::string> names;
  for (const std::int32_t unit : assay::units_across_cells(rows))
    names.push_back(units[static_cast<std::size_t>(unit)]);
  if (names.empty()) return;
  problems.push_back(
      {"assay.unit_across",
       {"", 0, design.unit},
       fmt::format("{} {} {}: {}", names.size(), names.size() == 1 ? "unit has" : "units have",
                   found, some_of(names)),
       "",
       fmt::format(
           "say paired (--paired, in a protocol units = \"paired\") if a unit was split "
           "between the {}, nested (--nested, units = \"nested\") if its name merely counts "
           "within each",
           parts),
       Fault::analysis});
}

}  // namespace venscope::study
