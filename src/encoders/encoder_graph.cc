#include "encoders/encoder_graph.h"

#include "encoder_graphs/take_encoder.h"

namespace affectus {
namespace {

using Stem = graph::ConvolutionStem<OpenVinoEngine>;

StemGraph build_stem(const Stem& description) {
  StemGraph stem;
  stem.samples = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::PartialShape{-1, -1});
  stem.frames = description(stem.samples, [&](const Stem::Moments& of_piece, std::size_t channels) -> Stem::Moments {
    stem.piece_mean = of_piece.mean;
    stem.piece_variance = of_piece.variance;
    stem.moments = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, ov::Shape{2, channels});
    return {OpenVinoEngine::gather(stem.moments, OpenVinoEngine::integer(0), 0),
            OpenVinoEngine::gather(stem.moments, OpenVinoEngine::integer(1), 0)};
  });
  return stem;
}

}  // namespace

EncoderGraph build_encoder(const EncoderConfig& config, CheckpointWeights& weights) {
  const auto description = graph::take_encoder<OpenVinoEngine>(config, weights);
  EncoderGraph encoder;
  if (description.stem) encoder.stem = build_stem(*description.stem);
  ov::PartialShape shape{-1, static_cast<std::int64_t>(config.mel_bins), -1};
  if (!config.is_whisper()) shape = {-1, -1, static_cast<std::int64_t>(config.stem_channels.back())};
  encoder.input = std::make_shared<ov::op::v0::Parameter>(ov::element::f32, shape);
  encoder.hidden_states = graph::hidden_states<OpenVinoEngine>(description, encoder.input);
  return encoder;
}

}  // namespace affectus
