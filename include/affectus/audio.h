// Decodes any recording that FFmpeg can read to 16 kHz mono samples, in blocks of bounded size.
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
#include "affectus/signal.h"
#include "affectus/warnings.h"

namespace affectus {

/// The encoding of samples without a header. The integers are signed except u8. mulaw and alaw are those of G.711, with 8
/// bits a sample.
enum class RawEncoding { s16le, s16be, s24le, s32le, f32le, u8, mulaw, alaw };

/// The format of samples without a header.
struct RawFormat {
  RawEncoding encoding = RawEncoding::s16le;
  int rate_hz = 8000;  // 4,000 to 768,000
  int channels = 1;    // 1 to 1,024, interleaved
};

/// Which part of a recording is read, and in which format.
struct RecordingOptions {
  /// The audio track, counted from 0. Absent: the first one, and a warning names the others.
  std::optional<int> track;
  /// If present, the bytes are samples without a header in this format. Absent: the file's header decides. Without a header,
  /// `.ul` and `.al` are mu-law and A-law at 8 kHz, `.sln` is s16le at 8 kHz, and other files are refused.
  std::optional<RawFormat> raw;
  /// The recording is cut after this many seconds, with a warning. Above 0. Absent: no limit.
  std::optional<double> max_duration_s;
};

/// How a recording is read.
struct AudioOptions {
  ChannelChoice channels;
  RecordingOptions recording;
  /// Called a few times a second, also while the reader waits for bytes. If it returns true, open() and read() throw
  /// Error(cancelled).
  std::function<bool()> stopped;
  /// Called by open() and read() before they wait for bytes of a pipe. Its exceptions are passed on.
  std::function<void()> waiting;
};

/// A recording being decoded: mono (or, with `each`, one signal a channel) float32 at 16 kHz, at its own level (not
/// normalised; values beyond [-1, 1] are kept). Sample i is at i / 16000 s of the media: silence fills a late start and
/// gaps. Memory does not grow with the length of the recording. Not thread-safe.
class AFFECTUS_EXPORT AudioReader {
 public:
  /// `path` is a file, or "-" for standard input. Throws Error: not_found, unreadable, invalid_format (the message gives the
  /// file and FFmpeg's reason; also for a sampling rate below 4 or above 768 kHz), no_audio (there is no audio track),
  /// unsupported (a codec or format that cannot be read, samples without a header), invalid_argument (no such channel or
  /// track, options out of range).
  static AudioReader open(const std::filesystem::path& path, const AudioOptions& options = {});
  /// The same for a recording's bytes, which must outlive the reader. `name` is for messages.
  static AudioReader open_memory(std::span<const std::byte> bytes, const std::string& name,
                                 const AudioOptions& options = {});
  AudioReader(AudioReader&&) noexcept;
  AudioReader& operator=(AudioReader&&) noexcept;
  ~AudioReader();

  /// The number of signals that read() gives: 1, or with `each` the number of channels.
  std::size_t channels() const;
  /// The length in seconds that the container claims, if any. Use it for progress only; it may be wrong.
  std::optional<double> duration_hint_s() const;

  /// Appends the next block to each of `signals` (channels() vectors, all growing by the same count) and returns true, or
  /// returns false at the end. A block has some thousand samples; for a pipe, it has those whose bytes have arrived. If a
  /// recording breaks off or is damaged, the decoded part is given, and warning() says what happened. Throws Error(no_audio)
  /// if there is not a single sample, or Error(unreadable) if the reason is that the bytes could not be read.
  bool read(std::vector<std::vector<float>>& signals);

  /// The silences so far, in order. The last may become longer.
  const std::vector<Silence>& silences() const;
  /// Complete after the end: a message for the user about problems (cut short, damaged, late, with gaps, other tracks);
  /// empty if there are none.
  const std::string& warning() const;
  /// The same as codes, for those that have a code.
  const std::vector<Warning>& warnings() const;

 private:
  friend struct InputReader;  // internal to the library
  struct Impl;
  explicit AudioReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Decodes a whole recording at once, mono. For corpora and tests. `warning`, if given, receives the reader's warning.
AFFECTUS_EXPORT std::vector<float> read_audio(const std::filesystem::path& path, ChannelChoice channels = {},
                                              std::string* warning = nullptr, RecordingOptions recording = {});

}  // namespace affectus
