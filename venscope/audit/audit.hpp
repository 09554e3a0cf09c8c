/// Printed numbers checked against each other: which agree, which cannot, and how.
#pragma once

#include "venscope/audit/claims.hpp"
#include "venscope/audit/finding.hpp"

#include <vector>

namespace venscope::audit {

struct ClaimAnswer {
  Verdict verdict = Verdict::not_checkable;  ///< the gravest of the findings
  Findings findings;
};

/// One answer for each claim, in the order of the file. No data are needed, none are assumed:
/// a claim "cannot" be only where no data at all give the printed numbers, rounding allowed for.
/// Right by: published/audit, reference/audit/claims (R), twins/audit, unit/audit,
/// laws/audit/printed_from_data, laws/study/carriers.
std::vector<ClaimAnswer> audit(const ClaimFile& file);

}  // namespace venscope::audit
