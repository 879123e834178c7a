// A recording that is being processed: one thread at a time decodes it and cuts windows, and any thread scores them.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "affectus/batch.h"
#include "prediction/channel_rows.h"
#include "prediction/sample_buffer.h"
#include "prediction/signal_warnings.h"
#include "prediction/windows.h"
#include "signal/cancelling_channels.h"

namespace affectus {

/// Samples that several windows share.
struct SampleBlock {
  std::size_t first = 0;  // number of the first one in its signal
  std::vector<float> samples;
  bool overlaps = false;  // its windows overlap each other or earlier ones

  std::span<const float> of(const Window& window) const {
    return std::span(samples).subspan(window.start - first, window.end - window.start);
  }
};

class FileInWork;

/// A window to be scored, and the place of its score.
struct WindowTask {
  std::shared_ptr<FileInWork> file;
  std::size_t channel = 0;
  std::size_t sequence = 0;  // among the channel's windows
  Window window;
  std::shared_ptr<const SampleBlock> block;
};
using WindowBatch = std::vector<WindowTask>;

class FileInWork : public std::enable_shared_from_this<FileInWork> {
 public:
  FileInWork(const Model& model, const FileTask& task, std::size_t index, const BatchOptions& options)
      : model_(model),
        task_(task),
        index_(index),
        options_(options),
        together_(windows_together(options.prediction, model.config().longest_training_input_s)) {}

  std::size_t index() const { return index_; }
  const std::string& name() const { return task_.name; }
  const PredictionOptions& prediction() const { return options_.prediction; }

  /// Opens the recording at the first call, and decodes until `batch` holds `most` windows, the limit of waiting rows is
  /// reached, or the recording ends. `opened` receives the recording before anything is decoded, `decoded` the decoded
  /// seconds. `waiting` is called before a wait for bytes of a pipe. Failures, also those of callbacks, become those of the
  /// recording; only Error(cancelled) is thrown. For one thread at a time.
  struct DecodingCallbacks {
    std::function<bool()> stopped;
    std::function<void()> waiting;
    std::function<void(const AudioReader& reader)> opened;
    std::function<void(double seconds)> decoded;
    std::function<bool()> paused = {};  // may be empty; true: decode() returns before the batch is full
  };
  void decode(WindowBatch& batch, std::size_t most, const DecodingCallbacks& callbacks);
  /// Adds to `batch` all windows that are cut and were not handed out. For the decoding thread.
  void hand_out_all(WindowBatch& batch);

  /// Any thread may call the members below.
  bool may_decode() const;  // or, after a failure, release its file and samples
  bool is_decoded() const;
  bool has_failed() const;
  void add_score(const WindowTask& task, EmotionSegment row);
  /// The channel's memory, for one thread at a time; other threads open their own meanwhile. It is returned with the scores
  /// of its windows, the last of which ended at `until`.
  SignalMemory borrow_memory(std::size_t channel);
  void return_memory(std::size_t channel, SignalMemory memory, std::size_t until);
  /// Marks the recording as failed; later rows are dropped.
  void fail(const Failure& failure);
  /// The rows that are known and were not taken, in order.
  std::vector<EmotionSegment> take_rows();
  std::size_t held_rows() const;
  /// How the recording ended, once all rows were taken. `messages` receives messages for the user.
  std::optional<RecordingEnd> end(std::vector<std::string>& messages) const;

 private:
  // A signal from which windows are cut.
  struct Channel {
    explicit Channel(std::size_t samples_kept) : buffer(samples_kept + sample_rate_hz) {}
    SampleBuffer buffer;
    struct Slot {
      Window window;
      std::optional<EmotionSegment> row;
    };
    std::deque<Slot> slots;           // cut, and not yet known in order
    std::size_t first = 0;            // sequence of slots[0]
    std::deque<std::size_t> waiting;  // sequences that were not handed out
    std::size_t handed_until = 0;     // end of the last window that was handed out
    std::optional<SignalMemory> memory;
    std::size_t memory_until = 0;
  };
  void open(const DecodingCallbacks& callbacks);
  void assign_signals();
  bool is_by_interval() const { return !signal_of_interval_.empty(); }
  std::size_t plan_of(std::size_t channel) const { return is_by_interval() ? 0 : channel; }
  void read(const DecodingCallbacks& callbacks);
  void take_silences();
  void hand_out(WindowBatch& batch, std::size_t most);
  void mix();
  void cut();
  void finish();
  void take_windows(std::size_t plan, std::vector<Window>& windows);
  void settle(std::size_t channel);
  void forget_memories_if_done();
  void release();
  std::size_t waiting_windows() const;
  bool keeps_much() const;

  const Model& model_;
  const FileTask& task_;
  const std::size_t index_;
  const BatchOptions& options_;
  const std::size_t together_;  // windows scored at once

  // Of the decoding thread.
  std::optional<AudioReader> reader_;
  std::vector<std::vector<float>> signals_;      // of the reader
  std::vector<float> mix_;                       // their mean, if some intervals name a channel and others do not
  std::vector<std::size_t> signal_of_interval_;  // if intervals name channels, which then share one plan; mix_ is the last
  std::function<void()> waiting_;

  mutable std::mutex mutex_;       // guards all below, except the channels' buffers and the windows that wait in them
  std::vector<WindowPlan> plans_;  // one a channel, or one for all if intervals name channels
  std::vector<Channel> channels_;
  std::optional<ChannelRows> joined_;
  std::vector<EmotionSegment> rows_;  // known, in order
  SignalWarnings of_rows_;
  std::size_t unscored_ = 0;  // windows that are cut and have no score
  std::size_t samples_ = 0;
  bool decoded_ = false;  // no more windows will come; set by the decoding thread, which reads it without the lock
  std::string reader_warning_;
  std::vector<Warning> warnings_;
  std::vector<Silence> silences_;      // of the decoded signal
  std::vector<Silence> mix_silences_;  // of mix_
  CancellingChannels cancelling_;
  std::optional<Failure> failure_;
  bool is_released_ = false;  // after a failure: file and samples
};

}  // namespace affectus
