#include "encoders/encoder_locator.h"

#include "affectus/error.h"
#include "hub_cache/encoder_folders.h"
#include "hub_cache/hub_snapshot.h"

namespace affectus {

std::filesystem::path locate_encoder(const std::string& checkpoint, const EncoderRuntime& runtime) {
  const bool says_hub = checkpoint.starts_with("hf:");
  std::error_code ignored;
  if (!says_hub && std::filesystem::exists(checkpoint, ignored)) return checkpoint;
  const auto name = HubName::parse(says_hub ? checkpoint.substr(3) : checkpoint);
  if (!name && says_hub)
    throw Error(ErrorCode::invalid_argument, "encoder: expected hf:OWNER/NAME[:REVISION], found '" + checkpoint + "'");
  if (!name) throw Error(ErrorCode::not_found, checkpoint + ": no such encoder's folder");
  if (const auto given = find_encoder_folder(runtime.folders, *name); given != runtime.folders.end()) return given->second;
  if (const auto snapshot = find_whole_hub_snapshot(*name)) return *snapshot;
  if (runtime.fetch) return runtime.fetch(name->text());
  if (const auto part = find_hub_snapshot(*name))
    throw Error(ErrorCode::not_found, "hf:" + name->text() + ": expected all files of an encoder in " + part->string() +
                                          ", found a part; fetch the rest with: affectus pull " + name->text());
  throw Error(ErrorCode::not_found, "hf:" + name->text() + ": not in Hugging Face's cache at " +
                                        hub_repository(*name).string() + "; fetch it first with: affectus pull " +
                                        name->text());
}

}  // namespace affectus
