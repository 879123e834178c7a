// Frames of silence by the core library alone.
#include <affectus/mel_filterbank.h>

#include <vector>

int main() {
  const std::vector<float> second(affectus::sample_rate_hz);
  return affectus::make_mel_filterbank()->compute(second).count() == 98 ? 0 : 1;
}
