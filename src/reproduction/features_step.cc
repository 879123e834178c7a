#include "reproduction/features_step.h"

#include <algorithm>
#include <set>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "storage/files.h"
#include "text/counted.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

fs::path mark_of(const Experiment& experiment, std::size_t representation) {
  return experiment.folder / "features" / ("representation-" + std::to_string(representation + 1) + ".done");
}

}  // namespace

const FrontEndChoice* choice_of(const System& system, const std::string& representation) {
  for (const FrontEndChoice& front_end : system.candidates.front().front_ends)
    if (front_end.name == representation) return &front_end;
  return nullptr;
}

const FrontEndChoice* choice_of(const Experiment& experiment, std::size_t representation) {
  for (const System& system : experiment.systems)
    if (const FrontEndChoice* const choice = choice_of(system, experiment.representations[representation])) return choice;
  return nullptr;
}

std::vector<fs::path> all_recordings(const Protocol& protocol) {
  std::set<fs::path> paths;
  for (const Utterance& utterance : protocol.folds.front()) paths.insert(utterance.path);
  for (const EvaluationSet& set : protocol.sets)
    for (const Utterance& utterance : set.utterances) paths.insert(utterance.path);
  return {paths.begin(), paths.end()};
}

bool has_features(const Experiment& experiment, std::size_t representation) {
  return fs::exists(mark_of(experiment, representation)) || choice_of(experiment, representation) == nullptr;
}

void do_features(const Experiment& experiment, std::size_t representation, const WorkObserver& observer) {
  if (has_features(experiment, representation)) return;
  const std::string& name = experiment.representations[representation];
  const std::unique_ptr<FrontEnd> front_end =
      experiment.front_ends.make(name, choice_of(experiment, representation)->options);
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
  make_folder(mark_of(experiment, representation).parent_path());
  write_file_atomically(mark_of(experiment, representation), [&](std::ostream& out) { out << name << '\n'; });
  observer.note("computed " + name + " of " + counted(recordings.size(), "recording", "recordings"));
}

}  // namespace affectus
