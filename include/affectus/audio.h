// Any recording that FFmpeg can decode, as 16 kHz mono samples, in blocks of bounded size.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/frames.h"
#include "affectus/warnings.h"

namespace affectus {

/// Which channels of a recording become the mono signal.
struct ChannelChoice {
  enum class Kind { mix, one, each } kind = Kind::mix;  // mix: the mean of all channels
  int index = 0;                                        // for `one`: from 0
};

/// How headerless samples are written. The integers are signed but for u8; mulaw and alaw are G.711's, 8 bits a sample.
enum class RawEncoding { s16le, s16be, s24le, s32le, f32le, u8, mulaw, alaw };

/// What headerless samples do not say themselves.
struct RawFormat {
  RawEncoding encoding = RawEncoding::s16le;
  int rate_hz = 8000;  // 4,000 to 768,000
  int channels = 1;    // 1 to 1,024, their samples side by side
};

/// What is read of a recording, and as what.
struct RecordingOptions {
  /// Of the audio tracks, from 0. Absent: the first one; a warning then names the others.
  std::optional<int> track;
  /// The bytes are samples without a header. Absent: what they say they are; `.ul` and `.al` are mu-law and A-law at 8 kHz,
  /// `.sln` is s16le at 8 kHz, and other files without a header are refused.
  std::optional<RawFormat> raw;
  /// What lies beyond so many seconds is left out, with a warning. Above 0. Absent: no limit.
  std::optional<double> max_duration_s;
};

/// How a recording is read.
struct AudioOptions {
  ChannelChoice channels;
  RecordingOptions recording;
  /// Asked a few times a second, also while bytes are waited for; true: open() and read() throw Error(cancelled).
  std::function<bool()> stopped;
  /// Called, from within open() and read(), before bytes are waited for that have not come yet (a pipe's). What it throws is
  /// thrown on.
  std::function<void()> waiting;
};

/// Silence where a recording has no sound: before a late start, or in a gap.
struct Silence {
  Warning why = Warning::gap;  // or late_start
  double start_s = 0;
  double end_s = 0;
};

/// A recording being decoded: mono (or, with `each`, one signal a channel) float32 at 16 kHz, at its own level (not
/// normalised; values beyond [-1, 1] are kept). Sample i is at i / 16000 s of the media: what a late start or a gap leaves
/// out is silence. Memory does not grow with the length of the recording. Not thread-safe.
class AFFECTUS_EXPORT AudioReader {
 public:
  /// `path` is a file, or "-" for standard input. Throws Error: not_found, unreadable, invalid_format (the message names the
  /// file and FFmpeg's reason; also a sampling rate below 4 or above 768 kHz), no_audio (there is no audio track),
  /// unsupported (a codec or format that cannot be read, samples without a header), invalid_argument (no such channel or
  /// track, options out of range).
  static AudioReader open(const std::filesystem::path& path, AudioOptions options = {});
  /// The same for a recording's bytes, which must outlive the reader. `name` is for messages.
  static AudioReader open_memory(std::span<const std::byte> bytes, const std::string& name, AudioOptions options = {});
  AudioReader(AudioReader&&) noexcept;
  AudioReader& operator=(AudioReader&&) noexcept;
  ~AudioReader();

  /// The number of signals that read() gives: 1, or with `each` the number of channels.
  std::size_t channels() const;
  /// The container's word for the length in seconds, where it has one. Not to be relied on: for progress only.
  std::optional<double> duration_hint_s() const;

  /// Appends the next block to each of `signals` (channels() vectors, all growing by the same count) and returns true, or
  /// returns false at the end. A block is some thousand samples, of a pipe what its bytes give by now. A recording that
  /// breaks off or is damaged gives what was decoded; then warning() says what happened. Throws Error(no_audio) where the
  /// end comes without one sample, Error(unreadable) where that is because the bytes could not be read.
  bool read(std::vector<std::vector<float>>& signals);

  /// Of what was read so far, in order.
  const std::vector<Silence>& silences() const;
  /// After the end: empty, or what was odd (cut short, damaged, late, with gaps, other tracks), to be shown to the user as
  /// it is.
  const std::string& warning() const;
  /// The same as codes, as far as there is one.
  const std::vector<Warning>& warnings() const;

 private:
  friend struct InputReader;  // of the library's own
  struct Impl;
  explicit AudioReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A whole recording at once, mono. For corpora and tests; `warning` (where given) takes the reader's warning.
AFFECTUS_EXPORT std::vector<float> read_audio(const std::filesystem::path& path, ChannelChoice channels = {},
                                              std::string* warning = nullptr, RecordingOptions recording = {});

}  // namespace affectus
