// Examples of the figures of patients: genes, groups, responses, scores side by side.
#include "support/gallery.hpp"

namespace venscope::test {

std::vector<Exhibit> patient_exhibits() {
  return {};
}

}  // namespace venscope::test
