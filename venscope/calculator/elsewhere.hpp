/// What is known of patients from another source than their table, such as a list of mutations.
#pragma once

#include "venscope/risk/patient.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace venscope::calculator {

/// Values that some patients share. A value of `not_tested` says that the source is silent.
struct Profile {
  std::vector<std::pair<std::size_t, risk::Value>> values;  ///< variable of the dictionary, value
  std::vector<std::string> remarks;
};

struct Elsewhere {
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::string name;  ///< of the source, in remarks
  std::vector<Profile> profiles;
  std::uint32_t otherwise = 0;        ///< the profile of a patient that the source does not name
  std::vector<std::string> patients;  ///< in the order in which they were met
  std::vector<std::uint32_t> profile_of;                                      ///< of each
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> index;  ///< of `patients`
};

/// Adds the profile's values to those of the table. Where both know a value and differ, it is taken
/// as not known, and `remarks` says so.
void merge(const Profile& profile, const std::string& source, const cohort::Dictionary& dictionary,
           risk::Patient& patient, std::vector<std::string>& remarks);

}  // namespace venscope::calculator
