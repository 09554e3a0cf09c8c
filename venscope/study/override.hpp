/// --set key.path=value: changes one value of a protocol from the command line.
#pragma once

#include "venscope/base/node.hpp"

#include <string>

namespace venscope::study {

/// Applies `override` ("report.conf_level=0.9") to the tree of a protocol. The value is written as
/// in TOML (so a text needs quotes); the path is the keys joined by dots, where an entry of a list
/// of tables is called by its id or its number from 1: `endpoint.OS.landmark=3`. A key the file
/// does not have is added: whether it may be there is for the schema to say. Problems:
/// study.override.
Problems apply_override(Node& root, const std::string& override);

}  // namespace venscope::study
