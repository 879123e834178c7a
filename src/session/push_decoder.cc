#include "session/push_decoder.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "affectus/error.h"
#include "audio/byte_input.h"
#include "audio/ffmpeg.h"

namespace affectus {

class PushDecoder::Input : public ByteInput {
 public:
  explicit Input(PushDecoder& decoder) : decoder_(decoder) {}
  int read(std::uint8_t* buffer, std::size_t size) override { return decoder_.take(buffer, size); }

 private:
  PushDecoder& decoder_;
};

PushDecoder::~PushDecoder() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    turn_ = Turn::decoder;
  }
  changed_.notify_all();
  thread_.join();
}

void PushDecoder::start() {
  try {
    thread_ = std::thread([this] { decode(); });
  } catch (const std::system_error& error) {
    throw Error(ErrorCode::unsupported, std::string("a recording's bytes need a thread to be decoded on: ") + error.what());
  }
}

void PushDecoder::push(std::span<const std::byte> bytes, std::vector<std::vector<float>>& signals) {
  if (!bytes.empty()) resume(bytes, signals);
}

void PushDecoder::finish(std::vector<std::vector<float>>& signals) {
  at_end_ = true;
  resume({}, signals);
}

// Lets the decoder work until it wants more bytes than there are, or is done.
void PushDecoder::resume(std::span<const std::byte> bytes, std::vector<std::vector<float>>& signals) {
  std::unique_lock lock(mutex_);
  if (!done_) {
    if (!thread_.joinable()) start();
    bytes_ = bytes;
    turn_ = Turn::decoder;
    changed_.notify_all();
    changed_.wait(lock, [this] { return turn_ == Turn::caller; });
    bytes_ = {};  // where the recording ended before them
  }
  signals.resize(std::max(signals.size(), decoded_.size()));
  for (std::size_t i = 0; i < decoded_.size(); ++i) {
    signals[i].insert(signals[i].end(), decoded_[i].begin(), decoded_[i].end());
    decoded_[i].clear();
  }
  if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
}

// On the decoder's thread: hands the turn back where all bytes were read.
int PushDecoder::take(std::uint8_t* buffer, std::size_t size) {
  std::unique_lock lock(mutex_);
  while (bytes_.empty() && !at_end_ && !abandoned_) {
    turn_ = Turn::caller;
    changed_.notify_all();
    changed_.wait(lock, [this] { return turn_ == Turn::decoder; });
  }
  if (abandoned_) return AVERROR_EXIT;
  const std::size_t count = std::min(size, bytes_.size());
  std::copy_n(reinterpret_cast<const std::uint8_t*>(bytes_.data()), count, buffer);
  bytes_ = bytes_.subspan(count);
  return static_cast<int>(count);
}

// The thread. It holds the lock only to hand things over.
void PushDecoder::decode() {
  std::exception_ptr failure;
  std::vector<Warning> warnings;
  try {
    AudioReader reader = AudioReader::open_input(std::make_unique<Input>(*this), "stream", {.channels = channels_});
    std::vector<std::vector<float>> signals(reader.channels());
    while (reader.read(signals)) {
      const std::lock_guard lock(mutex_);
      decoded_.resize(signals.size());
      for (std::size_t i = 0; i < signals.size(); ++i) {
        std::ranges::copy(signals[i], std::back_inserter(decoded_[i]));
        signals[i].clear();
      }
    }
    warnings = reader.warnings();
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  warnings_ = std::move(warnings);
  failure_ = failure;
  done_ = true;
  turn_ = Turn::caller;
  changed_.notify_all();
}

}  // namespace affectus
