#include "training/familiarity_fit.h"

#include <algorithm>
#include <vector>

#include "threads/parallel.h"
#include "training/state_tensor_source.h"
#include "training/whitening.h"

namespace affectus {

StateTensors fit_familiarity(const EstimatorShape& shape, const StateTensors& weights, const TrainingData& data,
                             std::size_t rank, std::size_t threads, const std::function<void()>& between) {
  constexpr std::size_t block = 64;  // embeddings are added in the order of the utterances
  const Estimator estimator(shape, StateTensorSource(weights));
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
