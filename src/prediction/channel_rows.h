// Collects the rows of several channels of one recording by window.
#pragma once

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "affectus/prediction.h"

namespace affectus {

/// Channels have the same windows or intervals. A row is passed on once every channel has its row of that window.
class ChannelRows {
 public:
  /// `numbered`: rows have the number of their channel.
  ChannelRows(std::size_t channels, bool numbered) : waiting_(channels), numbered_(numbered) {}

  void add(std::size_t channel, std::vector<EmotionSegment>&& rows) {
    for (EmotionSegment& row : rows) {
      if (numbered_) row.channel = static_cast<int>(channel);
      waiting_[channel].push_back(std::move(row));
    }
    rows.clear();
  }
  /// Appends the rows that need not wait for another channel.
  void take(std::vector<EmotionSegment>& rows) {
    const auto all_have_one = [this] {
      for (const auto& channel : waiting_)
        if (channel.empty()) return false;
      return !waiting_.empty();
    };
    while (all_have_one())
      for (auto& channel : waiting_) {
        rows.push_back(std::move(channel.front()));
        channel.pop_front();
      }
  }

 private:
  std::vector<std::deque<EmotionSegment>> waiting_;
  bool numbered_;
};

}  // namespace affectus
