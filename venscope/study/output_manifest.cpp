#include "venscope/study/output_manifest.hpp"

#include "venscope/base/sha256.hpp"

#include <algorithm>
#include <fstream>
#include <map>

namespace venscope::study {

namespace fs = std::filesystem;

namespace {

/// Length of "<64 digits>  ", which precedes the path.
constexpr std::size_t path_offset = 66;

std::string digest_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  Sha256 digest;
  std::vector<char> piece(1 << 16);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    digest.update({piece.data(), static_cast<std::size_t>(in.gcount())});
  }
  return digest.hex();
}

std::map<std::string, std::string> read_manifest(const fs::path& folder) {
  std::map<std::string, std::string> digest_by_path;
  std::ifstream in(folder / manifest_name);
  for (std::string line; std::getline(in, line);)
    if (line.size() > path_offset) digest_by_path[line.substr(path_offset)] = line.substr(0, 64);
  return digest_by_path;
}

}  // namespace

std::string manifest(std::span<const report::File> files) {
  std::map<std::string, std::string> digest_by_path;
  for (const report::File& file : files) digest_by_path[file.path] = sha256_hex(file.bytes);
  std::string text;
  for (const auto& [path, digest] : digest_by_path) text += digest + "  " + path + '\n';
  return text;
}

std::vector<std::string> not_in_manifest(const fs::path& folder) {
  const auto digest_by_path = read_manifest(folder);
  std::vector<std::string> strangers;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_directory(error) && !entry->is_symlink(error)) continue;
    const std::string path = entry->path().lexically_relative(folder).generic_string();
    if (path == manifest_name) continue;
    const auto found = digest_by_path.find(path);
    const bool ours = found != digest_by_path.end() && entry->is_regular_file(error) &&
                      !entry->is_symlink(error) && digest_of(entry->path()) == found->second;
    if (!ours) strangers.push_back(path);
  }
  std::sort(strangers.begin(), strangers.end());
  // A folder with a manifest that lists nothing is not a report either.
  if (digest_by_path.empty() && fs::exists(folder / manifest_name, error))
    strangers.push_back(manifest_name);
  return strangers;
}

}  // namespace venscope::study
