/// The tables of an analysis of kind "course".
#pragma once

#include "venscope/study/kinds/course_finding.hpp"
#include "venscope/study/plan.hpp"

namespace venscope::study {

/// Groups at every visit, their difference and its test.
report::Table visits_table(const CourseFinding& finding, const Step& step);
/// The same of the changes from the baseline.
report::Table changes_table(const CourseFinding& finding, const Step& step);
/// Area, peak and time to it.
report::Table measures_table(const CourseFinding& finding, const Step& step);
/// Who was measured at each visit, and where the others were.
report::Table measured_table(const CourseFinding& finding, const Step& step);

}  // namespace venscope::study
