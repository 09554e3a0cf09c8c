#include "venscope/study/private_folder.hpp"

#include "venscope/base/write_all.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace venscope::study {

namespace fs = std::filesystem;

namespace {

int open_folder(const fs::path& path) {
  return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/// Whether `path` still is the folder opened as `descriptor`: another process may have taken it for
/// a dead one's between its making and its locking.
bool still_there(int descriptor, const fs::path& path) {
  struct stat opened {
  }, named{};
  return ::fstat(descriptor, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

int sync_path(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return errno;
  // Some file systems cannot sync a folder and say EINVAL; there is nothing to do then.
  const int error = ::fsync(descriptor) != 0 && errno != EINVAL ? errno : 0;
  ::close(descriptor);
  return error;
}

}  // namespace

PrivateFolder::PrivateFolder(const fs::path& parent, const std::string& prefix) {
  for (int attempt = 0; attempt < 10 && lock_ < 0 && error_ == 0; ++attempt) create(parent, prefix);
  if (lock_ < 0 && error_ == 0) error_ = EAGAIN;
}

void PrivateFolder::create(const fs::path& parent, const std::string& prefix) {
  std::string name = (parent / (prefix + "XXXXXX")).string();
  if (!::mkdtemp(name.data())) {
    error_ = errno;
    return;
  }
  path_ = name;
  lock_ = open_folder(path_);
  if (lock_ >= 0 && ::flock(lock_, LOCK_EX) == 0 && still_there(lock_, path_)) return;
  if (lock_ >= 0) ::close(lock_);
  lock_ = -1;
}

PrivateFolder::~PrivateFolder() {
  if (lock_ < 0) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  ::close(lock_);
}

void PrivateFolder::write(const std::string& relative, std::string_view bytes) {
  if (error_ != 0) return;
  const fs::path path = path_ / relative;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) {
    error_ = error.value();
    return;
  }
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    error_ = errno;
    return;
  }
  error_ = write_all(descriptor, bytes);
  if (::close(descriptor) != 0 && error_ == 0) error_ = errno;
}

void PrivateFolder::flush() {
  std::error_code error;
  fs::recursive_directory_iterator entry(path_, error);
  for (; error_ == 0 && !error && entry != fs::recursive_directory_iterator();
       entry.increment(error))
    error_ = sync_path(entry->path());
  if (error_ == 0) error_ = error.value();
  if (error_ != 0) return;
  // What the umask leaves of 0777 is read off a folder made now: asking for the umask means to set
  // it, for every thread.
  const fs::path probe = path_ / "probe";
  struct stat made {};
  if (::mkdir(probe.c_str(), 0777) != 0 || ::stat(probe.c_str(), &made) != 0 ||
      ::rmdir(probe.c_str()) != 0 || ::chmod(path_.c_str(), made.st_mode & 0777) != 0)
    error_ = errno;
  if (error_ == 0) error_ = sync_path(path_);
}

void remove_stale_folders(const fs::path& parent, const std::string& prefix) {
  std::vector<fs::path> stale;
  std::error_code error;
  fs::directory_iterator entry(parent, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    if (entry->path().filename().string().starts_with(prefix)) stale.push_back(entry->path());
  for (const fs::path& path : stale) {
    const int descriptor = open_folder(path);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) fs::remove_all(path, error);
    ::close(descriptor);
  }
}

}  // namespace venscope::study
