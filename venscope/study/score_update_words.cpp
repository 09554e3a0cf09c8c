#include "venscope/study/score_update.hpp"

namespace venscope::study {

using accuracy::Update;

std::string_view name_of(Update update) {
  switch (update) {
    case Update::original:
      return "original";
    case Update::in_the_large:
      return "in_the_large";
    case Update::slope:
      return "slope";
    case Update::baseline:
      return "baseline";
    case Update::slope_and_baseline:
      return "slope_and_baseline";
    case Update::refit:
      break;
  }
  return "refit";
}

std::string words_of(Update update) {
  switch (update) {
    case Update::original:
      return "the score as it is";
    case Update::in_the_large:
      return "calibration in the large: the baseline hazard times a constant";
    case Update::slope:
      return "calibration in the large and slope: the baseline hazard and the score each times a "
             "constant";
    case Update::baseline:
      return "a new baseline hazard, the score as it is";
    case Update::slope_and_baseline:
      return "a new baseline hazard, the score times a constant";
    case Update::refit:
      break;
  }
  return "a new baseline hazard and new points for every term";
}

std::string short_words_of(Update update) {
  switch (update) {
    case Update::original:
      return "the score as it is";
    case Update::in_the_large:
      return "calibration in the large";
    case Update::slope:
      return "calibration in the large and slope";
    case Update::baseline:
      return "new baseline hazard";
    case Update::slope_and_baseline:
      return "new baseline hazard and slope";
    case Update::refit:
      break;
  }
  return "refit of every term";
}

}  // namespace venscope::study
