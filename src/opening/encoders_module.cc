#include "opening/encoders_module.h"

#include "affectus/export.h"
#include "affectus/version.h"
#include "opening/encoder_support.h"

// Found by its name (dlsym); it lives as long as the process.
extern "C" AFFECTUS_EXPORT const affectus::EncodersModule* affectus_encoders_module() {
  static constexpr affectus::EncodersModule module{
      .version = AFFECTUS_VERSION,
      .check_options = affectus::check_encoder_options,
      .front_ends = affectus::front_ends_with_encoders,
      .find_encoder = affectus::find_encoder,
      .is_checkpoint_of_others = affectus::is_checkpoint_of_others,
      .open_checkpoint = affectus::open_checkpoint,
      .describe_checkpoint = affectus::describe_checkpoint,
  };
  return &module;
}
