#include "training/labels.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace affectus {
namespace {

template <typename Values>
Values mean_values(Values first, const Values& second) {
  std::ranges::transform(first, second, first.begin(), [](float a, float b) { return (a + b) / 2; });
  return first;
}

TeacherOutput mean_of(const TeacherOutput& first, const TeacherOutput& second) {
  return {.dimensions = mean_values(first.dimensions, second.dimensions),
          .categories = mean_values(first.categories, second.categories),
          .embedding = mean_values(first.embedding, second.embedding),
          .deviations = mean_values(first.deviations, second.deviations)};
}

}  // namespace

Labels labels_of(const LabelledUtterance& utterance) {
  const auto once = [](int number) { return VoiceClasses{number, number}; };
  return {.targets = utterance.targets,
          .deviations = utterance.deviations,
          .category = utterance.category,
          .votes = vote_shares(utterance.votes),
          .corpus = once(static_cast<int>(utterance.corpus)),
          .speaker = once(utterance.speaker_number),
          .gender = once(utterance.gender_number),
          .teacher = std::nullopt};
}

Labels mean_of(const Labels& first, const Labels& second, std::size_t count, double smoothing) {
  Labels mean{.targets = mean_values(first.targets, second.targets),
              .deviations = mean_values(first.deviations, second.deviations),
              .category = -1,
              .votes = category_shares(first.category, first.votes, count, smoothing),
              .corpus = {first.corpus[0], second.corpus[0]},
              .speaker = {first.speaker[0], second.speaker[0]},
              .gender = {first.gender[0], second.gender[0]},
              .teacher = std::nullopt};
  const std::vector<float> others = category_shares(second.category, second.votes, count, smoothing);
  mean.votes = mean.votes.empty() || others.empty() ? std::vector<float>() : mean_values(std::move(mean.votes), others);
  if (first.teacher && second.teacher) mean.teacher = mean_of(*first.teacher, *second.teacher);
  return mean;
}

std::vector<float> drop_votes(const std::vector<float>& votes, double share, RandomStream& random) {
  constexpr float most = 1000;
  struct Vote {
    std::size_t category;
    float weight;
  };
  std::vector<Vote> single;
  for (std::size_t category = 0; category < votes.size(); ++category) {
    if (votes[category] <= 0) continue;
    const float count = std::min(std::ceil(votes[category]), most);
    single.insert(single.end(), static_cast<std::size_t>(count), {category, votes[category] / count});
  }
  std::vector<float> kept(votes.size());
  bool is_any_kept = false;
  const auto keep = [&](const Vote& vote) { kept[vote.category] += vote.weight, is_any_kept = true; };
  for (const Vote& vote : single)
    if (!random.chance(share)) keep(vote);
  if (!is_any_kept && !single.empty()) keep(single[random.below(single.size())]);
  return kept;
}

std::vector<float> vote_shares(std::vector<float> votes) {
  double sum = 0;
  for (const float vote : votes) sum += vote;
  for (float& vote : votes) vote = static_cast<float>(vote / sum);
  return votes;
}

std::vector<float> category_shares(int category, const std::vector<float>& votes, std::size_t count, double smoothing) {
  if (!votes.empty()) return votes;
  if (category < 0) return {};
  std::vector<float> shares(count, static_cast<float>(smoothing / static_cast<double>(count)));
  shares[static_cast<std::size_t>(category)] += static_cast<float>(1 - smoothing);
  return shares;
}

void add(Batch& batch, Labels labels, Frames frames) {
  batch.frames.push_back(std::move(frames));
  add(batch, std::move(labels));
}

void add(Batch& batch, Labels labels) {
  batch.targets.push_back(labels.targets);
  batch.categories.push_back(labels.category);
  batch.deviations.push_back(labels.deviations);
  batch.votes.push_back(std::move(labels.votes));
  batch.corpora.push_back(labels.corpus);
  batch.speakers.push_back(labels.speaker);
  batch.genders.push_back(labels.gender);
  if (labels.teacher) batch.teacher.push_back(std::move(*labels.teacher));
}

}  // namespace affectus
