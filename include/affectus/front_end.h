// A front end turns samples into frames. The mel filterbank, prosody and pre-trained encoders are front ends; fusion
// combines several.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "affectus/export.h"
#include "affectus/frames.h"

namespace affectus {

/// Frames of one signal that arrives in pieces. Not thread-safe; one stream, one signal.
class AFFECTUS_EXPORT FrontEndStream {
 public:
  virtual ~FrontEndStream() = default;
  /// Takes the next samples (16 kHz mono, [-1, 1]; any number, also none) and appends all frames that are now final to
  /// `frames`.
  virtual void push(std::span<const float> samples, Frames& frames) = 0;
  /// Ends the signal and appends the remaining frames. Nothing may be pushed afterwards.
  virtual void finish(Frames& frames) = 0;
};

/// Computes frames for windows of one signal. Work that overlapping windows share is done once and kept as long as later
/// windows may need it. Not thread-safe; must not outlive its front end.
class AFFECTUS_EXPORT FrontEndMemory {
 public:
  virtual ~FrontEndMemory() = default;
  /// Computes the frames of the window `samples`, which begins at sample `start` of the signal. They equal those of
  /// FrontEnd::compute(samples) to the last bit. Windows may come in any order; ascending starts save most.
  virtual void compute(std::size_t start, std::span<const float> samples, Frames& frames) = 0;
};

/// Immutable after construction; all members may be called from several threads at once.
class AFFECTUS_EXPORT FrontEnd {
 public:
  virtual ~FrontEnd() = default;

  /// The name on the command line and in a model's config: "mfb", "prosody", "mfb+prosody".
  virtual std::string name() const = 0;
  virtual std::size_t dim() const = 0;
  virtual double frame_rate_hz() const = 0;
  /// More than 1: a frame is this many layers of an encoder side by side, for an estimator that learns how to weight them.
  virtual std::size_t mixed_layers() const { return 1; }
  /// The number of frames that `samples` samples give (0 if the signal is shorter than one frame).
  virtual std::size_t frame_count(std::size_t samples) const = 0;
  /// The fewest samples that give a frame.
  virtual std::size_t first_frame_samples() const = 0;

  virtual std::unique_ptr<FrontEndStream> open_stream() const = 0;
  /// Computes the frames of a whole utterance, frame_count(samples.size()) x dim(). They equal, to the last bit, those of a
  /// stream that gets the samples in pieces. `frames` is cleared first and gets the front end's dim.
  virtual void compute(std::span<const float> samples, Frames& frames) const;
  Frames compute(std::span<const float> samples) const;
  /// The default memory computes each window on its own.
  virtual std::unique_ptr<FrontEndMemory> open_memory() const;

  /// A text with everything but the samples on which the frames depend, including every option: two front ends with the same
  /// fingerprint give the same frames. It names cached results.
  virtual std::string fingerprint() const = 0;
};

/// Makes front ends by their names. The built-in ones, "mfb" and "prosody", are always included.
class AFFECTUS_EXPORT FrontEndRegistry {
 public:
  /// Makes the front end `name` with its options (a JSON object, or "" for none). Returns nullptr if the name is not the
  /// maker's. Throws Error(invalid_argument) for invalid options.
  using Maker = std::function<std::unique_ptr<FrontEnd>(const std::string& name, const std::string& options)>;

  FrontEndRegistry();
  /// Makers are tried in the order in which they were added. Messages show `form` as the form of their names: "an encoder as
  /// FOLDER@LAYER".
  FrontEndRegistry& add(std::string form, Maker maker);

  /// Throws Error(invalid_argument) that lists the known forms if no maker knows the name.
  std::unique_ptr<FrontEnd> make(const std::string& name, const std::string& options) const;

 private:
  struct Entry {
    std::string form;
    Maker maker;
  };
  std::vector<Entry> entries_;
};

/// Makes the front end that `spec` names, with default options. `spec` is one of the registry's names, or several joined by
/// '+': then their frames are joined in this order, all must have the same frame rate, and the shortest decides the number
/// of frames. Throws Error(invalid_argument) that lists the known names.
AFFECTUS_EXPORT std::unique_ptr<FrontEnd> make_front_end(const std::string& spec, const FrontEndRegistry& registry = {});

}  // namespace affectus
