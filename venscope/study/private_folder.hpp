/// A folder under construction that vanishes unless it is moved away, and that can be told from one
/// whose maker died.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace venscope::study {

/// `parent/prefixXXXXXX`, mode 0700, locked (flock) as long as this object lives; the destructor
/// removes whatever then has that path. The first error number is kept and later calls do nothing.
class PrivateFolder {
public:
  PrivateFolder(const std::filesystem::path& parent, const std::string& prefix);
  ~PrivateFolder();
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  int error() const { return error_; }
  /// Writes a file at `relative`, making the folders on the way.
  void write(const std::string& relative, std::string_view bytes);
  /// Brings every file to the disk, and gives the folder the mode that the user's umask asks for.
  void flush();

private:
  void create(const std::filesystem::path& parent, const std::string& prefix);

  std::filesystem::path path_;
  int lock_ = -1;
  int error_ = 0;
};

/// Removes the folders `parent/prefix…` that nobody holds a lock on: their makers were killed.
void remove_stale_folders(const std::filesystem::path& parent, const std::string& prefix);

}  // namespace venscope::study
