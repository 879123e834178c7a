#include "reproduction/plan.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "cache/byte_size.h"
#include "cache/cache_folder.h"
#include "reproduction/estimate.h"
#include "reproduction/features_step.h"
#include "reproduction/simulated_conditions.h"

namespace affectus {
namespace {

// Trainings that are over, and their seconds together.
struct Finished {
  std::size_t count = 0;
  double seconds = 0;
};

Finished finished_of(const Experiment& experiment, const std::vector<RunName>& runs) {
  Finished finished;
  for (const RunName& run : runs)
    if (const auto record = RunRecord::read(experiment.run_folder(run))) {
      ++finished.count;
      finished.seconds += record->seconds;
    }
  return finished;
}

// Before the tuning is over nobody knows which candidate will be trained on all folds; the first stands for it.
std::vector<RunName> planned_runs(const Experiment& experiment, std::size_t system) {
  std::vector<RunName> runs = experiment.tuning_runs(system);
  for (const RunName& run : experiment.final_runs(system, experiment.chosen_candidate(system).value_or(0)))
    if (std::ranges::find(runs, run) == runs.end()) runs.push_back(run);
  return runs;
}

std::size_t learned_recordings(const Protocol& protocol) {
  std::set<std::filesystem::path> recordings;
  for (const Fold& fold : protocol.folds)
    for (const FoldCorpus& corpus : fold.corpora)
      for (const Utterance& utterance : corpus.utterances) recordings.insert(utterance.path);
  return recordings.size();
}

std::size_t simulated_recordings(const Protocol& protocol) {
  std::size_t recordings = 0;
  for (const EvaluationSet& set : protocol.sets) recordings += set.shift_sample.size() * simulated_conditions().size();
  return recordings;
}

// By the models of a fold, those of simulated conditions too.
std::size_t scored_recordings(const Protocol& protocol, std::size_t fold) {
  std::size_t count = 0;
  for (const EvaluationSet& set : protocol.sets)
    if (protocol.is_scored(set, fold))
      count += protocol.scored(set, fold).size() + set.shift_sample.size() * simulated_conditions().size();
  return count;
}

// Encoders' frames of the copies that augmentation makes of training recordings, and of simulated conditions; systems with
// the same ones share them.
class CopyCosts {
 public:
  CopyCosts(const Protocol& protocol, std::map<std::string, FeatureCost> of_recording)
      : of_recording_(std::move(of_recording)),
        learned_(learned_recordings(protocol)),
        simulated_(simulated_recordings(protocol)) {}

  /// Of those that no system before this one makes.
  FeatureCost next(const System& system) {
    const AugmentationOptions& augmentation = system.candidates.front().augmentation;
    FeatureCost sum;
    for (const FrontEndChoice& front_end : system.candidates.front().front_ends) {
      const auto cost = of_recording_.find(front_end.name);
      if (cost == of_recording_.end()) continue;
      std::size_t copies = 0;
      if (made_.emplace(front_end.name, augmentation.sample_changes()).second) copies += augmentation.copies * learned_;
      if (made_.emplace(front_end.name, "simulated").second) copies += simulated_;
      sum.seconds += static_cast<double>(copies) * cost->second.seconds;
      sum.bytes += static_cast<double>(copies) * cost->second.bytes;
    }
    return sum;
  }

 private:
  std::map<std::string, FeatureCost> of_recording_;  // by front end
  std::size_t learned_, simulated_;
  std::set<std::pair<std::string, std::string>> made_;
};

// Frames of encoders that another system trains. Each fold, seed and choice of partitions has encoders of its own, which all
// candidates share; those with a finished run have computed theirs.
FeatureCost trained_encoder_cost(const Experiment& experiment, std::size_t system, const std::vector<RunName>& runs,
                                 const CorpusLength& length) {
  if (experiment.systems[system].encoders.empty()) return {};
  struct Recordings {
    double learned = 0, scored = 0;
    bool is_done = false;
  };
  const Recipe& recipe = experiment.systems[system].candidates.front();
  const std::vector<RunName> final_runs = experiment.final_runs(system, experiment.chosen_candidate(system).value_or(0));
  std::map<std::tuple<std::size_t, std::size_t, bool>, Recordings> encoders;  // by fold, seed, joined
  for (const RunName& run : runs) {
    Recordings& recordings = encoders[{run.fold, run.seed, run.joined}];
    const Fold& fold = experiment.protocol.folds[run.fold];
    const std::size_t development = fold.count("development");
    const std::size_t copied = fold.count("train") + (run.joined ? development : 0);
    recordings.learned = static_cast<double>(copied * (1 + recipe.augmentation.copies) + (run.joined ? 0 : development));
    if (std::ranges::find(final_runs, run) != final_runs.end())
      recordings.scored = static_cast<double>(scored_recordings(experiment.protocol, run.fold));
    if (RunRecord::read(experiment.run_folder(run))) recordings.is_done = true;
  }
  FeatureCost cost;
  for (const FrontEndChoice& front_end : recipe.front_ends) {
    if (trained_by(front_end.name).empty()) continue;
    const FeatureCost one = measure_trained_encoder(experiment, system, front_end, length);
    for (const auto& [encoder, recordings] : encoders) {
      if (!recordings.is_done) cost.seconds += (recordings.learned + recordings.scored) * one.seconds;
      cost.bytes += (recordings.learned + recordings.scored / 2) * one.bytes;  // what is only scored is kept once
    }
  }
  return cost;
}

std::string size_text(double bytes) {
  char text[32];
  std::snprintf(text, sizeof text, bytes < 1e9 ? "%.0f MB" : "%.1f GB", bytes < 1e9 ? std::ceil(bytes / 1e6) : bytes / 1e9);
  return text;
}

std::string duration_text(double seconds) {
  char text[32];
  if (seconds < 5400)
    std::snprintf(text, sizeof text, "%.0f min", std::ceil(seconds / 60));
  else
    std::snprintf(text, sizeof text, "%.1f h", seconds / 3600);
  return text;
}

std::string line(const PlannedSteps& steps) {
  char text[160];
  std::snprintf(text, sizeof text, "%-44.60s %6zu %6zu %10s %10s\n", steps.what.c_str(), steps.count, steps.done,
                duration_text(steps.seconds).c_str(), size_text(steps.bytes).c_str());
  return text;
}

// Hours by device and memory of one training of each system that fine-tunes an encoder.
std::string fine_tuning_text(const std::vector<PlannedFineTuning>& fine_tuned) {
  if (fine_tuned.empty()) return {};
  char text[200];
  std::snprintf(text, sizeof text, "\n%-44s %9s %9s %10s", "one training of a fine-tuned encoder", "memory", "PFLOP",
                "before");
  std::string table = text;
  for (const Accelerator& accelerator : accelerators) {
    std::snprintf(text, sizeof text, " %9s", accelerator.name);
    table += text;
  }
  table += "\n";
  for (const PlannedFineTuning& one : fine_tuned) {
    std::snprintf(text, sizeof text, "%-44.60s %9s %9.1f %10.1f", one.what.c_str(), size_text(one.cost.bytes).c_str(),
                  one.cost.operations / 1e15, one.cost.before_operations / 1e15);
    table += text;
    for (const Accelerator& accelerator : accelerators) {
      const double hours = hours_on(accelerator, one.cost.operations + one.cost.before_operations);
      std::snprintf(text, sizeof text, " %9s", duration_text(3600 * hours).c_str());
      table += text;
    }
    table += "\n";
  }
  std::snprintf(
      text, sizeof text,
      "memory and PFLOP: counted; before: for layers that stay as they are, once; hours: at %.0f %% of the peak in "
      "bfloat16, as PyTorch reached on an H200\n",
      100 * assumed_share_of_peak);
  return table + text;
}

std::string room_text(const Experiment& experiment, double missing_bytes) {
  const CacheFolder cache = experiment.cache ? CacheFolder::standard() : CacheFolder();
  const std::optional<std::uint64_t> room = cache.room();
  if (!room || missing_bytes <= static_cast<double>(*room)) return "";
  return "note: the disk of " + cache.root().string() + " has room for " + byte_size_text(*room) +
         "; features that do not fit are computed again by each training\n";
}

}  // namespace

double Plan::seconds() const {
  double sum = 0;
  for (const auto* rows : {&features, &systems})
    for (const PlannedSteps& steps : *rows) sum += steps.seconds;
  return sum;
}

Plan make_plan(const Experiment& experiment) {
  Plan plan;
  const CorpusLength length = measure_length(experiment);
  plan.audio_hours = length.total_s / 3600;
  std::map<std::string, FeatureCost> of_recording;
  for (const FrontEndChoice& front_end : encoder_front_ends(experiment.systems)) {
    const FeatureCost& cost = of_recording[front_end.name] = measure_features(experiment, front_end, length);
    const std::size_t left = has_features(experiment, front_end) ? 0 : length.recordings;
    plan.features.push_back({.what = front_end.name,
                             .count = length.recordings,
                             .done = length.recordings - left,
                             .seconds = static_cast<double>(left) * cost.seconds,
                             .bytes = static_cast<double>(length.recordings) * cost.bytes});
  }
  CopyCosts copies(experiment.protocol, std::move(of_recording));
  for (std::size_t system = 0; system < experiment.systems.size(); ++system) {
    const std::vector<RunName> runs = planned_runs(experiment, system);
    const Finished finished = finished_of(experiment, runs);
    const auto left = static_cast<double>(runs.size() - finished.count);
    const TrainingCost cost = measure_training(experiment, system, length);
    if (cost.fine_tuning) plan.fine_tuned.push_back({experiment.systems[system].title, *cost.fine_tuning});
    const FeatureCost copied = copies.next(experiment.systems[system]);
    const FeatureCost trained = trained_encoder_cost(experiment, system, runs, length);
    const double training_s = finished.count > 0 ? finished.seconds / static_cast<double>(finished.count) : cost.training_s;
    plan.systems.push_back(
        {.what = experiment.systems[system].title,
         .count = runs.size(),
         .done = finished.count,
         .seconds = left * (training_s + cost.scoring_s) + (finished.count == 0 ? copied.seconds : 0) + trained.seconds,
         .bytes = static_cast<double>(runs.size()) * cost.bytes + copied.bytes + trained.bytes});
  }
  return plan;
}

std::string plan_text(const Experiment& experiment, const Plan& plan) {
  char hours[32];
  std::snprintf(hours, sizeof hours, "%.1f", plan.audio_hours);
  std::string text =
      experiment.protocol.corpus + ": " + experiment.protocol.summary + "; " + hours + " hours of audio; seeds";
  for (const std::uint64_t seed : experiment.seeds) text += " " + std::to_string(seed);
  text += "\nevaluation sets:";
  for (const EvaluationSet& set : experiment.protocol.sets) text += " " + set.name;
  for (const std::string& division : experiment.protocol.divisions()) text += "\n" + division;
  for (const std::string& note : experiment.protocol.notes) text += "\nnote: " + note;
  char head[160];
  std::snprintf(head, sizeof head, "\n\n%-44s %6s %6s %10s %10s\n", "features (in the cache), then trainings", "steps",
                "done", "time left", "disk");
  text += head;
  PlannedSteps all{.what = "in all"};
  double missing = 0;
  for (const auto* rows : {&plan.features, &plan.systems})
    for (const PlannedSteps& steps : *rows) {
      text += line(steps);
      all.count += steps.count;
      all.done += steps.done;
      all.seconds += steps.seconds;
      all.bytes += steps.bytes;
      if (steps.count > 0)
        missing += steps.bytes * static_cast<double>(steps.count - steps.done) / static_cast<double>(steps.count);
    }
  return text + line(all) + room_text(experiment, missing) + fine_tuning_text(plan.fine_tuned);
}

}  // namespace affectus
