/// manifest.sha256: which files of a folder Venscope wrote, and what they were.
#pragma once

#include "venscope/report/page.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace venscope::study {

inline constexpr const char* manifest_name = "manifest.sha256";

/// One line per file, sorted by path, as sha256sum writes and `sha256sum -c` reads it.
std::string manifest(std::span<const report::File> files);

/// Paths below `folder` that are not as its manifest says: not in it, or changed. All of them where
/// there is no manifest; sorted.
std::vector<std::string> not_in_manifest(const std::filesystem::path& folder);

}  // namespace venscope::study
