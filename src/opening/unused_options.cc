#include "opening/unused_options.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "hub_cache/encoder_folders.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

bool is_encoder(const std::string& front_end) { return front_end.find('@') != std::string::npos; }

// Of "hf:OWNER/NAME@LAYERS", also without "hf:" where there is no such folder.
std::optional<HubName> encoder_on_hub(const std::string& front_end) {
  if (!is_encoder(front_end)) return std::nullopt;
  const std::string checkpoint = front_end.substr(0, front_end.rfind('@'));
  if (checkpoint.starts_with("hf:")) return HubName::parse(checkpoint.substr(3));
  std::error_code ignored;
  return std::filesystem::exists(checkpoint, ignored) ? std::nullopt : HubName::parse(checkpoint);
}

void add(std::string& list, const std::string& item) { list += (list.empty() ? "" : ", ") + item; }

std::vector<std::string> lines_of(const std::string& user, const std::vector<std::string>& front_ends, bool has_encoder,
                                  const OpenOptions& options) {
  EncoderFolders unused = options.encoders;
  std::string named;
  for (const std::string& front_end : front_ends) {
    const auto encoder = encoder_on_hub(front_end);
    if (!encoder) continue;
    add(named, encoder->id());
    if (const auto used = find_encoder_folder(options.encoders, *encoder); used != options.encoders.end())
      unused.erase(used->first);
  }

  std::vector<std::string> lines;
  std::string given;
  if (!has_encoder && lower_case(options.device) != "cpu") add(given, "device " + options.device);
  if (!has_encoder && options.precision != "float32") add(given, "precision " + options.precision);
  if ((!has_encoder || options.precision != "int8") && !options.calibration.empty())
    add(given, "calibration " + options.calibration);
  if (!has_encoder && !options.cache && options.cache_features) add(given, "no-cache");
  if (!given.empty())
    lines.push_back(given + ": without effect, since " +
                    (has_encoder ? "the precision is " + options.precision : user + " has no encoder"));
  for (const auto& [encoder, folder] : unused)
    lines.push_back("encoder " + (encoder.empty() ? "" : encoder + "=") + folder.string() + ": without effect, since " +
                    user + " needs " + (named.empty() ? "none of the hub" : "only " + named));
  return lines;
}

}  // namespace

std::vector<std::string> unused_options(const std::string& user, const std::vector<std::string>& front_ends,
                                        const OpenOptions& options) {
  return lines_of(user, front_ends, std::ranges::any_of(front_ends, is_encoder), options);
}

std::vector<std::string> unused_options(const ModelConfig& model, const OpenOptions& options) {
  if (model.front_ends.empty()) return lines_of(model.name, {}, true, options);  // a checkpoint of others has its own within
  std::vector<std::string> front_ends;
  for (const auto& front_end : model.front_ends) front_ends.push_back(front_end.name);
  return unused_options(model.name, front_ends, options);
}

}  // namespace affectus
