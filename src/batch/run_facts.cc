#include "batch/run_facts.h"

namespace affectus {

RunFacts run_facts(const Model& model, const PredictionOptions& options, const ChannelChoice& channels) {
  const ModelConfig& config = model.config();
  RunFacts facts{.model = config.name,
                 .notes = config.notes,
                 .licence = config.licence,
                 .scale = options.scale,
                 .categories = config.categories,
                 .has_deviations = config.estimator.deviations > 0,
                 .baseline = options.baseline,
                 .embedding_dim = options.embedding ? config.estimator.embedding_dim() : 0,
                 .has_channel = channels.kind == ChannelChoice::Kind::each};
  if (options.hop_s && *options.hop_s < *options.window_s) facts.hop_s = *options.hop_s;
  return facts;
}

void note_intervals(RunFacts& facts, const std::vector<Interval>& intervals) {
  facts.has_intervals = true;
  for (const Interval& interval : intervals) {
    facts.has_label = facts.has_label || !interval.label.empty();
    facts.has_tier = facts.has_tier || !interval.tier.empty();
    facts.has_speaker = facts.has_speaker || !interval.speaker.empty();
    facts.has_channel = facts.has_channel || interval.channel.has_value();
  }
}

}  // namespace affectus
