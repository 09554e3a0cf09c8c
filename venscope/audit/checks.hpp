/// One function for each kind of claim: what the printed numbers say about each other.
#pragma once

#include "venscope/audit/claims.hpp"
#include "venscope/audit/finding.hpp"

#include <span>

namespace venscope::audit {

/// Which tests give the printed p on one of `tables`, all that the print allows; and whether the
/// claim of a difference at its level stands. Fisher's test is tried on up to 200 tables.
/// Right by: published/audit, reference/audit/claims (R).
Findings check_test(std::span<const response::ContingencyTable> tables, const PrintedTest& tested);

Findings check(const CountsClaim& claim);
Findings check(const RatesClaim& claim);
Findings check(const PercentagesClaim& claim);
Findings check(const SplitsClaim& claim);
Findings check(const HazardRatioClaim& claim);
Findings check(const MedianClaim& claim);
Findings check(const AicClaim& claim);
Findings check(const SumClaim& claim);
Findings check(const SubsetClaim& claim);
Findings check(const SameClaim& claim);

}  // namespace venscope::audit
