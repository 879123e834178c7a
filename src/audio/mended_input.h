// A recording's bytes with a corrected header, for demuxers that trust the header.
#pragma once

#include <memory>
#include <string>

#include "audio/byte_input.h"
#include "audio/wav_length.h"

namespace affectus {

class MendedInput : public ByteInput {
 public:
  /// `input` is seekable. The result ends at `end` and has `bytes` at `place`.
  MendedInput(std::unique_ptr<ByteInput> input, std::uint64_t end, std::uint64_t place, std::string bytes)
      : input_(std::move(input)), end_(end), place_(place), bytes_(std::move(bytes)) {}

  int read(std::uint8_t* buffer, std::size_t size) override;
  bool is_seekable() const override { return true; }
  bool seek(std::uint64_t place) override;
  std::uint64_t size() const override;
  std::string bytes_at(std::uint64_t place, std::size_t count) const override { return input_->bytes_at(place, count); }

 private:
  std::unique_ptr<ByteInput> input_;
  std::uint64_t end_;
  std::uint64_t place_;
  std::string bytes_;
  std::uint64_t at_ = 0;
};

/// Corrects the wrong length of a WAV, so that exactly its sound is read. `input` is seekable, `data` its data chunk. `note`
/// receives a message about the correction or about data that is left out; `is_left_out` tells whether that is sound. A
/// right length is left as it is.
std::unique_ptr<ByteInput> mended_wav(std::unique_ptr<ByteInput> input, const WavData& data, std::string& note,
                                      bool& is_left_out);

}  // namespace affectus
