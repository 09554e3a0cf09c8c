#include "app/cli/terminal.hpp"

#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

namespace venscope::cli {

std::size_t output_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
    return size.ws_col;
  return 100;
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

}  // namespace venscope::cli
