#include <algorithm>
#include <atomic>
#include <utility>

#include "affectus/error.h"
#include "affectus/prediction.h"
#include "prediction/sample_buffer.h"
#include "prediction/window_rows.h"
#include "prediction/windows.h"

namespace affectus {

struct Predictor::Impl {
  Impl(std::shared_ptr<const Model> a_model, PredictionOptions the_options, std::vector<Interval> the_intervals)
      : model(std::move(a_model)),
        options(the_options),
        intervals(std::move(the_intervals)),
        together(windows_together(options, model->config().longest_training_input_s)),
        plan(options, model->config().longest_training_input_s, intervals),
        memory(model->open_signal()) {}

  std::shared_ptr<const Model> model;
  PredictionOptions options;
  std::vector<Interval> intervals;
  std::size_t together;
  WindowPlan plan;
  SampleBuffer buffer;
  SignalMemory memory;
  Model::Workspace workspace;
  std::vector<Window> waiting;
  std::vector<SampleWindow> views;
  std::vector<WindowEstimate> estimates;
  std::atomic<bool> cancelled = false;

  void throw_if_cancelled() const {
    if (cancelled.load(std::memory_order_relaxed)) throw Error(ErrorCode::cancelled, "stopped before the end");
  }

  // All that wait, in batches.
  void score(std::vector<EmotionSegment>& rows) {
    for (std::size_t done = 0; done < waiting.size(); done += views.size()) {
      throw_if_cancelled();
      views.clear();
      for (std::size_t i = done; i < std::min(waiting.size(), done + together); ++i)
        views.push_back({buffer.view(waiting[i].start, waiting[i].end), waiting[i].start, &memory});
      estimates.resize(std::max(estimates.size(), views.size()));
      model->estimate(views, workspace, std::span(estimates).first(views.size()));
      for (std::size_t i = 0; i < views.size(); ++i) {
        const Window& window = waiting[done + i];
        plan.add_score(window, make_row(model->config(), options, window, estimates[i]));
      }
    }
    waiting.clear();
    plan.take_rows(rows);
  }

  void forget_old_samples() {
    std::size_t needed = plan.needed_from();
    for (const Window& window : waiting) needed = std::min(needed, window.start);
    buffer.forget_before(needed);
  }
};

Predictor::Predictor(std::shared_ptr<const Model> model, PredictionOptions options, std::vector<Interval> intervals) {
  options.validate();
  impl_ = std::make_unique<Impl>(std::move(model), options, std::move(intervals));
}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

void Predictor::push(std::span<const float> samples, std::vector<EmotionSegment>& segments) {
  Impl& impl = *impl_;
  impl.throw_if_cancelled();
  while (!samples.empty()) {
    // Up to the end of the next window, so that no more is kept than what waits needs.
    const std::size_t count = std::min(samples.size(), impl.plan.samples_to_next());
    impl.buffer.append(samples.first(count));
    samples = samples.subspan(count);
    impl.plan.advance(impl.buffer.end(), impl.waiting);
    const bool keeps_much = !impl.waiting.empty() && impl.buffer.size() >= most_samples_together;
    if (impl.waiting.size() >= impl.together || keeps_much)
      impl.score(segments);
    else
      impl.plan.take_rows(segments);  // those that only waited for an empty interval
    impl.forget_old_samples();
  }
}

void Predictor::flush(std::vector<EmotionSegment>& segments) {
  impl_->throw_if_cancelled();
  impl_->score(segments);
}

void Predictor::finish(std::vector<EmotionSegment>& segments) {
  impl_->throw_if_cancelled();
  impl_->plan.finish(impl_->waiting);
  impl_->score(segments);
}

void Predictor::reset() {
  Impl& impl = *impl_;
  impl.plan = WindowPlan(impl.options, impl.model->config().longest_training_input_s, impl.intervals);
  impl.buffer.clear();
  impl.memory = impl.model->open_signal();
  impl.waiting.clear();
  impl.cancelled = false;
}

void Predictor::cancel() noexcept { impl_->cancelled = true; }

const std::vector<Interval>& Predictor::outside() const { return impl_->plan.outside(); }
const std::vector<Interval>& Predictor::cut() const { return impl_->plan.cut(); }

}  // namespace affectus
