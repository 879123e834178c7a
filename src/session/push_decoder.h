// Decodes a recording whose bytes are pushed, although FFmpeg pulls its input. The reader runs on its own thread, and only
// while next() waits for it, like a coroutine.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "affectus/audio.h"
#include "base/project.h"
#include "signal/byte_decoder.h"

namespace affectus {

/// Not thread-safe.
class PushDecoder final : public ByteDecoder {
 public:
  PushDecoder(ChannelChoice channels, RecordingOptions recording) : channels_(channels), recording_(recording) {}
  PushDecoder(const PushDecoder&) = delete;
  PushDecoder& operator=(const PushDecoder&) = delete;
  ~PushDecoder() override;

  void push(std::span<const std::byte> bytes) override { bytes_ = bytes; }
  void end() override { at_end_ = true; }
  /// Throws the errors of AudioReader, once, and Error(unsupported) if no thread can be started.
  bool next(std::vector<std::vector<float>>& signals) override;
  const std::vector<Silence>& silences() const override { return silences_; }
  const std::vector<Warning>& warnings() const override { return warnings_; }

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

/// For sessions: makes a decoder for each recording whose bytes come.
AFFECTUS_PROJECT std::function<std::unique_ptr<ByteDecoder>()> make_decoder(ChannelChoice channels,
                                                                            const RecordingOptions& recording);

}  // namespace affectus
