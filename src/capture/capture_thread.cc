#include "capture/capture_thread.h"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "affectus/error.h"

namespace affectus {
namespace {

constexpr std::chrono::seconds patience{1};

}  // namespace

// Of the thread, too, which may outlive its owner.
struct CaptureThread::State {
  State(Microphone the_microphone, std::size_t most) : microphone(std::move(the_microphone)), queue(most) {}

  void run() {
    std::exception_ptr failure;
    try {
      for (std::vector<float> samples; !stop; samples.clear()) {
        const std::size_t lost = microphone.read(samples, stop);
        queue.push(samples, lost);
      }
    } catch (...) {
      failure = std::current_exception();
    }
    queue.close(std::move(failure));
    const std::lock_guard lock(mutex);
    has_ended = true;
    ended.notify_all();
  }

  void wait() {
    stop = true;
    std::unique_lock lock(mutex);
    ended.wait_for(lock, patience, [this] { return has_ended; });
    if (!has_ended) queue.close();
  }

  Microphone microphone;
  SampleQueue queue;
  std::atomic<bool> stop = false;
  std::mutex mutex;  // guards has_ended
  std::condition_variable ended;
  bool has_ended = false;
};

CaptureThread::CaptureThread(Microphone microphone, std::size_t most)
    : state_(std::make_shared<State>(std::move(microphone), most)) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::string refused;
  try {
    std::thread([state = state_] { state->run(); }).detach();
  } catch (const std::system_error& error) {
    refused = error.what();
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (!refused.empty()) throw Error(ErrorCode::unsupported, "a microphone needs a thread of its own: " + refused);
}

CaptureThread::~CaptureThread() { stop(); }

void CaptureThread::stop() { state_->wait(); }

SampleQueue& CaptureThread::queue() { return state_->queue; }

}  // namespace affectus
