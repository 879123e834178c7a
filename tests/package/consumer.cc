// Scores a recording with a model, with the installed headers and libraries only: consumer MODEL RECORDING
#include <affectus/audio.h>
#include <affectus/model.h>
#include <affectus/prediction.h>
#include <affectus/version.h>

#include <cmath>
#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const affectus::Model model = affectus::Model::load(argv[1]);
  affectus::Predictor predictor(model, {.window_s = 2.0});
  std::vector<affectus::EmotionSegment> rows;
  predictor.push(affectus::read_audio(argv[2]), rows);
  predictor.finish(rows);
  for (const auto& row : rows) std::printf("%.2f %.2f\n", row.start_s, row.activation.value());
  return rows.size() == 13 && std::isfinite(rows[0].activation.value()) ? 0 : 1;
}
