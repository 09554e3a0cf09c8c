#include "venscope/audit/audit.hpp"

#include "venscope/audit/checks.hpp"

#include <utility>

namespace venscope::audit {

std::vector<ClaimAnswer> audit(const ClaimFile& file) {
  std::vector<ClaimAnswer> answers;
  for (const Claim& claim : file.claims) {
    ClaimAnswer answer;
    answer.findings = std::visit([](const auto& details) { return check(details); }, claim.details);
    answer.verdict = worst(answer.findings);
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace venscope::audit
