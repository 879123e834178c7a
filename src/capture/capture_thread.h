// Reads a microphone on a thread of its own, so that no sample is lost while others are scored.
#pragma once

#include <cstddef>
#include <memory>

#include "capture/microphone.h"
#include "capture/sample_queue.h"

namespace affectus {

class CaptureThread {
 public:
  /// Begins to read. The queue holds up to `most` samples. Throws Error(unsupported) if no thread can be started. Signals
  /// are the other threads' to hear.
  CaptureThread(Microphone microphone, std::size_t most);
  CaptureThread(const CaptureThread&) = delete;
  CaptureThread& operator=(const CaptureThread&) = delete;
  /// Stops. A device that gives no samples may not hear it: after a second it is left behind.
  ~CaptureThread();

  /// Ends the reading; what was read stays in the queue, which is closed.
  void stop();
  SampleQueue& queue();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace affectus
