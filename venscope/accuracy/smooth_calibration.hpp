/// The smooth curve of calibration(): observed risks from a Cox model of the predicted ones.
#pragma once

#include "venscope/accuracy/calibration.hpp"

namespace venscope::accuracy {

/// `transformed` is log(-log(1 - risk)), finite. Problems: those of survival::cox; accuracy.smooth
/// where all risks are equal.
Result<SmoothCalibration> smooth_calibration(const endpoint::Outcomes& outcomes,
                                             std::span<const double> risk,
                                             std::span<const double> transformed, double time,
                                             const CalibrationOptions& options);

}  // namespace venscope::accuracy
