/// What the data of a study cannot carry, with the number that shows it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

struct Limitation {
  std::string id;    ///< what is the matter, the same word for the same matter: few_events, …
  std::string text;  ///< one sentence with its number, without the full stop
  std::vector<std::pair<std::string, double>> numbers = {};  ///< at full precision, by name
};

}  // namespace venscope::study
