/// The folder of a report: it appears whole or not at all, and takes nothing of anyone else's away.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/report/page.hpp"

#include <functional>
#include <span>
#include <string>

namespace venscope::study {

/// What is wrong with writing a report to `path`, without writing anything. A folder that is there
/// already is replaced only if it is empty or Venscope wrote every file in it and nobody changed
/// one since: manifest.sha256, in the form of sha256sum, tells.
/// Problems: study.output_name, study.output_not_folder, study.output_foreign,
/// study.output_unwritable.
Problems check_output_folder(const std::string& path);

/// Writes `files` to a private folder beside `path` (`.NAME.venscope-…`, mode 0700), then puts it
/// in the place of `path` in one step. On any problem, or when `interrupted` says so, nothing of it
/// stays. A process killed on the way leaves only the private folder: the next write to the same
/// path finds its lock free and removes it.
/// Besides the problems above: study.output_failed (Fault::analysis, e.g. the disk is full),
/// study.interrupted.
Problems write_output_folder(const std::string& path, std::span<const report::File> files,
                             const std::function<bool()>& interrupted = {});

}  // namespace venscope::study
