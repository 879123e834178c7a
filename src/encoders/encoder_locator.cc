#include "encoders/encoder_locator.h"

#include "affectus/error.h"
#include "hub/hub_snapshot.h"
#include "model/model_locator.h"

namespace affectus {

std::filesystem::path locate_encoder(const std::string& checkpoint, const EncoderRuntime& runtime) {
  const bool says_hub = checkpoint.starts_with("hf:");
  const auto name = HubName::parse(says_hub ? checkpoint.substr(3) : checkpoint);
  if (!name || (!says_hub && std::filesystem::exists(checkpoint))) return locate_checkpoint(checkpoint);
  for (const std::string& known : {name->id(), std::string()})
    if (const auto given = runtime.folders.find(known); given != runtime.folders.end()) return given->second;
  if (const auto snapshot = find_whole_hub_snapshot(*name)) return *snapshot;
  if (says_hub && runtime.fetch) return runtime.fetch(name->text());
  if (const auto part = find_hub_snapshot(*name))
    throw Error(ErrorCode::not_found, "hf:" + name->text() + ": expected all files of an encoder in " + part->string() +
                                          ", found a part; fetch the rest with: affectus pull " + name->text());
  return locate_checkpoint(checkpoint);
}

}  // namespace affectus
