#include "training/familiarity_fit.h"

#include <algorithm>
#include <string>
#include <vector>

#include "affectus/error.h"
#include "tensors/tensor_source.h"
#include "threads/parallel.h"
#include "training/whitening.h"

namespace affectus {
namespace {

class WeightsOfState : public TensorSource {
 public:
  explicit WeightsOfState(const StateTensors& tensors) : tensors_(tensors) {}

  std::string name() const override { return "the trained weights"; }
  std::vector<std::string> tensor_names() const override {
    std::vector<std::string> names;
    for (const auto& [tensor_name, tensor] : tensors_) names.push_back(tensor_name);
    return names;
  }
  TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const override {
    const auto found = tensors_.find(tensor_name);
    if (found == tensors_.end() || !std::ranges::equal(found->second.shape, shape))
      throw Error(ErrorCode::invalid_format, name() + ": expected tensor " + tensor_name + " of the network's shape");
    return {found->second.values, found->second.shape};
  }

 private:
  const StateTensors& tensors_;
};

}  // namespace

StateTensors fit_familiarity(const EstimatorShape& shape, const StateTensors& weights, const TrainingData& data,
                             std::size_t rank, std::size_t threads, const std::function<void()>& between) {
  constexpr std::size_t block = 64;  // embeddings are added in the order of the utterances
  const Estimator estimator(shape, WeightsOfState(weights));
  const std::size_t utterances = data.set().train.size();
  EmbeddingMoments moments(shape.embedding_dim());
  ThreadPool pool(threads);
  for (std::size_t start = 0; start < utterances; start += block) {
    std::vector<Estimate> estimates(std::min(block, utterances - start));
    parallel_for(pool, estimates.size(),
                 [&](std::size_t i) { estimates[i] = estimator.run(data.recorded_frames(start + i)); });
    for (const Estimate& estimate : estimates) moments.add(estimate.embedding);
    between();
  }
  return whitening(moments, rank);
}

}  // namespace affectus
