// The caller's options, of whichever version of the header, as this library's.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "affectus/audio.h"
#include "affectus/c.h"
#include "affectus/error.h"
#include "affectus/prediction.h"

namespace affectus {

/// A copy of what lies within the struct's own size; the rest is 0. All defaults where `given` is null. Throws
/// Error(invalid_argument) for a size that no version has: one that does not hold itself or ends within a field.
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

/// Empty where `text` is null.
inline std::string text_of(const char* text) { return text == nullptr ? "" : text; }

/// Throws Error(invalid_argument) for a list or a text in it that is null.
std::vector<std::string> texts_of(const char* const* texts, std::size_t count, const char* name);

/// What both kinds of prediction options choose. Each throws Error(invalid_argument) that names the field.
Scale scale_of(std::int32_t scale);
ChannelChoice channels_of(std::int32_t channels, std::int32_t channel);
/// Absent for AFFECTUS_WHOLE.
std::optional<double> window_of(double window_s);

/// 1 to 1024; `standard` for 0.
std::size_t threads_of(std::size_t threads, std::size_t standard);

}  // namespace affectus
