// Passes a recording through a speech or music codec.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace affectus {

/// mulaw and gsm (8 kHz), amr (8 kHz, 4.75 to 12.2 kbit/s), speex (16 kHz), opus, mp3.
bool is_codec(const std::string& name);

/// Encodes and decodes mono samples at 16 kHz. The result has the same length and no delay. `kilobits_a_second` 0 means the
/// codec's only or usual rate; else its nearest rate is used. Throws Error(unsupported) if this FFmpeg has no such encoder.
std::vector<float> through_codec(std::span<const float> samples, const std::string& name, double kilobits_a_second);

}  // namespace affectus
