/// What an analysis of kind "course" found, and how it is told.
#pragma once

#include "venscope/study/course_analysis.hpp"
#include "venscope/study/kind.hpp"

#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

class CourseFinding final : public Finding {
public:
  explicit CourseFinding(CourseAnalysis found) : analysis(std::move(found)) {}
  const CourseAnalysis analysis;

  report::Json json() const override { return to_json(analysis); }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;

  const CourseOptions& options() const { return analysis.options; }
  std::size_t groups() const { return analysis.patients.groups; }
  /// How the groups' values of a measure are summarised: as declared, but a time to the peak by its
  /// median where the rest are geometric means.
  course::Centre centre_of(course::Measure measure) const;
  /// "95% CI", "quartiles".
  std::string limits_words(course::Centre centre) const;
};

/// -7 -> "−7".
std::string time_number(double time);
/// "Day 7".
std::string visit_name(const CourseAnalysis& analysis, double time);

}  // namespace venscope::study
