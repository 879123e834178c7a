// Converts the caller's options, of any version of the header, to those of this library.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "affectus/c.h"
#include "affectus/error.h"
#include "affectus/prediction.h"
#include "affectus/signal.h"
#include "c_base/surroundings.h"

namespace affectus {

/// Copies the fields within the struct's own size; the rest is 0. If `given` is null, all are defaults. Throws
/// Error(invalid_argument) for a size that no version has: one that does not include itself or ends within a field.
template <typename Options>
Options read_options(const Options* given) {
  Options options{};
  if (given == nullptr) return options;
  std::size_t size = 0;
  std::memcpy(&size, given, sizeof size);
  if (size < sizeof size || size % alignof(Options) != 0)
    throw Error(ErrorCode::invalid_argument, "size of options: expected that of their struct, " +
                                                 std::to_string(sizeof(Options)) + ", found " + std::to_string(size));
  std::memcpy(&options, given, std::min(size, sizeof options));
  return options;
}

/// Empty if `text` is null.
inline std::string text_of(const char* text) { return text == nullptr ? "" : text; }

/// Throws Error(invalid_argument) for a list or a text in it that is null.
std::vector<std::string> texts_of(const char* const* texts, std::size_t count, const char* name);

/// For fields that both kinds of prediction options have. Each throws Error(invalid_argument) that names the field.
Scale scale_of(std::int32_t scale);
ChannelChoice channels_of(std::int32_t channels, std::int32_t channel);
/// Absent for AFFECTUS_WHOLE.
std::optional<double> window_of(double window_s);

/// Throws Error(invalid_argument) that names the field if a number is out of range. `raw` is not read.
RecordingFields recording_of(std::int32_t track, const char* raw, double max_duration_s);
/// Throws Error(invalid_argument) if the fields describe a recording, because samples are not one.
void require_samples(const RecordingFields& fields);

/// 1 to 1024; `standard` for 0.
std::size_t threads_of(std::size_t threads, std::size_t standard);

}  // namespace affectus
