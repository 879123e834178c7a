// Frames of a recording by a pre-trained encoder: encoder_consumer FOLDER@LAYER RECORDING
#include <affectus/audio.h>
#include <affectus/encoders.h>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto encoder = affectus::make_front_end(argv[1], affectus::encoder_front_ends({}));
  return encoder->compute(affectus::read_audio(argv[2])).count() > 0 ? 0 : 1;
}
