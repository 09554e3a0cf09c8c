/// What the page calls: bytes in, bytes out. No type of C++ crosses this line, so that the page
/// needs no generated glue (app/page/src/core.ts has the other side).
#include <cstdlib>
#include <string>

namespace {

/// The newest answer: the page copies it before it asks again.
std::string answer;

}  // namespace

#define VENSCOPE_EXPORT(name) extern "C" __attribute__((export_name(#name)))

VENSCOPE_EXPORT(venscope_alloc) char* venscope_alloc(std::size_t size) {
  return static_cast<char*>(std::malloc(size));
}

VENSCOPE_EXPORT(venscope_free) void venscope_free(char* memory) {
  std::free(memory);
}

VENSCOPE_EXPORT(venscope_version) void venscope_version() {
  answer = VENSCOPE_VERSION;
}

VENSCOPE_EXPORT(venscope_answer) const char* venscope_answer() {
  return answer.data();
}

VENSCOPE_EXPORT(venscope_answer_size) std::size_t venscope_answer_size() {
  return answer.size();
}
