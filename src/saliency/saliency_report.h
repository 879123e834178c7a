#pragma once

#include <string>
#include <vector>

#include "saliency/saliency.h"

namespace affectus {

/// Neighbouring values of a frame: a layer of an encoder, or all of a front end without layers.
struct LayerOfValues {
  std::string name;
  std::size_t width = 0;
};

struct SaliencyFacts {
  std::string front_end;              // as the user named it
  std::vector<LayerOfValues> layers;  // in the order of the values; their widths sum to the number of values
  std::string manifest;
  std::size_t utterances = 0;
};

/// One line for each layer: the mean and the largest saliency of its values, for each dimension.
std::string saliency_table(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts);
/// The same with pictures: saliency by layer, and of all values from the most to the least salient.
std::string saliency_page(const std::vector<ValueSaliency>& values, const SaliencyFacts& facts);

}  // namespace affectus
