// A front end turns samples into frames. The mel filterbank, prosody and (later) pre-trained encoders are front ends; fusion
// is a list of them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "affectus/frames.h"

namespace affectus {

/// Frames of one signal that arrives in pieces. Not thread-safe; one stream, one signal.
class FrontEndStream {
 public:
  virtual ~FrontEndStream() = default;
  /// Takes the next samples (16 kHz mono, [-1, 1]; any number, also none) and appends every frame that is now final to
  /// `frames`.
  virtual void push(std::span<const float> samples, Frames& frames) = 0;
  /// Ends the signal and appends the frames that only waited for its end. Nothing may be pushed afterwards.
  virtual void finish(Frames& frames) = 0;
};

/// Immutable after construction; all members may be called from several threads at once.
class FrontEnd {
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

  virtual std::unique_ptr<FrontEndStream> open_stream() const = 0;
  /// The frames of a whole utterance, frame_count(samples.size()) x dim(), identical to the last bit to what a stream gives
  /// for the same samples in pieces. `frames` is cleared first and takes the front end's dim.
  virtual void compute(std::span<const float> samples, Frames& frames) const;
  Frames compute(std::span<const float> samples) const;

  /// Says what the frames depend on beside the samples: where two front ends have the same, they give the same frames. For
  /// the names of cached results.
  virtual std::string fingerprint() const { return name(); }

  /// True where a frame depends on its own samples only, so that frames of a window that starts on the frame grid are the
  /// frames of the whole signal at the same place.
  virtual bool is_local() const { return false; }
};

/// Makes front ends that are not built in, from a name and its options (a JSON object, or "" for none): nullptr for a name
/// that is not one of its own.
using FrontEndMaker = std::function<std::unique_ptr<FrontEnd>(const std::string& name, const std::string& options)>;

/// Builds the front end that `spec` names, with default options: "mfb", "prosody", a name that `others` knows, or several
/// joined by '+' (frames joined in that order; all must share a frame rate, the shortest decides the count). Throws
/// Error(invalid_argument) that lists the known names.
std::unique_ptr<FrontEnd> make_front_end(const std::string& spec, const FrontEndMaker& others = {});

}  // namespace affectus
