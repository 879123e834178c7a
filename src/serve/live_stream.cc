#include "serve/live_stream.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <exception>
#include <utility>

#include "affectus/error.h"
#include "base/failure.h"
#include "batch/run_facts.h"
#include "serve/server_error.h"
#include "text/shown.h"

namespace affectus {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_input_bytes = std::size_t{1} << 20U;
constexpr double piece_s = 1;                  // of audio, about
constexpr std::size_t encoded_piece = 4096;    // bytes: a few may hold minutes
constexpr double ahead_s = 5;                  // what comes faster than it can be spoken is no live stream
constexpr double longest_s_of_nothing = 0.25;  // what a piece of a container that gives nothing counts as

// Little-endian, as the machine is.
float sample_of(const char* bytes, bool is_float) {
  if (is_float) {
    float value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  }
  std::int16_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<float>(value) / 32768.0F;
}

}  // namespace

LiveStream::LiveStream(const ServedModels& models, Metrics& metrics, std::shared_ptr<StreamOutbox> outbox,
                       std::function<void()> consumed)
    : models_(models),
      metrics_(metrics),
      outbox_(std::move(outbox)),
      consumed_(std::move(consumed)),
      model_(models.find("")) {
  settings_.model = model_->config().name;
  ++metrics_.streams;
  ++metrics_.streams_total;
  outbox_->put(session_created(settings_));
}

LiveStream::~LiveStream() {
  --metrics_.streams;
  metrics_.dropped += outbox_->dropped();
}

void LiveStream::receive_text(std::string text) { add({Input::Kind::text, std::move(text), {}, Clock::now()}); }
void LiveStream::receive_audio(std::string_view bytes) { add({Input::Kind::audio, std::string(bytes), {}, Clock::now()}); }
void LiveStream::close(CloseReason reason) { add({Input::Kind::end, {}, reason, Clock::now()}); }

void LiveStream::add(Input input) {
  const std::lock_guard lock(mutex_);
  if (!takes_input_) return;
  input_bytes_ += input.bytes.size();
  inputs_.push_back(std::move(input));
}

bool LiveStream::is_full() const {
  const std::lock_guard lock(mutex_);
  return input_bytes_ >= most_input_bytes;
}

bool LiveStream::has_input() const {
  const std::lock_guard lock(mutex_);
  return !inputs_.empty();
}

// A stream that is ahead loses nothing by waiting for its reader.
bool LiveStream::must_wait() const { return is_ahead_ && outbox_->is_pressed(); }

bool LiveStream::has_more() const {
  if (is_over_ || must_wait()) return false;
  const std::lock_guard lock(mutex_);
  return current_.has_value() || !inputs_.empty();
}

bool LiveStream::next_input() {
  if (current_) return true;
  const std::lock_guard lock(mutex_);
  if (inputs_.empty()) return false;
  current_ = std::move(inputs_.front());
  inputs_.pop_front();
  input_bytes_ -= current_->bytes.size();
  used_ = 0;
  return true;
}

// The model is that of all these streams: one that is told to take another leaves no windows before its next piece.
void LiveStream::work(std::span<const std::shared_ptr<Job>> jobs, ScoringTools& tools) {
  const std::shared_ptr<const Model> model = model_;
  tools.windows.clear();
  for (const std::shared_ptr<Job>& job : jobs) static_cast<LiveStream&>(*job).advance(tools.windows);
  tools.estimates.resize(std::max(tools.estimates.size(), tools.windows.size()));
  bool has_failed = false;
  if (!tools.windows.empty()) {
    try {
      model->estimate(tools.windows, tools.workspace, std::span(tools.estimates).first(tools.windows.size()));
    } catch (...) {
      has_failed = true;  // one stream's windows must not take the others' with them
    }
    ++metrics_.batches;
    metrics_.windows += tools.windows.size();
  }
  std::size_t first = 0;
  for (const std::shared_ptr<Job>& job : jobs) {
    auto& stream = static_cast<LiveStream&>(*job);
    if (has_failed)
      stream.settle_alone(tools, std::span(tools.windows).subspan(first, stream.waiting_));
    else
      stream.settle(std::span(tools.estimates).subspan(first, stream.waiting_));
    first += stream.waiting_;
  }
}

// What fails ends the session, after what was known.
template <typename Work>
void LiveStream::guarded(const Work& work) {
  try {
    work();
  } catch (...) {
    fail(failure_of(std::current_exception(), "stream"));
  }
}

void LiveStream::fail(const Failure& failure) {
  tell();
  outbox_->put(error_of(failure).event());
  conclude(CloseReason::error);
}

// Takes what came, up to a piece of audio, and leaves its windows to the batch.
void LiveStream::advance(std::vector<SampleWindow>& windows) {
  const std::size_t before = windows.size();
  waiting_ = 0;
  if (is_abandoned_ || must_wait()) {
    is_over_ = is_over_ || is_abandoned_;
    return;
  }
  guarded([&] {
    const Model* const model = model_.get();
    double done_s = 0;
    while (!is_over_ && !owes_flushed_ && model_.get() == model && done_s < piece_s && next_input()) {
      if (current_->kind == Input::Kind::audio) {
        done_s += push_some();
        continue;
      }
      const Input input = *std::exchange(current_, std::nullopt);
      if (input.kind == Input::Kind::text)
        handle(input.bytes);
      else
        conclude(input.reason);
    }
    if (session_ && !is_over_) session_->add_waiting(windows);
  });
  if (is_over_) windows.resize(before);
  waiting_ = windows.size() - before;
  consumed_();
}

void LiveStream::settle(std::span<WindowEstimate> estimates) {
  if (is_over_) return;
  guarded([&] {
    if (session_) session_->settle(estimates, rows_);
    tell();
    if (std::exchange(owes_flushed_, false)) outbox_->put(flushed());
  });
}

void LiveStream::settle_alone(ScoringTools& tools, std::span<const SampleWindow> windows) {
  if (is_over_) return;
  std::vector<WindowEstimate> estimates(windows.size());
  guarded([&] { model_->estimate(windows, tools.workspace, estimates); });
  settle(estimates);
}

// Rows and turns that are known.
void LiveStream::tell() {
  for (const EmotionSegment& row : rows_) outbox_->put_measurement(measurement(row, facts_));
  if (!rows_.empty()) metrics_.measurement_s.add(std::chrono::duration<double>(Clock::now() - last_received_).count());
  measurements_ += rows_.size();
  metrics_.rows += rows_.size();
  rows_.clear();
  if (!session_) return;
  for (const TurnEvent& turn : session_->take_turns()) outbox_->put(turn_event(turn, facts_));
}

void LiveStream::handle(const std::string& text) {
  try {
    const ReceivedMessage received = parse_client_message(text);
    switch (received.message) {
      case ClientMessage::session_update:
        return update(received.session);
      case ClientMessage::flush:
        if (session_) session_->add_tail();
        owes_flushed_ = true;
        return;
      case ClientMessage::session_close:
        return conclude(CloseReason::client_request);
      case ClientMessage::keep_alive:
        return;
    }
  } catch (const RequestError& refused) {
    outbox_->put(refused.error.event());
  }
}

void LiveStream::update(const nlohmann::json& changes) {
  if (session_) throw RequestError{wrong("session.update: expected before the first audio, found after it")};
  const StreamSettings settings = changed_settings(settings_, changes);
  std::shared_ptr<const Model> model = models_.find(settings.model);
  if (settings.model.empty() || !model)
    throw RequestError{missing("session: model: expected one of GET /v1/models, found " + shown(settings.model))};
  settings_ = settings;
  model_ = std::move(model);
  outbox_->put(session_updated(settings_));
}

void LiveStream::open() {
  const PredictionOptions prediction{.window_s = settings_.window_s,
                                     .hop_s = settings_.hop_s,
                                     .scale = settings_.scale,
                                     .windows_together = Scheduler::most_together};
  facts_ = run_facts(*model_, prediction, {});
  SessionOptions options{.sampling_rate = settings_.sampling_rate, .channels = settings_.channels, .prediction = prediction};
  if (settings_.turns) options.turns.emplace();
  session_.emplace(model_, options);
  begin_ = Clock::now();
}

// Of the current input; the seconds that it counts as.
double LiveStream::push_some() {
  if (!session_) open();
  const double before_s = session_->received_s();
  const double counted_s = settings_.encoding == "container" ? push_bytes() : push_samples();
  const double received_s = session_->received_s();
  metrics_.audio_s.fetch_add(received_s - before_s);
  is_ahead_ = received_s > std::chrono::duration<double>(Clock::now() - begin_).count() + ahead_s;
  last_received_ = current_->received;
  if (used_ == current_->bytes.size()) current_.reset();
  return std::max(counted_s, received_s - before_s);
}

double LiveStream::push_bytes() {
  const std::size_t size = std::min(encoded_piece, current_->bytes.size() - used_);
  const std::string_view piece = std::string_view(current_->bytes).substr(used_, size);
  used_ += size;
  session_->push_encoded(std::as_bytes(std::span(piece)), rows_);
  return longest_s_of_nothing;
}

double LiveStream::push_samples() {
  const bool is_float = settings_.encoding == "f32le";
  const std::size_t sample_size = is_float ? sizeof(float) : sizeof(std::int16_t);
  const auto channels = static_cast<std::size_t>(settings_.channels),
             rate = static_cast<std::size_t>(settings_.sampling_rate);
  const std::size_t frame_size = sample_size * channels;
  std::string_view rest = std::string_view(current_->bytes).substr(used_);
  samples_.clear();
  const auto take = [&](const char* bytes) {
    for (std::size_t i = 0; i < channels; ++i) samples_.push_back(sample_of(bytes + i * sample_size, is_float));
  };
  if (!carried_.empty()) {
    const std::size_t missing = std::min(frame_size - carried_.size(), rest.size());
    carried_ += rest.substr(0, missing);
    rest.remove_prefix(missing);
    if (carried_.size() == frame_size) {
      take(carried_.data());
      carried_.clear();
    }
  }
  const std::size_t frames = std::min(rest.size() / frame_size, rate);
  for (std::size_t i = 0; i < frames; ++i) take(rest.data() + i * frame_size);
  rest.remove_prefix(frames * frame_size);
  if (rest.size() < frame_size) {
    carried_ += rest;
    rest = {};
  }
  used_ = current_->bytes.size() - rest.size();
  if (!samples_.empty()) session_->push(samples_, rows_);
  return 0;
}

// What came after the end: its sender must not wait for room.
void LiveStream::drop_inputs() {
  {
    const std::lock_guard lock(mutex_);
    takes_input_ = false;
    inputs_.clear();
    input_bytes_ = 0;
  }
  current_.reset();
  consumed_();
}

// Scores the rest, and says good-bye.
void LiveStream::conclude(CloseReason reason) {
  if (is_over_) return;
  is_over_ = true;
  drop_inputs();
  if (session_ && reason != CloseReason::error) {
    try {
      session_->finish(rows_);
    } catch (...) {
      tell();
      outbox_->put(error_of(failure_of(std::current_exception(), "stream")).event());
      reason = CloseReason::error;
    }
    tell();
  }
  outbox_->put(session_closed(reason, session_ ? session_->received_s() : 0, measurements_, outbox_->dropped()));
  outbox_->end();
}

}  // namespace affectus
