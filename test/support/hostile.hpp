/// Labels that break careless writers.
#pragma once

#include <string>
#include <vector>

namespace venscope::test {

inline std::vector<std::string> hostile_labels() {
  return {
      "<script>alert(1)</script>",
      "\"quoted\" & 'single' <b>",
      "]]> --> ${x} {{y}} \\end{tabular} 100% _a_ #1 ~ ^",
      "=HYPERLINK(\"http://example.org\")",
      "مرحبا بالعالم",
      "急性骨髄性白血病",
      std::string("bytes \xff\xfe that are not UTF-8 \xc3"),
      std::string("control \x01\x1b[31m\0 characters", 24),
      "line\nfeed\tand tab",
      std::string(2000, 'x'),
      "",
  };
}

}  // namespace venscope::test
