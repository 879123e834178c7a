// Lets a coroutine of one thread wait for what other threads tell it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace affectus {

/// One coroutine at a time may wait, on the thread of the executor.
class Wakeup : public std::enable_shared_from_this<Wakeup> {
 public:
  explicit Wakeup(const boost::asio::any_io_executor& executor) : timer_(executor) {}

  /// On the executor's thread.
  void wake() {
    is_awake_ = true;
    timer_.cancel();
  }
  /// A function that any thread may call at any time.
  std::function<void()> from_any_thread() {
    return [weak = weak_from_this(), executor = timer_.get_executor()] {
      boost::asio::post(executor, [weak] {
        if (const std::shared_ptr<Wakeup> self = weak.lock()) self->wake();
      });
    };
  }
  /// Returns after a wake() since the last wait().
  boost::asio::awaitable<void> wait() {
    while (!is_awake_) {
      timer_.expires_at(boost::asio::steady_timer::time_point::max());
      boost::system::error_code ignored;
      co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }
    is_awake_ = false;
  }

 private:
  boost::asio::steady_timer timer_;
  bool is_awake_ = false;
};

}  // namespace affectus
