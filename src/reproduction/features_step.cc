#include "reproduction/features_step.h"

#include <algorithm>
#include <set>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "base/content_hash.h"
#include "storage/files.h"
#include "text/counted.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

fs::path mark_of(const Experiment& experiment, const FrontEndChoice& front_end) {
  return experiment.folder / "features" / (content_hash(front_end.name + front_end.options) + ".done");
}

}  // namespace

std::vector<fs::path> all_recordings(const Protocol& protocol) {
  std::set<fs::path> paths;
  for (const Fold& fold : protocol.folds)
    for (const FoldCorpus& corpus : fold.corpora)
      for (const Utterance& utterance : corpus.utterances) paths.insert(utterance.path);
  for (const EvaluationSet& set : protocol.sets)
    for (const Utterance& utterance : set.utterances) paths.insert(utterance.path);
  return {paths.begin(), paths.end()};
}

bool has_features(const Experiment& experiment, const FrontEndChoice& front_end) {
  return fs::exists(mark_of(experiment, front_end));
}

void do_features(const Experiment& experiment, const FrontEndChoice& choice, const WorkObserver& observer) {
  if (has_features(experiment, choice)) return;
  const std::string& name = choice.name;
  const std::unique_ptr<FrontEnd> front_end = experiment.front_ends.make(name, choice.options);
  const std::vector<fs::path> recordings = all_recordings(experiment.protocol);
  ThreadPool pool(experiment.threads);
  constexpr std::size_t block = 32;  // progress is told after so many
  for (std::size_t start = 0; start < recordings.size(); start += block) {
    observer.progress(static_cast<double>(start) / static_cast<double>(recordings.size()), "computing " + name);
    parallel_for(pool, std::min(block, recordings.size() - start), [&](std::size_t i) {
      if (observer.stop->load()) throw Error(ErrorCode::cancelled, "stopped");
      std::vector<float> samples;
      try {
        samples = read_audio(recordings[start + i]);
      } catch (const Error&) {
        return;
      }
      front_end->compute(samples);
    });
  }
  make_folder(mark_of(experiment, choice).parent_path());
  write_file_atomically(mark_of(experiment, choice), [&](std::ostream& out) { out << name << '\n'; });
  observer.note("computed " + name + " of " + counted(recordings.size(), "recording", "recordings"));
}

}  // namespace affectus
