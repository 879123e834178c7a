// Scores a signal while it arrives: samples of any rate and number of channels, or a recording's bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "affectus/audio.h"
#include "affectus/export.h"
#include "affectus/prediction.h"
#include "affectus/turns.h"

namespace affectus {

struct SessionOptions {
  int sampling_rate = 16000;   // of pushed samples, 4,000 to 768,000; for bytes, their header gives it
  int channels = 1;            // of samples that are pushed
  ChannelChoice channel;       // which of them are scored
  RecordingOptions recording;  // of bytes that are pushed
  /// `windows_together` of 1 gives each row as soon as possible; more give higher throughput.
  PredictionOptions prediction = {.window_s = 3.0, .hop_s = 0.25, .windows_together = 1};
  /// Present: stretches of speech are found and scored, too (Session::take_turns()). It costs about one window's scoring for
  /// each window's length of speech.
  std::optional<TurnOptions> turns;
};

/// The call that brings a window's last sample gives its row, which equals, to the last bit, that of the whole recording
/// scored at once. Memory is that of one window, whatever the length and overlap, and of events that were not taken. Used by
/// one thread at a time, except cancel(). Many sessions may share one model. Its members throw only Error. After a call that
/// failed, only reset() may follow; rows that were known before the failure are given all the same. Arguments out of range
/// are refused before a call begins, and the session goes on.
class AFFECTUS_EXPORT Session {
 public:
  /// Throws Error(invalid_argument) for options out of range.
  Session(std::shared_ptr<const Model> model, SessionOptions options);
  Session(Session&&) noexcept;
  ~Session();

  /// Takes the next samples, interleaved: their number is a multiple of the number of channels. They are in [-1, 1]; values
  /// that are not finite count as 0. Appends the rows that are now known, in order of time, then of channel.
  void push(std::span<const float> interleaved, std::vector<EmotionSegment>& rows);
  /// Takes the next bytes of a recording in any container that FFmpeg reads; do not mix them with samples. A format whose
  /// index may come last (the MOV family) gives its rows with finish(). Decoding uses its own thread, which works only
  /// during this call. Throws the errors of AudioReader.
  void push_encoded(std::span<const std::byte> bytes, std::vector<EmotionSegment>& rows);
  /// Scores the windows that wait for others (windows_together).
  void flush(std::vector<EmotionSegment>& rows);
  /// Lets the window that ends with the signal so far wait as well, unless it is a regular one: the row that finish() would
  /// give (but for the last milliseconds of a signal of another rate). The signal goes on.
  void add_tail();

  /// In place of flush(), for a caller that scores windows of many sessions in one batch of their model: appends the windows
  /// that wait. They are valid until another member is called, which settle() must be.
  void add_waiting(std::vector<SampleWindow>& windows);
  /// Takes the estimates of these windows (Model::estimate), in their order.
  void settle(std::span<WindowEstimate> estimates, std::vector<EmotionSegment>& rows);
  /// Ends the signal. The remaining samples become a last window, shifted left to full length. Only reset() may follow; a
  /// second finish() gives no more rows.
  void finish(std::vector<EmotionSegment>& rows);
  /// What was found of turns since the last call, in order of time for each channel; all, once the signal has ended. Allowed
  /// at any time. Empty without SessionOptions::turns.
  std::vector<TurnEvent> take_turns();
  /// Begins a new signal, and with it a new running baseline.
  void reset();
  /// May be called from any thread or a signal handler. The current call and later ones throw Error(cancelled), until
  /// reset().
  void cancel() noexcept;

  /// Seconds of the signal so far, counted at 16 kHz, scored or not.
  double received_s() const;
  /// The warnings of the whole signal, as a recording of it would have them; complete after finish().
  const std::vector<Warning>& warnings() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
