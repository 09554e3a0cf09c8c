/// Logarithms of the tails of Student's t and Fisher's F, and quantiles from them: where thousands
/// of tests are ranked, some tails are smaller than the smallest double.
/// Right by: reference/base/log_tails (R: pt, qt, pf, qf with log.p = TRUE), laws/base/log_tails.
#pragma once

namespace venscope {

/// log P(F > f) and log P(F <= f), for df1 and df2 degrees of freedom; df2 may be infinite
/// (chi-squared / df1). NaN outside f >= 0 and positive degrees of freedom.
double log_f_upper(double f, double df1, double df2);
double log_f_lower(double f, double df1, double df2);

/// f with log P(F > f) = log_p, and f with log P(F <= f) = log_p; log_p < 0. By Newton's method on
/// log f, to rounding.
double f_from_log_upper(double log_p, double df1, double df2);
double f_from_log_lower(double log_p, double df1, double df2);

/// log P(T > t), t >= 0.
double log_student_t_upper(double t, double df);
/// t >= 0 with log P(T > t) = log_p, for log_p <= log 0.5.
double student_t_from_log_upper(double log_p, double df);

/// Density of F.
double f_density(double f, double df1, double df2);

}  // namespace venscope
