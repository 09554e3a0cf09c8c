#include "app/cli/refuse.hpp"

#include <algorithm>
#include <cstdio>

namespace venscope::cli {

int refuse(Problems problems) {
  sort_by_place(problems);
  std::fputs(to_text(problems).c_str(), stderr);
  Fault worst = Fault::analysis;
  for (const Problem& problem : problems) worst = std::max(worst, problem.fault);
  return static_cast<int>(worst);
}

}  // namespace venscope::cli
