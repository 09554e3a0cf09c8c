/// What an analysis of kind "swimmer" shows, and how it is told.
#pragma once

#include "venscope/course/lanes.hpp"
#include "venscope/report/figure/swimmer_figure.hpp"
#include "venscope/study/kind.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace venscope::study {

class SwimmerFinding final : public Finding {
public:
  report::SwimmerFigure figure;  ///< the lanes that are drawn
  course::Lanes lanes;           ///< those of all patients with follow-up
  std::size_t left_out = 0;      ///< patients without
  course::LaneOrder order = course::LaneOrder::duration;

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;

private:
  using Lane = report::SwimmerLane;
  std::size_t groups() const;
  /// The lanes of a group for which something holds.
  std::size_t count_lanes(std::size_t g, const std::function<bool(const Lane&)>& holds) const;
  std::size_t lanes_of(std::size_t g) const;
  std::size_t with_event(std::size_t g) const;
  std::size_t with_phase(std::size_t g, std::size_t k) const;
  std::size_t with_mark(std::size_t g, std::size_t k) const;
  /// The lanes of patients, by their number from the top; those not drawn have none.
  std::vector<std::string> numbers_of(const std::vector<std::size_t>& patients) const;
  std::string caption(const Step& step) const;
  report::Table table(const Step& step) const;
};

}  // namespace venscope::study
