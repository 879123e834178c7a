#include "affectus/error.h"
#include "evaluation/predictions_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    affectus::parse_predictions(text, "fuzz.csv");
  } catch (const affectus::Error&) {
  }
  return 0;
}
