#include "reproduction/corpora_left_out.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>

namespace affectus {
namespace {

namespace fs = std::filesystem;
using Recordings = std::set<fs::path>;

Recordings recordings_of(const std::vector<Utterance>& utterances) {
  Recordings recordings;
  for (const Utterance& utterance : utterances) {
    const fs::path path = fs::absolute(utterance.path);
    std::error_code failed;
    const fs::path canonical = fs::weakly_canonical(path, failed);
    recordings.insert(failed ? path.lexically_normal() : canonical);
  }
  return recordings;
}

bool share_any(const Recordings& some, const Recordings& others) {
  return std::ranges::any_of(some, [&](const fs::path& one) { return others.contains(one); });
}

}  // namespace

CorporaLeftOut leave_corpora_out(const std::vector<std::vector<Utterance>>& corpora, std::size_t learned,
                                 std::size_t beside) {
  CorporaLeftOut result;
  std::vector<Recordings> recordings;
  for (const std::vector<Utterance>& corpus : corpora) {
    const Recordings& own = recordings.emplace_back(recordings_of(corpus));
    const auto last = recordings.end() - 1;
    result.is_repeated.push_back(
        std::any_of(recordings.begin(), last, [&](const Recordings& earlier) { return share_any(own, earlier); }));
  }
  for (std::size_t corpus = 0; corpus < recordings.size(); ++corpus) {
    std::vector<std::size_t> fold;
    const auto add = [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        if (!share_any(recordings[corpus], recordings[i])) fold.push_back(i);
    };
    const bool is_beside = corpus >= learned && corpus < learned + beside;
    if (!is_beside) add(0, learned);
    if (fold.empty()) {
      result.judged_by.push_back(std::nullopt);
      continue;
    }
    add(learned, learned + beside);
    const auto same = std::ranges::find(result.folds, fold);
    result.judged_by.push_back(static_cast<std::size_t>(same - result.folds.begin()));
    if (same == result.folds.end()) result.folds.push_back(std::move(fold));
  }
  return result;
}

std::vector<Utterance> to_learn_from(std::vector<Utterance> utterances) {
  const auto has_labels = [&](bool in_development) {
    return std::ranges::any_of(utterances, [&](const Utterance& one) {
      return is_labelled(one) && (one.partition == "development") == in_development;
    });
  };
  const bool keeps_development = has_labels(true) && has_labels(false);
  for (Utterance& one : utterances)
    if (one.partition != "development" || !keeps_development) one.partition = "train";
  return utterances;
}

}  // namespace affectus
