/// What Boost calls in place of an exception, which a program compiled without them has to define.
/// The quiet policies of the distributions (distributions.cpp) never come here; without
/// optimisation the call stays in the program all the same.
#include <cstdlib>
#include <exception>

#include <boost/throw_exception.hpp>

namespace boost {

void throw_exception(const std::exception&) {
  std::abort();
}

void throw_exception(const std::exception&, const source_location&) {
  std::abort();
}

}  // namespace boost
