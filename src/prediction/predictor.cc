#include "affectus/error.h"
#include "affectus/prediction.h"
#include "prediction/window_scorer.h"
#include "prediction/windows.h"

namespace affectus {

struct Predictor::Impl {
  WindowPlan plan;
  WindowScorer scorer;
  std::vector<Window> waiting;         // not scored yet: less than a batch
  std::vector<EmotionSegment> scores;  // only where rows wait for the signal's end

  void score_waiting(std::vector<EmotionSegment>& segments) {
    std::vector<EmotionSegment> scored(waiting.size());
    scorer.score(waiting, scored);
    auto& target = plan.one_row_a_window() ? segments : scores;
    std::move(scored.begin(), scored.end(), std::back_inserter(target));
    waiting.clear();
  }
};

Predictor::Predictor(const Model& model, PredictionOptions options, std::vector<Interval> intervals) {
  options.validate();
  impl_ = std::make_unique<Impl>(Impl{WindowPlan(options, model.config().longest_training_input_s, std::move(intervals)),
                                      WindowScorer(model, options.scale, options.embedding),
                                      {},
                                      {}});
}
Predictor::~Predictor() = default;

void Predictor::push(std::span<const float> samples, std::vector<EmotionSegment>& segments) {
  // In pieces, so that a caller with the whole signal at hand does not double its memory.
  constexpr std::size_t piece = std::size_t{10} * sample_rate_hz;
  for (std::size_t done = 0; done < samples.size(); done += piece) {
    impl_->plan.push(samples.subspan(done, std::min(piece, samples.size() - done)), impl_->waiting);
    if (impl_->waiting.size() >= windows_per_batch) impl_->score_waiting(segments);
  }
}

void Predictor::finish(std::vector<EmotionSegment>& segments) {
  impl_->plan.finish(impl_->waiting);
  impl_->score_waiting(segments);
  if (impl_->plan.one_row_a_window()) return;
  for (EmotionSegment& row : impl_->plan.rows(std::move(impl_->scores))) segments.push_back(std::move(row));
}

}  // namespace affectus
