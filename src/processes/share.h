// How the rows of a batch are divided among the processes that learn together.
#pragma once

#include <cstddef>

namespace affectus {

/// Process `rank` of `count` has every count-th row, from row `rank` on. So each has short utterances and long ones, though
/// a batch is sorted by length.
struct Share {
  std::size_t rank = 0;
  std::size_t count = 1;

  /// The number of its rows, of a batch of `all`; may be 0.
  std::size_t size(std::size_t all) const { return all / count + (rank < all % count ? 1 : 0); }
  /// The place of its `i`-th row in the batch.
  std::size_t row(std::size_t i) const { return rank + i * count; }
  bool has(std::size_t row) const { return row % count == rank; }
};

}  // namespace affectus
