#include "venscope/cohort/inflation.hpp"

#include <algorithm>

#include <zlib.h>

namespace venscope::cohort {

struct Inflation::Stream {
  z_stream z{};
};

Inflation::Inflation(std::string_view packed)
    : packed_(packed), stream_(std::make_unique<Stream>()) {
  if (inflateInit2(&stream_->z, 16 + MAX_WBITS) != Z_OK) wrong_ = "zlib could not be started";
}

Inflation::~Inflation() {
  inflateEnd(&stream_->z);
}

std::size_t Inflation::size_hint() const {
  std::size_t hint = 0;
  if (packed_.size() < 18) return 0;
  for (std::size_t i = 0; i < 4; ++i)
    hint |= std::size_t{static_cast<unsigned char>(packed_[packed_.size() - 4 + i])} << (8 * i);
  return std::min(hint, packed_.size() * 1032);
}

std::size_t Inflation::read(char* to, std::size_t size) {
  constexpr std::size_t step = std::size_t{8} << 20;
  z_stream& z = stream_->z;
  std::size_t got = 0;
  while (got < size && !ended_ && wrong_.empty()) {
    const std::size_t piece = std::min(packed_.size() - taken_, step);
    const std::size_t room = std::min(size - got, step);
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed_.data() + taken_));
    z.avail_in = static_cast<uInt>(piece);
    z.next_out = reinterpret_cast<Bytef*>(to + got);
    z.avail_out = static_cast<uInt>(room);
    const int state = inflate(&z, Z_NO_FLUSH);
    taken_ += piece - z.avail_in;
    got += room - z.avail_out;
    if (state == Z_STREAM_END) {
      ended_ = taken_ == packed_.size();
      if (!ended_) inflateReset(&z);
    } else if (state == Z_BUF_ERROR ||
               (state == Z_OK && taken_ == packed_.size() && z.avail_out == room)) {
      wrong_ = "the compressed file ends too early";
    } else if (state != Z_OK) {
      wrong_ = std::string("the compressed file is damaged (") + (z.msg ? z.msg : "zlib") + ")";
    }
  }
  return got;
}

}  // namespace venscope::cohort
