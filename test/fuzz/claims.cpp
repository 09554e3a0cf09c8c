/// Any text is a file of claims or a list of problems, each with its line, and claims get answers.
#include "fuzz/require.hpp"
#include "venscope/audit/audit.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

using namespace venscope;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  const Result<audit::ClaimFile> file = audit::read_claims(text, "fuzz.toml");
  if (!file) {
    require(!file.error().empty());
    for (const Problem& problem : file.error())
      require(problem.place.line >= 1 && problem.place.line <= lines && !problem.what.empty());
    return 0;
  }
  for (const audit::ClaimAnswer& answer : audit::audit(*file)) {
    require(!answer.findings.empty());
    for (const audit::Finding& finding : answer.findings) {
      require(!finding.sentence.empty() && finding.verdict <= answer.verdict);
      require(finding.sentence.find("nan") == std::string::npos);
      for (const auto& [name, value] : finding.numbers)
        require(!name.empty() && !std::isnan(value));
    }
  }
  return 0;
}
