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

/// How a recording is read.
struct AudioOptions {
  ChannelChoice channels;
  /// Asked a few times a second, also while bytes are waited for; true: open() and read() throw Error(cancelled).
  std::function<bool()> stopped;
  /// Called, from within open() and read(), before bytes are waited for that have not come yet (a pipe's). What it throws is
  /// thrown on.
  std::function<void()> waiting;
};

/// A recording being decoded: mono (or, with `each`, one signal a channel) float32 at 16 kHz, at its own level (not
/// normalised; values beyond [-1, 1] are kept). Memory does not grow with the length of the recording. Not thread-safe.
class AFFECTUS_EXPORT AudioReader {
 public:
  /// `path` is a file, or "-" for standard input. A video's first audio stream is taken (the one that FFmpeg calls best).
  /// Throws Error: not_found, unreadable, invalid_format (the message names the file and FFmpeg's reason), no_audio (there
  /// is no audio stream), invalid_argument (no such channel).
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
  /// end comes without one sample.
  bool read(std::vector<std::vector<float>>& signals);

  /// Empty, or why the recording was cut short, to be shown to the user as it is.
  const std::string& warning() const;
  /// The same as codes.
  const std::vector<Warning>& warnings() const;

 private:
  friend struct InputReader;  // of the library's own
  struct Impl;
  explicit AudioReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// A whole recording at once, mono. For corpora and tests; `warning` (where given) takes the reader's warning.
AFFECTUS_EXPORT std::vector<float> read_audio(const std::filesystem::path& path, ChannelChoice channels = {},
                                              std::string* warning = nullptr);

}  // namespace affectus
