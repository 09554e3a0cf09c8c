/// Kind imputation: the traces, and survival by group over the imputations.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/imputed_cox.hpp"
#include "venscope/study/imputed_curves.hpp"

namespace venscope::study {

report::Figure trace_figure(const Plan& plan, const Step& step, const ImputedCox& analysis);
report::Figure imputed_curve_figure(const Plan& plan, const Step& step, const ImputedCox& analysis,
                                    const ImputedCurves& curves);
report::Table imputed_curve_table(const Plan& plan, const Step& step, const ImputedCurves& curves);

}  // namespace venscope::study
