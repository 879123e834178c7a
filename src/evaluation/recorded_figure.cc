#include "evaluation/recorded_figure.h"

#include <vector>

namespace affectus {

ModelFigure recorded_figure(const std::string& set, const std::string& command, const Evaluation& evaluation) {
  ModelFigure figure{set, command, {}};
  for (std::size_t i = 0; i < evaluation.dimensions.size(); ++i) {
    const DimensionAgreement& one = evaluation.dimensions[i];
    const std::string name = std::string("ccc_") + dimension_names[i];
    if (one.concordance) figure.values[name] = *one.concordance;
    if (!one.concordance_interval) continue;
    figure.values[name + "_low"] = one.concordance_interval->low;
    figure.values[name + "_high"] = one.concordance_interval->high;
  }
  figure.values["utterances"] = static_cast<double>(evaluation.utterances);
  figure.values["speakers"] = static_cast<double>(evaluation.speakers);
  return figure;
}

void record(ModelConfig& config, const ModelFigure& figure) {
  std::erase_if(config.figures, [&](const ModelFigure& one) { return one.set == figure.set; });
  config.figures.push_back(figure);
}

}  // namespace affectus
