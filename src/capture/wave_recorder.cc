#include "capture/wave_recorder.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <vector>

#include "affectus/error.h"
#include "storage/output_place.h"

namespace affectus {
namespace {

constexpr std::size_t ds64_bytes = 28;                               // of the chunk's content
constexpr std::size_t header_size = 12 + (8 + ds64_bytes) + 24 + 8;  // RIFF, ds64 or JUNK, fmt, data
constexpr std::size_t silence_at_once = 16384;                       // samples

void put(std::string& bytes, std::uint64_t value, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
}

std::string header_of(std::uint64_t data_bytes, int rate_hz, bool is_large) {
  constexpr std::uint64_t elsewhere = 0xFFFFFFFF;  // the size is in ds64
  const std::uint64_t riff_bytes = data_bytes + header_size - 8;
  std::string header = is_large ? "RF64" : "RIFF";
  put(header, is_large ? elsewhere : riff_bytes, 4);
  header += is_large ? "WAVEds64" : "WAVEJUNK";
  put(header, ds64_bytes, 4);
  put(header, is_large ? riff_bytes : 0, 8);
  put(header, is_large ? data_bytes : 0, 8);
  put(header, is_large ? data_bytes / 2 : 0, 8);  // samples
  put(header, 0, 4);                              // sizes of other chunks
  header += "fmt ";
  put(header, 16, 4);
  put(header, 1, 2);  // PCM
  put(header, 1, 2);  // channel
  put(header, static_cast<std::uint64_t>(rate_hz), 4);
  put(header, 2 * static_cast<std::uint64_t>(rate_hz), 4);  // bytes a second
  put(header, 2, 2);                                        // bytes a sample
  put(header, 16, 2);                                       // bits
  header += "data";
  put(header, is_large ? elsewhere : data_bytes, 4);
  return header;
}

}  // namespace

WaveRecorder::WaveRecorder(std::filesystem::path file, int rate_hz, FileSystem& system, std::uint64_t header_limit)
    : path_(std::move(file)), system_(system), rate_hz_(rate_hz), header_limit_(header_limit) {
  if (is_stream(path_))
    throw Error(ErrorCode::invalid_argument, path_.string() + ": expected a file to record to, found a pipe or a device");
  file_ = FileDescriptor(system_.open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666), system_);
  if (file_.get() < 0) throw_unwritable(path_, errno);
  append(header_of(0, rate_hz_, /*is_large=*/false));
}

WaveRecorder::~WaveRecorder() {
  try {
    finish();
  } catch (...) {  // the header of a second ago stays
  }
}

void WaveRecorder::check(bool done) const {
  if (!done) throw_unwritable(path_, errno);
}

void WaveRecorder::append(const std::string& bytes) { check(write_all(file_.get(), bytes, system_)); }

// The data comes first, so that the header promises no more than there is.
void WaveRecorder::write_header() {
  const std::string header = header_of(data_bytes_, rate_hz_, data_bytes_ + header_size > header_limit_);
  check(system_.lseek(file_.get(), 0, SEEK_SET) == 0);
  append(header);
  check(system_.lseek(file_.get(), 0, SEEK_END) >= 0);
  header_bytes_ = data_bytes_;
}

void WaveRecorder::write(std::span<const float> samples) {
  std::string bytes;
  bytes.reserve(2 * samples.size());
  for (const float sample : samples) {
    const float clipped = std::clamp(std::isfinite(sample) ? sample : 0.0F, -1.0F, 1.0F);
    const long value = std::min(std::lround(clipped * 32768), 32767L);
    put(bytes, static_cast<std::uint64_t>(value), 2);
  }
  append(bytes);
  data_bytes_ += bytes.size();
  if (data_bytes_ - header_bytes_ >= 2 * static_cast<std::uint64_t>(rate_hz_)) write_header();
}

void WaveRecorder::write_silence(std::size_t samples) {
  const std::vector<float> silence(std::min(samples, silence_at_once));
  for (std::size_t left = samples; left > 0;) {
    const std::size_t count = std::min(left, silence.size());
    write(std::span(silence).first(count));
    left -= count;
  }
}

void WaveRecorder::finish() {
  if (file_.get() < 0) return;
  if (header_bytes_ != data_bytes_) write_header();
  check(file_.close());
}

}  // namespace affectus
