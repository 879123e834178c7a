// Names of models on Hugging Face's hub, and the cache of its tools
// (huggingface.co/docs/huggingface_hub/guides/manage-cache).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/project.h"

namespace affectus {

struct AFFECTUS_PROJECT HubName {
  std::string owner;
  std::string name;
  std::string revision = "main";  // branch, tag or commit

  std::string id() const { return owner + "/" + name; }
  std::string text() const { return id() + ":" + revision; }
  /// Parses "OWNER/NAME[:REVISION]"; absent for an invalid name. No part of a valid name can lead out of the cache.
  static std::optional<HubName> parse(const std::string& text);
};

/// $HF_HUB_CACHE, else $HF_HOME/hub, else $XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub.
AFFECTUS_PROJECT std::filesystem::path hub_cache();
/// The folder of one model in the cache, with blobs/, refs/ and snapshots/.
AFFECTUS_PROJECT std::filesystem::path hub_repository(const HubName& name);

/// True for names that cannot lead to another folder: letters, digits, '-', '_' and '.', the last not at the start.
AFFECTUS_PROJECT bool is_plain_name(const std::string& text);

}  // namespace affectus
