// encoder_tuning.h in a build without encoders.
#include "affectus/error.h"
#include "training/encoder_tuning.h"

namespace affectus {

std::unique_ptr<EncoderTuning> open_encoder_tuning(const Recipe& recipe, const std::filesystem::path&,
                                                   const FrontEndRegistry&, const std::string&) {
  throw Error(ErrorCode::unsupported, recipe.file + ": [encoder]: expected a build with encoders, found one without");
}

}  // namespace affectus
