#include "venscope/calculator/elsewhere.hpp"

#include <fmt/format.h>

namespace venscope::calculator {

void merge(const Profile& profile, const std::string& source, const cohort::Dictionary& dictionary,
           risk::Patient& patient, std::vector<std::string>& remarks) {
  for (const auto& [variable, value] : profile.values) {
    risk::Value& own = patient.values[variable];
    const bool same = own.level == value.level && own.number == value.number;
    if (own.known() && value.known() && !same) {
      const cohort::Variable& about = dictionary.variables[variable];
      remarks.push_back(fmt::format("{} is {} in the table and {} in {}; taken as not known",
                                    about.name, risk::value_text(about, own),
                                    risk::value_text(about, value), source));
      own = {};
    } else if (!own.known()) {
      own = value;
    }
  }
  remarks.insert(remarks.end(), profile.remarks.begin(), profile.remarks.end());
}

}  // namespace venscope::calculator
