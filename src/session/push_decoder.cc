#include "session/push_decoder.h"

#include <algorithm>
#include <iterator>
#include <system_error>
#include <utility>

#include "affectus/error.h"
#include "audio/byte_input.h"
#include "audio/ffmpeg.h"
#include "signal/silence_marks.h"

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

bool PushDecoder::next(std::vector<std::vector<float>>& signals) {
  std::unique_lock lock(mutex_);
  if (!done_ && (!wants_bytes_ || !bytes_.empty() || at_end_)) {
    if (!thread_.joinable()) start();
    wants_bytes_ = false;
    turn_ = Turn::decoder;
    changed_.notify_all();
    changed_.wait(lock, [this] { return turn_ == Turn::caller; });
  }
  signals.resize(std::max(signals.size(), decoded_.size()));
  for (std::size_t i = 0; i < decoded_.size(); ++i) {
    signals[i].insert(signals[i].end(), decoded_[i].begin(), decoded_[i].end());
    decoded_[i].clear();
  }
  if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) std::rethrow_exception(failure);
  return !done_ && !wants_bytes_;
}

// On the decoder's thread.
void PushDecoder::give_turn_back(std::unique_lock<std::mutex>& lock) {
  turn_ = Turn::caller;
  changed_.notify_all();
  changed_.wait(lock, [this] { return turn_ == Turn::decoder; });
}

// On the decoder's thread: hands the turn back where all bytes were read.
int PushDecoder::take(std::uint8_t* buffer, std::size_t size) {
  std::unique_lock lock(mutex_);
  while (bytes_.empty() && !at_end_ && !abandoned_) {
    wants_bytes_ = true;
    give_turn_back(lock);
  }
  if (abandoned_) return AVERROR_EXIT;
  const std::size_t count = std::min(size, bytes_.size());
  std::copy_n(reinterpret_cast<const std::uint8_t*>(bytes_.data()), count, buffer);
  bytes_ = bytes_.subspan(count);
  return static_cast<int>(count);
}

// Bytes may hold hours: each second is given before the next is decoded, so that a cancel is heard. False where nobody wants
// more.
bool PushDecoder::add(std::vector<std::vector<float>>& signals, const std::vector<Silence>& silences) {
  std::unique_lock lock(mutex_);
  follow(silences_, silences);
  decoded_.resize(signals.size());
  for (std::size_t i = 0; i < signals.size(); ++i) {
    std::ranges::copy(signals[i], std::back_inserter(decoded_[i]));
    signals[i].clear();
  }
  if (!abandoned_ && decoded_.front().size() >= sample_rate_hz) give_turn_back(lock);
  return !abandoned_;
}

// The thread. It holds the lock only to hand things over.
void PushDecoder::decode() {
  std::exception_ptr failure;
  std::vector<Warning> warnings;
  try {
    AudioReader reader =
        InputReader::open(std::make_unique<Input>(*this), "stream",
                          {.channels = channels_, .recording = recording_, .stopped = [this] { return abandoned_.load(); }});
    std::vector<std::vector<float>> signals(reader.channels());
    while (reader.read(signals) && add(signals, reader.silences())) {
    }
    warnings = reader.warnings();
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  warnings_ = std::move(warnings);
  failure_ = std::move(failure);  // the last reference on this thread: the caller frees the exception
  done_ = true;
  turn_ = Turn::caller;
  changed_.notify_all();
}

std::function<std::unique_ptr<ByteDecoder>()> make_decoder(ChannelChoice channels, const RecordingOptions& recording) {
  return [channels, recording] { return std::make_unique<PushDecoder>(channels, recording); };
}

}  // namespace affectus
