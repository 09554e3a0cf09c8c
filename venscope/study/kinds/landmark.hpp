/// Requests for landmark analyses and Simon-Makuch curves that the emulation check makes itself.
#pragma once

#include "venscope/study/kinds/intervals.hpp"
#include "venscope/study/kinds/state_comparison.hpp"

#include <memory>
#include <vector>

namespace venscope::study {

std::unique_ptr<const KindRequest> landmark_request(ChangingCovariate state,
                                                    std::vector<double> landmarks,
                                                    StateOptions options);
std::unique_ptr<const KindRequest> simon_makuch_request(ChangingCovariate state, double from,
                                                        StateOptions options);

}  // namespace venscope::study
