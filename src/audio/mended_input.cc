#include "audio/mended_input.h"

#include <algorithm>
#include <utility>

#include "audio/wav_length.h"
#include "text/counted.h"
#include "text/text.h"

namespace affectus {

int MendedInput::read(std::uint8_t* buffer, std::size_t size) {
  const std::uint64_t left = end_ - std::min(end_, at_);
  if (left == 0) return 0;
  const int count = input_->read(buffer, static_cast<std::size_t>(std::min<std::uint64_t>(size, left)));
  if (count <= 0) return count;
  const std::uint64_t first = std::max(place_, at_),
                      end = std::min(place_ + bytes_.size(), at_ + static_cast<unsigned>(count));
  for (std::uint64_t i = first; i < end; ++i) buffer[i - at_] = static_cast<std::uint8_t>(bytes_[i - place_]);
  at_ += static_cast<unsigned>(count);
  return count;
}

bool MendedInput::seek(std::uint64_t place) {
  if (!input_->seek(place)) return false;
  at_ = place;
  return true;
}

std::uint64_t MendedInput::size() const { return std::min(end_, input_->size()); }

namespace {

// For FFmpeg: to the end of the file.
std::string length_until(const WavData& data, std::uint64_t file_size) {
  if (!data.is_length_wide) return std::string(4, '\xff');
  std::string bytes;
  for (unsigned shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((file_size - data.first) >> shift);
  return bytes;
}

}  // namespace

std::unique_ptr<ByteInput> mended_wav(std::unique_ptr<ByteInput> input, const WavData& data, std::string& note,
                                      bool& is_left_out) {
  const BytesAt bytes_at = [&](std::uint64_t place, std::size_t count) { return input->bytes_at(place, count); };
  const std::uint64_t size = input->size();
  std::uint64_t end = size;
  if (data.is_length_wide && !data.is_length_known)
    return std::make_unique<MendedInput>(std::move(input), size, data.length_place, length_until(data, size));
  const WavRest rest = rest_of_wav(data, bytes_at, size, end);
  if (rest == WavRest::chunks && end == size) return input;
  if (rest == WavRest::chunks) return std::make_unique<MendedInput>(std::move(input), end, 0, std::string());
  const auto seconds = [&](std::uint64_t bytes) { return decimal(data.seconds(bytes), 2) + " s"; };
  if (rest == WavRest::samples) {
    note = "its header says " + seconds(data.bytes) + ", but the sound goes on: all " + seconds(size - data.first) +
           " are read";
    return std::make_unique<MendedInput>(std::move(input), size, data.length_place, length_until(data, size));
  }
  const std::string bytes = counted(size - end, "byte", "bytes");
  note = rest == WavRest::recording ? "another recording follows in the same file: its " + bytes + " (about " +
                                          seconds(size - end) + ") are not read"
                                    : bytes + " of zeros after its end (" + seconds(size - end) + ") are not read";
  is_left_out = true;
  return std::make_unique<MendedInput>(std::move(input), end, 0, std::string());
}

}  // namespace affectus
