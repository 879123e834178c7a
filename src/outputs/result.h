// What every writer writes: the rows of one input file, or why there are none.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "affectus/prediction.h"

namespace affectus {

/// What is the same for all files of a run.
struct RunFacts {
  std::string model;  // the model's name
  std::string notes;  // what a reader must know before relying on it (the model card's words); empty: nothing
  std::string licence;
  Scale scale = Scale::sam;
  std::vector<std::string> categories;  // names, in the order of EmotionSegment::categories; empty: no category head
  bool has_deviations = false;          // the model says how far raters would disagree
  std::size_t embedding_dim = 0;        // 0: embeddings were not asked for
  bool has_intervals = false;           // the rows come from intervals that the user gave
  bool has_label = false;               // and these have labels, tiers, speakers
  bool has_tier = false;
  bool has_speaker = false;
  bool has_channel = false;  // channels are scored each
  double hop_s = 0;          // distance of windows, where windows overlap; 0: they don't
};

struct FileResult {
  std::string file;  // as the user named it
  double duration_s = 0;
  std::vector<EmotionSegment> segments;
  std::string error;  // not empty: the file failed, and there are no segments
};

/// Dimensions averaged over speech: each row weighs its length times its speech; where no row has speech, its length. Absent
/// where no row has the dimension.
struct Summary {
  std::optional<double> activation, valence, dominance;
};
Summary summarize(const std::vector<EmotionSegment>& segments);

}  // namespace affectus
