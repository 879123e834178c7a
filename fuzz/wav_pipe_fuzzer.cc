// A WAV that comes through a pipe in small pieces.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "audio/byte_input.h"

namespace {

class Piped : public affectus::ByteInput {
 public:
  Piped(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), size_(size) {}
  int read(std::uint8_t* buffer, std::size_t size) override {
    constexpr std::size_t piece = 777;
    const std::size_t count = std::min({size, piece, size_ - done_});
    std::copy_n(bytes_ + done_, count, buffer);
    done_ += count;
    return static_cast<int>(count);
  }

 private:
  const std::uint8_t* bytes_;
  std::size_t size_, done_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // Formats other than WAV are FFmpeg's own.
  if (size < 12 || bytes[0] != 'R' || bytes[8] != 'W') return 0;
  try {
    affectus::AudioReader reader = affectus::InputReader::open(std::make_unique<Piped>(bytes, size), "fuzz.wav");
    std::vector<std::vector<float>> signal(1);
    while (reader.read(signal)) signal[0].clear();
  } catch (const affectus::Error&) {
  }
  return 0;
}
