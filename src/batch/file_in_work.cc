#include "batch/file_in_work.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "affectus/error.h"
#include "base/failure.h"
#include "signal/silence_marks.h"
#include "text/text.h"

namespace affectus {
namespace {

bool has_channel(const Interval& interval) { return interval.channel.has_value(); }

std::string text_of(const Interval& interval) {
  const std::string start = "the interval from " + seconds_text(interval.start_s);
  return std::isinf(interval.end_s) ? start + " s to the end" : start + " to " + seconds_text(interval.end_s) + " s";
}

// Whether no interval ends within the recording, some lie beyond it, and all would lie in it with times divided by 1000.
bool may_be_milliseconds(const std::vector<Interval>& intervals, const WindowPlan& plan, double duration_s) {
  constexpr double shortest_s = 0.1;  // of the longest interval, or its times are no stretch of speech in milliseconds
  constexpr double milliseconds = 1000;
  if (std::ranges::none_of(plan.outside(), has_length)) return false;
  if (plan.outside().size() + plan.cut().size() < intervals.size()) return false;
  const auto is_inside = [&](const Interval& interval) {
    const double last_s = std::isinf(interval.end_s) ? interval.start_s : interval.end_s;
    return last_s / milliseconds <= duration_s;
  };
  const auto is_long = [](const Interval& interval) {
    return interval.end_s - interval.start_s >= shortest_s * milliseconds;
  };
  return std::ranges::all_of(intervals, is_inside) && std::ranges::any_of(intervals, is_long);
}

}  // namespace

void FileInWork::open(const DecodingCallbacks& callbacks) {
  ChannelChoice channels_wanted = options_.channels;
  if (std::ranges::any_of(task_.intervals, &has_channel)) channels_wanted = {.kind = ChannelChoice::Kind::each};
  const AudioOptions audio{
      .channels = channels_wanted, .recording = options_.recording, .stopped = callbacks.stopped, .waiting = [this] {
        if (waiting_) waiting_();
      }};
  reader_.emplace(task_.bytes ? AudioReader::open_memory(*task_.bytes, task_.name, audio)
                              : AudioReader::open(task_.path, audio));
  callbacks.opened(*reader_);
  signals_.resize(reader_->channels());
  assign_signals();
  const double longest_s = model_.config().longest_training_input_s;
  std::vector<WindowPlan> plans;
  for (std::size_t i = 0; i < (is_by_interval() ? 1 : signals_.size()); ++i)
    plans.emplace_back(options_.prediction, longest_s, task_.intervals);
  std::vector<Channel> channels;
  for (std::size_t i = 0; i < signals_.size() + (is_by_interval() ? 1 : 0); ++i)
    channels.emplace_back(plans.front().samples_kept(together_));
  const std::lock_guard lock(mutex_);
  plans_ = std::move(plans);
  channels_ = std::move(channels);
  joined_.emplace(plans_.size(), !is_by_interval() && options_.channels.kind == ChannelChoice::Kind::each);
}

// Where intervals name channels, each has the windows of its own.
void FileInWork::assign_signals() {
  if (std::ranges::none_of(task_.intervals, &has_channel)) return;
  for (const Interval& interval : task_.intervals) {
    const std::size_t signal = interval.channel ? static_cast<std::size_t>(*interval.channel) : signals_.size();
    if (interval.channel && signal >= signals_.size())
      throw Error(ErrorCode::invalid_argument, task_.name + ": expected intervals of its channels, of which it has " +
                                                   std::to_string(signals_.size()) + ", found one of channel " +
                                                   std::to_string(*interval.channel) + " (counted from 0)");
    signal_of_interval_.push_back(signal);
  }
}

void FileInWork::decode(WindowBatch& batch, std::size_t most, const DecodingCallbacks& callbacks) {
  waiting_ = callbacks.waiting;
  try {
    if (!reader_ && !decoded_) open(callbacks);
    const auto fill = [&] {
      const std::lock_guard lock(mutex_);
      hand_out(batch, most);
      return batch.size() >= most;
    };
    const auto is_paused = [&] { return callbacks.paused && callbacks.paused(); };
    while (!fill() && may_decode() && !has_failed() && !is_paused()) read(callbacks);
  } catch (...) {
    const Failure failure = failure_of(std::current_exception(), task_.name);
    if (failure.code == ErrorCode::cancelled) throw;
    fail(failure);
  }
  if (has_failed()) release();
}

// A recording that failed may wait long for its turn, as others do.
void FileInWork::release() {
  reader_.reset();
  signals_ = {};
  const std::lock_guard lock(mutex_);
  for (Channel& channel : channels_) {
    channel.buffer = SampleBuffer();
    channel.memory.reset();
  }
  is_released_ = true;
}

void FileInWork::read(const DecodingCallbacks& callbacks) {
  if (!reader_->read(signals_)) return finish();
  callbacks.decoded(static_cast<double>(signals_.front().size()) / sample_rate_hz);
  if (is_by_interval()) mix();
  take_silences();
  cut();
  for (std::vector<float>& signal : signals_) signal.clear();
}

void FileInWork::take_silences() {
  const std::lock_guard lock(mutex_);
  follow(silences_, reader_->silences());
}

// The mean of the signals.
void FileInWork::mix() {
  mix_.assign(signals_.front().size(), 0.0F);
  const float weight = 1.0F / static_cast<float>(signals_.size());
  std::vector<float> squares(mix_.size());
  for (const std::vector<float>& signal : signals_) mix_in(signal, weight, mix_, squares);
  const std::lock_guard lock(mutex_);
  cancelling_.add(mix_, squares, static_cast<int>(signals_.size()), sample_rate_hz, mix_silences_);
}

// Under the lock.
void FileInWork::take_windows(std::size_t plan, std::vector<Window>& windows) {
  for (const Window& window : windows) {
    Channel& channel = channels_[is_by_interval() ? signal_of_interval_[window.part] : plan];
    channel.waiting.push_back(channel.first + channel.slots.size());
    channel.slots.push_back({window, std::nullopt});
    ++unscored_;
  }
  windows.clear();
}

void FileInWork::cut() {
  const std::lock_guard lock(mutex_);
  samples_ += signals_.front().size();
  if (task_.has_intervals && task_.intervals.empty()) return;
  for (std::size_t i = 0; i < channels_.size(); ++i) channels_[i].buffer.append(i < signals_.size() ? signals_[i] : mix_);
  std::vector<Window> windows;
  for (std::size_t plan = 0; plan < plans_.size(); ++plan) {
    plans_[plan].advance(samples_, windows);
    take_windows(plan, windows);
  }
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    Channel& channel = channels_[i];
    std::size_t needed = plans_[plan_of(i)].needed_from();
    for (const std::size_t sequence : channel.waiting)
      needed = std::min(needed, channel.slots[sequence - channel.first].window.start);
    channel.buffer.forget_before(needed);
  }
}

void FileInWork::finish() {
  take_silences();
  const std::lock_guard lock(mutex_);
  decoded_ = true;
  reader_warning_ = reader_->warning();
  warnings_ = reader_->warnings();
  // A recording may wait long for its turn: its file and its samples must not.
  reader_.reset();
  signals_ = {};
  mix_ = {};
  if (task_.has_intervals && task_.intervals.empty()) return;
  std::vector<Window> windows;
  for (std::size_t plan = 0; plan < plans_.size(); ++plan) {
    plans_[plan].finish(windows);
    take_windows(plan, windows);
  }
  for (std::size_t i = 0; i < channels_.size(); ++i) settle(i);
  forget_memories_if_done();
}

std::size_t FileInWork::waiting_windows() const {
  std::size_t count = 0;
  for (const Channel& channel : channels_) count += channel.waiting.size();
  return count;
}

void FileInWork::hand_out_all(WindowBatch& batch) {
  const std::lock_guard lock(mutex_);
  hand_out(batch, batch.size() + waiting_windows());
}

// Under the lock: up to `most` windows, once there are so many or no more will come. Of each channel a block holds what its
// windows share.
void FileInWork::hand_out(WindowBatch& batch, std::size_t most) {
  if (failure_ || (!decoded_ && batch.size() + waiting_windows() < most && !keeps_much())) return;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    Channel& channel = channels_[i];
    const auto window_of = [&](std::size_t sequence) { return channel.slots[sequence - channel.first].window; };
    std::size_t count = 0, first = 0, end = 0;
    auto block = std::make_shared<SampleBlock>();
    for (const std::size_t sequence : channel.waiting) {
      if (batch.size() + count == most) break;
      const Window window = window_of(sequence);
      first = count++ == 0 ? window.start : std::min(first, window.start);
      end = std::max(end, window.end);
      block->overlaps = block->overlaps || window.start < channel.handed_until;
      channel.handed_until = std::max(channel.handed_until, window.end);
    }
    if (count == 0) continue;
    if (count == channel.waiting.size() && channel.buffer.size() <= 2 * (end - first)) {
      block->samples = channel.buffer.release(plans_[plan_of(i)].needed_from(), block->first);
    } else {
      const std::span<const float> samples = channel.buffer.view(first, end);
      block->samples.assign(samples.begin(), samples.end());
      block->first = first;
    }
    for (; count > 0; --count) {
      const std::size_t sequence = channel.waiting.front();
      channel.waiting.pop_front();
      batch.push_back({shared_from_this(), i, sequence, window_of(sequence), block});
    }
  }
  if (!decoded_ || waiting_windows() > 0) return;
  for (Channel& channel : channels_) channel.buffer = SampleBuffer();
}

// Under the lock: windows far apart wait for each other.
bool FileInWork::keeps_much() const {
  return std::ranges::any_of(channels_, [](const Channel& channel) {
    return !channel.waiting.empty() && channel.buffer.size() >= most_samples_together;
  });
}

bool FileInWork::may_decode() const {
  const std::lock_guard lock(mutex_);
  if (failure_) return !is_released_;
  if (decoded_) return waiting_windows() > 0;
  return rows_.size() + unscored_ < std::max(options_.rows_ahead, together_);  // fewer would never be scored
}

bool FileInWork::is_decoded() const {
  const std::lock_guard lock(mutex_);
  return failure_ || (decoded_ && waiting_windows() == 0);
}

void FileInWork::add_score(const WindowTask& task, EmotionSegment row) {
  const std::lock_guard lock(mutex_);
  --unscored_;
  if (failure_) return;
  Channel& channel = channels_[task.channel];
  channel.slots[task.sequence - channel.first].row = std::move(row);
  settle(task.channel);
  forget_memories_if_done();
}

SignalMemory FileInWork::borrow_memory(std::size_t channel) {
  {
    const std::lock_guard lock(mutex_);
    std::optional<SignalMemory>& memory = channels_[channel].memory;
    if (memory) {
      SignalMemory borrowed = std::move(*memory);
      memory.reset();
      return borrowed;
    }
  }
  return model_.open_signal();
}

void FileInWork::return_memory(std::size_t channel, SignalMemory memory, std::size_t until) {
  const std::lock_guard lock(mutex_);
  Channel& owner = channels_[channel];
  if (owner.memory && owner.memory_until > until) return;  // another thread was further
  owner.memory = std::move(memory);
  owner.memory_until = until;
  forget_memories_if_done();
}

// Under the lock: no window that is to come could use them.
void FileInWork::forget_memories_if_done() {
  if (!failure_ && (!decoded_ || unscored_ > 0)) return;
  for (Channel& channel : channels_) channel.memory.reset();
}

// Scores that are known in order become rows.
void FileInWork::settle(std::size_t number) {
  Channel& channel = channels_[number];
  WindowPlan& plan = plans_[plan_of(number)];
  while (!channel.slots.empty() && channel.slots.front().row) {
    plan.add_score(channel.slots.front().window, std::move(*channel.slots.front().row));
    channel.slots.pop_front();
    ++channel.first;
  }
  std::vector<EmotionSegment> rows;
  plan.take_rows(rows);
  mark_silences(rows, silences_);
  for (EmotionSegment& row : rows)
    if (!row.channel) mark_silences({&row, 1}, mix_silences_);
  of_rows_.see(rows);
  joined_->add(plan_of(number), std::move(rows));
  joined_->take(rows_);
}

void FileInWork::fail(const Failure& failure) {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = failure;
}

bool FileInWork::has_failed() const {
  const std::lock_guard lock(mutex_);
  return failure_.has_value();
}

std::vector<EmotionSegment> FileInWork::take_rows() {
  const std::lock_guard lock(mutex_);
  return std::exchange(rows_, {});
}

std::size_t FileInWork::held_rows() const {
  const std::lock_guard lock(mutex_);
  return rows_.size();
}

std::optional<RecordingEnd> FileInWork::end(std::vector<std::string>& messages) const {
  const std::lock_guard lock(mutex_);
  const double duration_s = static_cast<double>(samples_) / sample_rate_hz;
  if (failure_) return RecordingEnd{.duration_s = duration_s, .warnings = warnings_, .failure = failure_};
  if (!decoded_ || unscored_ > 0 || !rows_.empty()) return std::nullopt;
  RecordingEnd end{.duration_s = duration_s, .warnings = warnings_, .failure = {}};
  if (!reader_warning_.empty()) messages.push_back(reader_warning_);
  const WindowPlan& plan = plans_.front();
  for (const Interval& interval : plan.outside())
    messages.push_back(text_of(interval) +
                       (has_length(interval) ? " lies beyond its end at " + seconds_text(duration_s) + " s" : " is empty"));
  for (const Interval& interval : plan.cut())
    messages.push_back(text_of(interval) + " reaches beyond its end at " + seconds_text(duration_s) + " s, where it is cut");
  if (may_be_milliseconds(task_.intervals, plan, duration_s))
    messages.emplace_back("none of its intervals ends within it: are the times in milliseconds? Seconds are expected");
  if (of_rows_.no_speech()) messages.emplace_back("no speech found; its values mean little");
  if (of_rows_.out_of_depth())
    messages.emplace_back("unlike all that the model has learned from; its values may be far off");
  of_rows_.add_to(end.warnings, plan.outside(), plan.cut());
  return end;
}

}  // namespace affectus
