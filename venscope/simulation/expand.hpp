/// Several columns declared at once.
#pragma once

#include "venscope/base/node.hpp"

#include <string>
#include <vector>

namespace venscope::simulation {

/// The entry itself; or, where it has `each`, a list of names or of tables with `name`, an entry
/// for each of them: `{}` in any text becomes the name, and what the table has wins over the entry,
/// except that `given` is added to that of the entry. Problems at `path` of what is neither:
/// simulate.each.
void expand(const Node& entry, const std::string& path, std::vector<Node>& entries,
            Problems& problems);

}  // namespace venscope::simulation
