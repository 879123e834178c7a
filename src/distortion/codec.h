// What a speech or music codec leaves of a recording.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace affectus {

/// mulaw and gsm (8 kHz), amr (8 kHz, 4.75 to 12.2 kbit/s), speex (16 kHz), opus, mp3.
bool is_codec(const std::string& name);

/// Encodes and decodes mono samples at 16 kHz; as many come back, in time with those that went in. `kilobits_a_second` 0:
/// the codec's only or usual rate. The nearest rate that it has is taken. Throws Error(unsupported) where this FFmpeg has no
/// such encoder.
std::vector<float> through_codec(std::span<const float> samples, const std::string& name, double kilobits_a_second);

}  // namespace affectus
