#include "serve/answer.h"

namespace affectus {
namespace {

constexpr std::size_t most_held = std::size_t{1} << 20U;

}  // namespace

bool Answer::has_room() const {
  const std::lock_guard lock(mutex_);
  return held_.text.size() < most_held;
}

void Answer::change(const std::function<void()>& work) {
  {
    const std::lock_guard lock(mutex_);
    work();
  }
  notify_();
}

void Answer::add(std::string text) {
  change([&] { held_.text += text; });
}

void Answer::end() {
  change([&] { held_.is_over = true; });
}

void Answer::fail(ServerError error) {
  change([&] {
    held_.is_over = true;
    held_.error = std::move(error);
  });
}

Answer::Taken Answer::take() {
  const std::lock_guard lock(mutex_);
  Taken taken = std::exchange(held_, {});
  held_.is_over = taken.is_over;
  return taken;
}

}  // namespace affectus
