// A recording's bytes with a header put right, for demuxers that take it at its word.
#pragma once

#include <memory>
#include <string>

#include "audio/byte_input.h"

namespace affectus {

class MendedInput : public ByteInput {
 public:
  /// Of something seekable: it ends at `end`, and has `bytes` at `place`.
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

/// A WAV whose length is wrong, so that all of its sound is read and nothing else; `note` takes, in words, what was done or
/// is left out, and `is_left_out` whether sound is. What is no such file comes back as it is.
std::unique_ptr<ByteInput> mended_wav(std::unique_ptr<ByteInput> input, std::string& note, bool& is_left_out);

}  // namespace affectus
