#include "interruptible.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "base/failure.h"

namespace affectus {
namespace {

constexpr std::chrono::milliseconds between_looks{50};

bool is_main_thread() {
  const nb::object main = nb::module_::import_("threading").attr("main_thread")();
  return nb::cast<unsigned long>(main.attr("ident")) == PyThread_get_thread_ident();
}

// Work on a thread of its own.
class Errand {
 public:
  explicit Errand(const std::function<void()>& work)
      : thread_([this, &work] {
          try {
            throwing_errors("affectus", work);
          } catch (...) {
            failure_ = std::current_exception();
          }
          const std::lock_guard lock(mutex_);
          is_done_ = true;
          changed_.notify_one();
        }) {}
  Errand(const Errand&) = delete;
  Errand& operator=(const Errand&) = delete;
  ~Errand() {
    if (thread_.joinable()) thread_.join();
  }

  bool is_done_soon() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, between_looks, [this] { return is_done_; });
  }
  void pass_on_failure() {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_done_ = false;
  std::exception_ptr failure_;
  std::thread thread_;  // the last: it uses the others
};

std::unique_ptr<Errand> start(const std::function<void()>& work) {
  try {
    return std::make_unique<Errand>(work);
  } catch (const std::system_error&) {
    return nullptr;  // the system has no thread for it
  }
}

}  // namespace

void run_interruptibly(const std::function<void()>& work, const std::function<void()>& stop,
                       const std::function<void()>& tick, bool brief) {
  std::unique_ptr<Errand> errand;
  if (tick || (!brief && is_main_thread())) errand = start(work);
  if (!errand) {
    nb::gil_scoped_release released;
    return throwing_errors("affectus", work);
  }
  std::optional<nb::python_error> raised;
  for (bool is_done = false; !is_done;) {
    {
      nb::gil_scoped_release released;
      is_done = errand->is_done_soon();
    }
    if (raised) continue;
    try {
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
      if (tick) tick();
    } catch (nb::python_error& error) {
      raised.emplace(std::move(error));
      stop();
    }
  }
  if (raised) throw nb::python_error(std::move(*raised));
  errand->pass_on_failure();
}

}  // namespace affectus
