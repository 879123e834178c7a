// Decodes a recording whose bytes are pushed, although FFmpeg pulls its input. The reader runs on its own thread, and only
// while next() waits for it, like a coroutine.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "affectus/audio.h"

namespace affectus {

/// Not thread-safe.
class PushDecoder {
 public:
  PushDecoder(ChannelChoice channels, RecordingOptions recording) : channels_(channels), recording_(recording) {}
  PushDecoder(const PushDecoder&) = delete;
  PushDecoder& operator=(const PushDecoder&) = delete;
  ~PushDecoder();

  /// Passes on bytes, which must stay valid until next() has returned false.
  void push(std::span<const std::byte> bytes) { bytes_ = bytes; }
  /// No more bytes will come.
  void end() { at_end_ = true; }
  /// Decodes about a second, or as much as the bytes hold, and appends it to `signals`, which gets one vector for each
  /// signal once their number is known. False if it needs more bytes, or the recording has ended. Throws the errors of
  /// AudioReader, once, and Error(unsupported) if no thread can be started.
  bool next(std::vector<std::vector<float>>& signals);

  /// The silences of the signal that next() has given so far.
  const std::vector<Silence>& silences() const { return silences_; }
  /// The reader's warnings; complete after the end.
  const std::vector<Warning>& warnings() const { return warnings_; }

 private:
  class Input;
  enum class Turn { caller, decoder };
  void start();
  void decode();
  void give_turn_back(std::unique_lock<std::mutex>& lock);
  bool add(std::vector<std::vector<float>>& signals, const std::vector<Silence>& silences);
  int take(std::uint8_t* buffer, std::size_t size);

  ChannelChoice channels_;
  RecordingOptions recording_;
  std::mutex mutex_;  // guards all below; only the thread whose turn it is may use it
  std::condition_variable changed_;
  Turn turn_ = Turn::caller;
  std::span<const std::byte> bytes_;  // not read yet
  bool at_end_ = false;               // no more will come
  std::atomic<bool> abandoned_ = false;
  bool wants_bytes_ = true;
  bool done_ = false;
  std::vector<std::vector<float>> decoded_;
  std::vector<Silence> silences_;
  std::vector<Warning> warnings_;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace affectus
