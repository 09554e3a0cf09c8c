#include "venscope/dose/shape_together.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace venscope::dose {

namespace {

/// The curves that are looked at.
class Lanes {
public:
  explicit Lanes(std::size_t doses)
      : doses_(doses),
        log_dose_(doses * shape_lanes),
        weight_(log_dose_),
        mean_(log_dose_),
        room_(2 * doses * shape_lanes) {
    total_.fill(1);  // of a lane without a curve
  }

  ShapeSearch* of(std::size_t lane) const { return search_[lane]; }

  void put(std::size_t lane, ShapeSearch* search) {
    search_[lane] = search;
    if (!search) return;
    ShapeQuestion own;
    search->ask(own);
    total_[lane] = *own.total;
    for (std::size_t j = 0; j < doses_; ++j) {
      const std::size_t at = j * shape_lanes + lane;
      const bool there = j < own.doses;
      log_dose_[at] = there ? own.log_dose[j] : 0;
      weight_[at] = there ? own.weight[j] : 0;
      mean_[at] = there ? own.mean[j] : 0;
    }
  }

  void look() {
    for (std::size_t lane = 0; lane < shape_lanes; ++lane) {
      if (!search_[lane]) continue;
      const ShapeNode& at = search_[lane]->trial();
      log_steepness_[lane] = at.log_steepness;
      log_ic50_[lane] = at.log_ic50;
      sign_[lane] = at.sign;
    }
    ShapeAnswer answer;
    shape_kernel()({doses_, log_dose_.data(), weight_.data(), mean_.data(), total_.data(),
                    log_steepness_.data(), log_ic50_.data(), sign_.data(), room_.data()},
                   answer);
    for (std::size_t lane = 0; lane < shape_lanes; ++lane)
      if (search_[lane]) search_[lane]->take(answer, lane);
  }

private:
  std::size_t doses_;
  std::vector<double> log_dose_, weight_, mean_, room_;
  ShapeAnswer::Numbers total_{}, log_steepness_{}, log_ic50_{}, sign_{};
  std::array<ShapeSearch*, shape_lanes> search_{};
};

}  // namespace

void seek_together(std::span<ShapeSearch* const> searches) {
  std::size_t doses = 0;
  for (const ShapeSearch* search : searches) {
    ShapeQuestion question;
    search->ask(question);
    doses = std::max(doses, question.doses);
  }
  Lanes lanes(doses);
  auto next = searches.begin();
  const auto next_search = [&]() -> ShapeSearch* {
    while (next != searches.end())
      if (ShapeSearch* const search = *next++; search->seeking()) return search;
    return nullptr;
  };
  for (bool any = true; any;) {
    any = false;
    for (std::size_t lane = 0; lane < shape_lanes; ++lane) {
      if (!lanes.of(lane) || !lanes.of(lane)->seeking()) lanes.put(lane, next_search());
      any |= lanes.of(lane) != nullptr;
    }
    if (any) lanes.look();
  }
}

}  // namespace venscope::dose
