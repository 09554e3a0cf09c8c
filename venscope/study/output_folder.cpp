#include "venscope/study/output_folder.hpp"

#include "venscope/study/output_manifest.hpp"
#include "venscope/study/private_folder.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace venscope::study {

namespace fs = std::filesystem;

namespace {

Problem problem(std::string code, const fs::path& path, std::string what, std::string remedy,
                Fault fault = Fault::input) {
  return {std::move(code), {path.string(), 0, {}}, std::move(what), {}, std::move(remedy), fault};
}

Problem failed(const fs::path& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return problem(
      "study.output_failed", path, fmt::format("cannot be written: {}", std::strerror(error)),
      full ? "free some space or choose another folder with --out; nothing was left behind"
           : "choose another folder with --out; nothing was left behind",
      Fault::analysis);
}

fs::path without_slash(const std::string& path) {
  const fs::path normal = fs::path(path).lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

/// Without a trailing slash, links followed where the folder is there.
fs::path target_of(const std::string& path) {
  const fs::path target = without_slash(path);
  std::error_code error;
  const fs::path resolved = fs::canonical(target, error);
  return error ? target : resolved;
}

fs::path parent_of(const fs::path& target) {
  return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

/// The nearest folder above that is there: what is missing below it will be made.
fs::path nearest_existing(fs::path folder) {
  std::error_code error;
  while (!fs::exists(folder, error) && folder != parent_of(folder)) folder = parent_of(folder);
  return folder;
}

Problems check(const std::string& path, const fs::path& target) {
  // The folder that a person stands in, or one above it, is not put another in the place of.
  const std::string last = without_slash(path).filename().string();
  if (last.empty() || last == "." || last == ".." || target.filename().empty())
    return {problem("study.output_name", path, "is no folder that can be replaced",
                    "give --out a folder of its own, for instance report/first")};
  std::error_code error;
  if (fs::exists(target, error) && !fs::is_directory(target, error))
    return {problem("study.output_not_folder", target, "is there and is not a folder",
                    "choose another folder with --out")};
  if (fs::exists(target, error)) {
    const std::vector<std::string> strangers = not_in_manifest(target);
    if (!strangers.empty())
      return {problem(
          "study.output_foreign", target,
          fmt::format(
              "holds {}{}, which Venscope did not write or somebody changed", strangers[0],
              strangers.size() > 1 ? fmt::format(" and {} more", strangers.size() - 1) : ""),
          "move it away, or choose another folder with --out")};
  }
  const fs::path above = nearest_existing(parent_of(target));
  if (!fs::is_directory(above, error))
    return {problem("study.output_not_folder", above, "is there and is not a folder",
                    "choose another folder with --out")};
  if (::access(above.c_str(), W_OK | X_OK) != 0)
    return {problem("study.output_unwritable", above,
                    fmt::format("cannot be written: {}", std::strerror(errno)),
                    "choose another folder with --out")};
  return {};
}

/// Puts `made` in the place of `target`. Where one is there the two change places, in one step on
/// file systems that can; the old one is then at `made`.
int put_in_place(const fs::path& made, const fs::path& target) {
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0)
    return 0;
  if (errno == EEXIST &&
      ::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0)
    return 0;
  if (errno != EINVAL) return errno;
  // Not every network file system can exchange. The old folder steps aside for a moment.
  const fs::path aside = made.string() + "-old";
  const bool stepped = ::rename(target.c_str(), aside.c_str()) == 0;
  if (::rename(made.c_str(), target.c_str()) != 0) {
    const int error = errno;
    if (stepped) ::rename(aside.c_str(), target.c_str());
    return error;
  }
  if (stepped) ::rename(aside.c_str(), made.c_str());
  return 0;
}

}  // namespace

Problems check_output_folder(const std::string& path) {
  return check(path, target_of(path));
}

Problems write_output_folder(const std::string& path, std::span<const report::File> files,
                             const std::function<bool()>& interrupted) {
  const fs::path target = target_of(path);
  if (Problems problems = check(path, target); !problems.empty()) return problems;
  const fs::path parent = parent_of(target);
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) return {failed(parent, error.value())};

  const std::string prefix = "." + target.filename().string() + ".venscope-";
  remove_stale_folders(parent, prefix);
  PrivateFolder folder(parent, prefix);
  if (folder.error() != 0) return {failed(parent, folder.error())};
  const auto stopped = [&] { return interrupted && interrupted(); };
  for (const report::File& file : files) {
    if (!stopped()) folder.write(file.path, file.bytes);
    if (folder.error() != 0) return {failed(target / file.path, folder.error())};
  }
  folder.write(manifest_name, manifest(files));
  if (!stopped()) folder.flush();
  if (folder.error() != 0) return {failed(target, folder.error())};
  if (stopped())
    return {problem("study.interrupted", target, "not written: interrupted", "", Fault::analysis)};
  if (const int why = put_in_place(folder.path(), target)) return {failed(target, why)};
  // What is at folder.path() now is the report that was replaced, if there was one: it goes with
  // `folder`.
  return {};
}

}  // namespace venscope::study
