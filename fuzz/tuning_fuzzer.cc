#include "affectus/error.h"
#include "reproduction/recipe_template.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const affectus::Tuning tuning = affectus::parse_tuning(text, "tuning.toml");
    if (tuning.folds < 1 || tuning.folds > 100 || tuning.candidates.empty()) __builtin_trap();
  } catch (const affectus::Error&) {
  }
  return 0;
}
