// Scores a signal while it arrives, whatever resamples or decodes it; affectus::Session is one with FFmpeg.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "affectus/prediction.h"
#include "affectus/signal.h"
#include "affectus/turns.h"
#include "base/project.h"
#include "signal/byte_decoder.h"
#include "signal/signal_resampler.h"

namespace affectus {

struct SignalOptions {
  int sampling_rate = 16000;  // of pushed samples, 4,000 to 768,000
  int channels = 1;           // of samples that are pushed
  ChannelChoice channel;      // which of them are scored
  PredictionOptions prediction;
  std::optional<TurnOptions> turns;
};

/// What a session needs of others.
struct SignalParts {
  MakeResampler resampler;
  std::function<std::unique_ptr<ByteDecoder>()> decoder;  // empty: bytes are refused
};

/// Documented at affectus::Session (affectus/session.h), whose members these are.
class AFFECTUS_PROJECT SignalSession {
 public:
  SignalSession(std::shared_ptr<const Model> model, SignalOptions options, SignalParts parts);
  SignalSession(SignalSession&&) noexcept;
  ~SignalSession();

  void push(std::span<const float> interleaved, std::vector<EmotionSegment>& rows);
  void push_encoded(std::span<const std::byte> bytes, std::vector<EmotionSegment>& rows);
  void flush(std::vector<EmotionSegment>& rows);
  void add_tail();
  void add_waiting(std::vector<SampleWindow>& windows);
  void settle(std::span<WindowEstimate> estimates, std::vector<EmotionSegment>& rows);
  void finish(std::vector<EmotionSegment>& rows);
  std::vector<TurnEvent> take_turns();
  void reset();
  void cancel() noexcept;
  double received_s() const;
  const std::vector<Warning>& warnings() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
