// A stream: what a client sends in, events out. The protocol of WS /v1/stream without the network.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "affectus/results.h"
#include "affectus/session.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/scheduler.h"
#include "serve/stream_events.h"
#include "serve/stream_outbox.h"

namespace affectus {

class LiveStream : public Job {
 public:
  /// `models` and `metrics` must outlive it. `consumed` is called, from any thread, when input was worked on. The first
  /// event, session.created, is in the outbox.
  LiveStream(const ServedModels& models, Metrics& metrics, std::shared_ptr<StreamOutbox> outbox,
             std::function<void()> consumed);
  ~LiveStream() override;

  // Any thread; Scheduler::wake() must follow.
  void receive_text(std::string text);
  void receive_audio(std::string_view bytes);
  /// What was received is scored, then the session is closed.
  void close(CloseReason reason);
  /// Nobody listens any longer.
  void abandon() { is_abandoned_ = true; }

  /// Whether there is as much input as may wait: no more should be received until `consumed` is called.
  bool is_full() const;
  /// Whether there is input that was not begun.
  bool has_input() const;

  JobClass job_class() const override { return is_ahead_ ? JobClass::lengthy : JobClass::live; }
  Kind kind() const override { return {model_.get(), true}; }
  void work(std::span<const std::shared_ptr<Job>> jobs, ScoringTools& tools) override;
  bool has_more() const override;

 private:
  struct Input {
    enum class Kind { text, audio, end } kind = Kind::audio;
    std::string bytes;
    CloseReason reason = CloseReason::client_request;
    std::chrono::steady_clock::time_point received;
  };
  void add(Input input);
  bool next_input();
  void drop_inputs();
  bool must_wait() const;
  void advance(std::vector<SampleWindow>& windows);
  void settle(std::span<WindowEstimate> estimates);
  void settle_alone(ScoringTools& tools, std::span<const SampleWindow> windows);
  template <typename Work>
  void guarded(const Work& work);
  void fail(const Failure& failure);

  void handle(const std::string& text);
  void update(const nlohmann::json& changes);
  void open();
  double push_some();
  double push_samples();
  double push_bytes();
  void conclude(CloseReason reason);
  void tell();

  const ServedModels& models_;
  Metrics& metrics_;
  const std::shared_ptr<StreamOutbox> outbox_;
  const std::function<void()> consumed_;

  mutable std::mutex mutex_;  // guards the inputs, down to takes_input_
  std::deque<Input> inputs_;
  std::size_t input_bytes_ = 0;
  bool takes_input_ = true;
  std::atomic<bool> is_abandoned_ = false;
  std::atomic<bool> is_ahead_ = false;  // of the time in which it could have been spoken

  // Of the thread that works.
  StreamSettings settings_;
  std::shared_ptr<const Model> model_;
  RunFacts facts_;
  std::optional<Session> session_;  // since the first audio
  std::chrono::steady_clock::time_point begin_;
  std::optional<Input> current_;
  std::chrono::steady_clock::time_point last_received_;  // the last audio that was worked on
  std::size_t used_ = 0;                                 // bytes of the current input
  std::string carried_;                                  // the beginning of a sample whose end has not come
  std::vector<float> samples_;
  std::size_t waiting_ = 0;  // windows of the batch
  bool owes_flushed_ = false;
  std::vector<EmotionSegment> rows_;
  std::uint64_t measurements_ = 0;
  bool is_over_ = false;
};

}  // namespace affectus
