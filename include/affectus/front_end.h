// A front end turns samples into frames. The mel filterbank, prosody and pre-trained encoders are front ends; fusion is a
// list of them.
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
  /// Takes the next samples (16 kHz mono, [-1, 1]; any number, also none) and appends every frame that is now final to
  /// `frames`.
  virtual void push(std::span<const float> samples, Frames& frames) = 0;
  /// Ends the signal and appends the frames that only waited for its end. Nothing may be pushed afterwards.
  virtual void finish(Frames& frames) = 0;
};

/// Frames of windows of one signal: what windows that overlap have in common is computed once and kept until a later window
/// leaves it behind. Not thread-safe; must not outlive its front end.
class AFFECTUS_EXPORT FrontEndMemory {
 public:
  virtual ~FrontEndMemory() = default;
  /// The frames of the window `samples` that begins at sample `start` of the signal: to the last bit what
  /// FrontEnd::compute(samples) gives. Windows may come in any order; the order of their starts saves most.
  virtual void compute(std::size_t start, std::span<const float> samples, Frames& frames) = 0;
};

/// Immutable after construction; all members may be called from several threads at once.
class AFFECTUS_EXPORT FrontEnd {
 public:
  virtual ~FrontEnd() = default;

  /// As it is written on the command line and in a model's config: "mfb", "prosody", "mfb+prosody".
  virtual std::string name() const = 0;
  virtual std::size_t dim() const = 0;
  virtual double frame_rate_hz() const = 0;
  /// More than 1: a frame is so many layers of an encoder side by side, for an estimator that learns how to weigh them.
  virtual std::size_t mixed_layers() const { return 1; }
  /// The number of frames that `samples` samples give (0 where the signal is shorter than one frame).
  virtual std::size_t frame_count(std::size_t samples) const = 0;
  /// The fewest samples that give a frame.
  virtual std::size_t first_frame_samples() const = 0;

  virtual std::unique_ptr<FrontEndStream> open_stream() const = 0;
  /// The frames of a whole utterance, frame_count(samples.size()) x dim(), identical to the last bit to what a stream gives
  /// for the same samples in pieces. `frames` is cleared first and takes the front end's dim.
  virtual void compute(std::span<const float> samples, Frames& frames) const;
  Frames compute(std::span<const float> samples) const;
  /// Unless a front end knows better, a memory computes each window for itself.
  virtual std::unique_ptr<FrontEndMemory> open_memory() const;

  /// Says all that the frames depend on beside the samples, every option among it: where two front ends have the same, they
  /// give the same frames. For the names of cached results.
  virtual std::string fingerprint() const = 0;
};

/// Makes front ends by their names. Those that are built in, "mfb" and "prosody", are always there.
class AFFECTUS_EXPORT FrontEndRegistry {
 public:
  /// Makes the front end `name` with its options (a JSON object, or "" for none); nullptr for a name that is not one of its
  /// own. Throws Error(invalid_argument) for options that it does not have.
  using Maker = std::function<std::unique_ptr<FrontEnd>(const std::string& name, const std::string& options)>;

  FrontEndRegistry();
  /// Makers are asked in the order in which they were added. `form` says in messages what their names look like: "an encoder
  /// as FOLDER@LAYER".
  FrontEndRegistry& add(std::string form, Maker maker);

  /// Throws Error(invalid_argument) that lists the known forms where no maker knows the name.
  std::unique_ptr<FrontEnd> make(const std::string& name, const std::string& options) const;

 private:
  struct Entry {
    std::string form;
    Maker maker;
  };
  std::vector<Entry> entries_;
};

/// Builds the front end that `spec` names, with default options: one of the registry's names, or several joined by '+'
/// (frames joined in that order; all must share a frame rate, the shortest decides the count). Throws
/// Error(invalid_argument) that lists the known names.
AFFECTUS_EXPORT std::unique_ptr<FrontEnd> make_front_end(const std::string& spec, const FrontEndRegistry& registry = {});

}  // namespace affectus
