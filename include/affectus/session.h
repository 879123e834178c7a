// Scores a signal while it arrives: samples of any rate and number of channels, or a recording's bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "affectus/audio.h"
#include "affectus/export.h"
#include "affectus/prediction.h"

namespace affectus {

struct SessionOptions {
  int sampling_rate = 16000;   // of samples that are pushed, 4,000 to 768,000; bytes say it themselves
  int channels = 1;            // of samples that are pushed
  ChannelChoice channel;       // which of them are scored
  RecordingOptions recording;  // of bytes that are pushed
  /// `windows_together` is 1 for rows that come as soon as they can, more for throughput.
  PredictionOptions prediction = {.window_s = 3.0, .hop_s = 0.25, .windows_together = 1};
};

/// A row comes out of the call that brings its window's last sample; it equals, to the last bit, the row of the whole
/// recording scored at once. Memory is that of one window, whatever the length and overlap. Used by one thread at a time but
/// for cancel(); many sessions share one model.
class AFFECTUS_EXPORT Session {
 public:
  /// Throws Error(invalid_argument) for options out of range.
  Session(std::shared_ptr<const Model> model, SessionOptions options);
  Session(Session&&) noexcept;
  ~Session();

  /// The next frames, channel by channel: their number is a multiple of the channels. In [-1, 1]; what is not finite counts
  /// as 0. Appends the rows that are now known, by time and, within it, by channel.
  void push(std::span<const float> interleaved, std::vector<EmotionSegment>& rows);
  /// The next bytes of a recording in any container that FFmpeg reads; not to be mixed with samples. A format whose index
  /// may come last (the MOV family) gives its rows with finish(). Decoding needs a thread of its own, which works only
  /// during this call. Throws as AudioReader does.
  void push_encoded(std::span<const std::byte> bytes, std::vector<EmotionSegment>& rows);
  /// Scores windows that wait for others (windows_together).
  void flush(std::vector<EmotionSegment>& rows);
  /// Ends the signal: what is left is a last window, shifted left to full length. Only reset() may follow.
  void finish(std::vector<EmotionSegment>& rows);
  /// Begins a new signal. Nothing else may follow a call that failed while it estimated, of which rows may be lost.
  void reset();
  /// From any thread or a signal handler: the call at work and later ones throw Error(cancelled), until reset().
  void cancel() noexcept;

  /// Seconds of the signal so far, at 16 kHz and scored or not.
  double received_s() const;
  /// Of the whole signal; what a recording's end decides is known after finish().
  const std::vector<Warning>& warnings() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
