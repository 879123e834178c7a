// Decodes a recording whose bytes are pushed, by whatever library there is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "affectus/signal.h"
#include "affectus/warnings.h"
#include "base/project.h"

namespace affectus {

/// Not thread-safe.
class AFFECTUS_PROJECT ByteDecoder {
 public:
  virtual ~ByteDecoder() = default;
  /// Passes on bytes, which must stay valid until next() has returned false.
  virtual void push(std::span<const std::byte> bytes) = 0;
  /// No more bytes will come.
  virtual void end() = 0;
  /// Decodes about a second, or as much as the bytes hold, and appends it to `signals` (16 kHz), which gets one vector for
  /// each signal once their number is known. False if it needs more bytes, or the recording has ended. Throws Error, once.
  virtual bool next(std::vector<std::vector<float>>& signals) = 0;

  /// The silences of the signal that next() has given so far.
  virtual const std::vector<Silence>& silences() const = 0;
  /// The recording's warnings; complete after the end.
  virtual const std::vector<Warning>& warnings() const = 0;
};

}  // namespace affectus
