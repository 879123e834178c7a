#include <algorithm>
#include <utility>

#include "affectus/prediction.h"
#include "base/failure.h"
#include "prediction/sample_buffer.h"
#include "prediction/signal_state.h"
#include "prediction/window_rows.h"
#include "prediction/windows.h"

namespace affectus {

struct Predictor::Impl {
  Impl(std::shared_ptr<const Model> a_model, PredictionOptions the_options, std::vector<Interval> the_intervals)
      : model(std::move(a_model)),
        options(std::move(the_options)),
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
  SignalState state;

  // All that wait, in batches. Rows that are known before one fails are given.
  void score(std::vector<EmotionSegment>& rows) {
    for (std::size_t done = 0; done < waiting.size(); done += views.size()) {
      state.throw_if_cancelled();
      views.clear();
      for (std::size_t i = done; i < std::min(waiting.size(), done + together); ++i) views.push_back(view_of(waiting[i]));
      estimates.resize(std::max(estimates.size(), views.size()));
      model->estimate(views, workspace, std::span(estimates).first(views.size()));
      add_scores(std::span(waiting).subspan(done, views.size()), estimates, rows);
    }
    waiting.clear();
    plan.take_rows(rows);
  }

  SampleWindow view_of(const Window& window) { return {buffer.view(window.start, window.end), window.start, &memory}; }

  void add_scores(std::span<const Window> windows, std::span<WindowEstimate> their, std::vector<EmotionSegment>& rows) {
    for (std::size_t i = 0; i < windows.size(); ++i)
      plan.add_score(windows[i], make_row(model->config(), options, windows[i], their[i]));
    plan.take_rows(rows);
  }

  void settle(std::span<WindowEstimate> their, std::vector<EmotionSegment>& rows) {
    if (their.size() != waiting.size())
      SignalState::refuse("signal: expected an estimate for each window that waits, found another number");
    add_scores(waiting, their, rows);
    waiting.clear();
    forget_old_samples();
  }

  void push(std::span<const float> samples, std::vector<EmotionSegment>& rows) {
    while (!samples.empty()) {
      // Up to the end of the next window, so that no more is kept than what waits needs.
      const std::size_t count = std::min(samples.size(), plan.samples_to_next());
      buffer.append(samples.first(count));
      samples = samples.subspan(count);
      plan.advance(buffer.end(), waiting);
      const bool keeps_much = !waiting.empty() && buffer.size() >= most_samples_together;
      if (waiting.size() >= together || keeps_much)
        score(rows);
      else
        plan.take_rows(rows);  // those that only waited for an empty interval
      forget_old_samples();
    }
  }

  void reset() {
    plan = WindowPlan(options, model->config().longest_training_input_s, intervals);
    buffer.clear();
    memory = model->open_signal();
    waiting.clear();
  }

  void forget_old_samples() {
    std::size_t needed = plan.needed_from();
    for (const Window& window : waiting) needed = std::min(needed, window.start);
    buffer.forget_before(needed);
  }
};

Predictor::Predictor(std::shared_ptr<const Model> model, PredictionOptions options, std::vector<Interval> intervals) {
  options.validate();
  impl_ = throwing_errors(
      "signal", [&] { return std::make_unique<Impl>(std::move(model), std::move(options), std::move(intervals)); });
}
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor::~Predictor() = default;

void Predictor::push(std::span<const float> samples, std::vector<EmotionSegment>& segments) {
  impl_->state.check_more();
  impl_->state.run([&] { impl_->push(samples, segments); });
}

void Predictor::flush(std::vector<EmotionSegment>& segments) {
  impl_->state.check();
  impl_->state.run([&] { impl_->score(segments); });
}

void Predictor::add_tail() {
  impl_->state.check_more();
  impl_->state.run([&] { impl_->plan.add_tail(impl_->waiting); });
}

void Predictor::add_waiting(std::vector<SampleWindow>& windows) {
  impl_->state.check();
  impl_->state.run([&] {
    for (const Window& window : impl_->waiting) windows.push_back(impl_->view_of(window));
  });
}

void Predictor::settle(std::span<WindowEstimate> estimates, std::vector<EmotionSegment>& segments) {
  impl_->state.check();
  impl_->state.run([&] { impl_->settle(estimates, segments); });
}

void Predictor::finish(std::vector<EmotionSegment>& segments) {
  impl_->state.check();
  if (impl_->state.has_ended()) return;
  impl_->state.run([&] {
    impl_->state.end();
    impl_->plan.finish(impl_->waiting);
    impl_->score(segments);
  });
}

void Predictor::reset() {
  impl_->state.run([&] { impl_->reset(); });
  impl_->state.begin();
}

void Predictor::cancel() noexcept { impl_->state.cancel(); }

const std::vector<Interval>& Predictor::outside() const { return impl_->plan.outside(); }
const std::vector<Interval>& Predictor::cut() const { return impl_->plan.cut(); }

}  // namespace affectus
