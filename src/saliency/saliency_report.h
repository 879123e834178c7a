#pragma once

#include <string>
#include <vector>

#include "saliency/saliency.h"

namespace affectus {

struct SaliencyFacts {
  std::string front_end;            // as the user named it
  std::vector<std::string> layers;  // names of equal parts of a frame; one for a front end without layers
  std::string manifest;
  std::size_t utterances = 0;
};

/// A line a layer: the mean and the largest saliency of its values, for each dimension.
std::string saliency_table(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts);
/// The same with pictures: saliency by layer, and of all values from the most to the least salient.
std::string saliency_page(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts);

}  // namespace affectus
