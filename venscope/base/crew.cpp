#include "venscope/base/crew.hpp"

namespace venscope {

namespace {

/// Looks that cost next to nothing, then looks between which others may have the processor: in all
/// a millisecond or two.
constexpr int quick_looks = 2000, looks = 5000;

/// Until `changed` says so, or patience is at its end.
template <class Changed>
bool look_for(Changed changed) {
  for (int look = 0; look < looks; ++look) {
    if (changed()) return true;
    if (look >= quick_looks) std::this_thread::yield();
#if defined(__x86_64__) && defined(__GNUC__)
    else
      __builtin_ia32_pause();
#endif
  }
  return false;
}

}  // namespace

Crew::~Crew() {
  if (others_.empty()) return;
  ends_ = true;
  ++calls_;
  calls_.notify_all();
  for (std::thread& other : others_) other.join();
}

void Crew::take_pieces() {
  for (std::size_t i = next_++; i < count_; i = next_++) call_(work_, i);
}

void Crew::serve() {
  unsigned served = 0;
  for (;;) {
    if (!look_for([&] { return calls_.load(std::memory_order_acquire) != served; }))
      calls_.wait(served);
    ++served;
    if (ends_) return;
    take_pieces();
    if (--busy_ == 0) busy_.notify_one();
  }
}

/// All others take part in every call, so that none can miss one.
void Crew::share_out(std::size_t count, Call call, const void* work) {
  call_ = call;
  work_ = work;
  count_ = count;
  next_ = 0;
  busy_ = threads_ - 1;
  while (others_.size() + 1 < threads_) others_.emplace_back([this] { serve(); });
  ++calls_;
  calls_.notify_all();
  take_pieces();
  if (look_for([&] { return busy_.load(std::memory_order_acquire) == 0; })) return;
  for (unsigned left = busy_; left > 0; left = busy_) busy_.wait(left);
}

}  // namespace venscope
