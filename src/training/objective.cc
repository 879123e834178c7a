#include "training/objective.h"

#include <ATen/ATen.h>

#include <array>

#include "training/batch_tensors.h"
#include "training/loss.h"

namespace affectus {
namespace {

constexpr const char* stretches = "corpus_maps.stretch";  // logarithms, corpora x 3
constexpr const char* shifts = "corpus_maps.shift";       // corpora x 3

}  // namespace

Objective::Objective(const EstimatorShape& shape, const Recipe& recipe, const LearnerFacts& facts, Parameters& parameters,
                     RandomStream& random)
    : loss_(recipe.loss), teacher_(recipe.teacher.value_or(TeacherOptions())), parameters_(parameters) {
  constexpr auto use = Parameters::Use::training;
  const std::size_t inputs = shape.embedding_dim();
  if (!facts.class_weights.empty()) class_weights_ = at::tensor(facts.class_weights);
  if (facts.teacher_embedding > 0 && teacher_.embedding_weight > 0 && facts.teacher_embedding != inputs) {
    projects_to_teacher_ = true;
    parameters.add_linear("teacher_embedding", facts.teacher_embedding, inputs, random, use);
  }
  if (loss_.corpus_maps && !facts.rated.empty()) {
    std::vector<float> rated;
    for (const std::array<bool, 3>& corpus : facts.rated)
      for (const bool is_rated : corpus) rated.push_back(is_rated ? 1.0F : 0.0F);
    rated_ = at::tensor(rated).view({-1, 3});
    for (const char* name : {stretches, shifts}) {
      parameters.add(name, {rated_.size(0), 3}, 1, random, use);
      parameters.start_at_zero(name);
    }
  }
  voice_heads_ = {{"gender", facts.genders, loss_.gender_weight, false, &Batch::genders},
                  {"corpus", facts.rated.size(), loss_.corpus_reversal, true, &Batch::corpora},
                  {"speaker", facts.speakers, loss_.speaker_reversal, true, &Batch::speakers}};
  std::erase_if(voice_heads_, [](const VoiceHead& head) { return head.weight == 0 || head.classes == 0; });
  for (const VoiceHead& head : voice_heads_) parameters.add_linear(head.name, head.classes, inputs, random, use);
}

at::Tensor Objective::loss(const NetworkOutputs& outputs, const Batch& batch) const {
  at::Tensor sum;
  add_label_losses(outputs, batch, sum);
  if (!batch.teacher.empty()) add_teacher_losses(outputs, batch, sum);
  if (loss_.agreement_weight > 0) sum = sum + loss_.agreement_weight * agreement_loss(outputs.dimensions, outputs.embedding);
  add_voice_losses(outputs, batch, sum);
  return sum;
}

void Objective::add_label_losses(const NetworkOutputs& outputs, const Batch& batch, at::Tensor& sum) const {
  const at::Tensor dimensions = rated_.defined() ? as_corpora_rate(outputs.dimensions, batch) : outputs.dimensions;
  sum = teacher_.label_weight * dimension_loss(dimensions, tensor_of(batch.targets), loss_);
  if (outputs.categories.defined()) {
    const auto count = static_cast<std::size_t>(outputs.categories.size(1));
    const at::Tensor shares = category_shares(batch, count, loss_.label_smoothing);
    sum = sum + teacher_.label_weight * loss_.category_weight * category_loss(outputs.categories, shares, class_weights_);
  }
  if (outputs.deviations.defined())
    sum = sum + teacher_.label_weight * loss_.deviation_weight *
                    dimension_loss(outputs.deviations, tensor_of(batch.deviations), loss_);
}

void Objective::add_teacher_losses(const NetworkOutputs& outputs, const Batch& batch, at::Tensor& sum) const {
  if (teacher_.output_weight > 0)
    sum = sum + teacher_.output_weight * dimension_loss(outputs.dimensions, teacher_dimensions(batch), loss_);
  if (teacher_.embedding_weight > 0) {
    const at::Tensor embedding =
        projects_to_teacher_ ? parameters_.linear("teacher_embedding", outputs.embedding) : outputs.embedding;
    sum = sum + teacher_.embedding_weight * embedding_loss(embedding, teacher_embeddings(batch), teacher_.embedding_loss);
  }
  if (teacher_.category_weight > 0 && outputs.categories.defined())
    sum = sum +
          teacher_.category_weight * soft_category_loss(outputs.categories, teacher_categories(batch), teacher_.temperature);
  if (teacher_.deviation_weight > 0 && outputs.deviations.defined())
    sum = sum + teacher_.deviation_weight * dimension_loss(outputs.deviations, teacher_deviations(batch), loss_);
}

void Objective::add_voice_losses(const NetworkOutputs& outputs, const Batch& batch, at::Tensor& sum) const {
  for (const VoiceHead& head : voice_heads_) {
    const at::Tensor embedding = head.is_reversed ? reverse_gradient(outputs.embedding, head.weight) : outputs.embedding;
    const at::Tensor shares = class_shares(batch.*head.labels, head.classes);
    sum = sum + (head.is_reversed ? 1 : head.weight) * category_loss(parameters_.linear(head.name, embedding), shares, {});
  }
}

// exp(l) x prediction + o, with the l and o of a mixture's corpora averaged as factors and summands. Over the corpora that
// are rated in a dimension, l and o each sum to zero: the model's own outputs are the middle of the corpora.
at::Tensor Objective::as_corpora_rate(const at::Tensor& dimensions, const Batch& batch) const {
  const auto centred = [&](const char* name) {
    const at::Tensor values = parameters_[name] * rated_;
    return rated_ * (values - values.sum(0) / rated_.sum(0).clamp_min(1));
  };
  const at::Tensor shares = class_shares(batch.corpora, static_cast<std::size_t>(rated_.size(0)));
  return at::matmul(shares, centred(stretches).exp()) * dimensions + at::matmul(shares, centred(shifts));
}

}  // namespace affectus
