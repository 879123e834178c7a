// Fetches models from Hugging Face's hub into the cache that its own tools use.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "affectus/export.h"

namespace affectus {

struct AFFECTUS_EXPORT HubOptions {
  std::string endpoint;  // $HF_ENDPOINT, else the public hub
  std::string token;     // $HF_TOKEN, else what $HF_TOKEN_PATH or $HF_HOME/token holds; may be empty
  bool offline = false;  // $HF_HUB_OFFLINE
  static HubOptions from_environment();
};

/// Progress of a whole pull; bytes that are already in the cache count as done.
struct HubProgress {
  std::string file;     // the file that is being fetched; empty before the first
  std::string licence;  // as the model's card names it; empty if it names none
  std::uint64_t done = 0;
  std::uint64_t all = 0;             // 0 until it is known
  std::vector<std::string> missing;  // the files that were not complete in the cache, in the order in which they are fetched
  std::string waits;                 // reason and length of a wait before the next attempt; else empty
};

/// Fetches the files that a model needs (configuration, weights in one format, card) of a revision and returns the folder of
/// its snapshot. `name` is OWNER/NAME[:REVISION]. Files in the cache are kept, and a broken download continues where it was.
/// If the server is overloaded (429, 500, 502, 503, 504) or a connection breaks, a request is tried up to five times, after
/// the time that the server asks for or growing ones. The hash of each file is checked before it gets its name. `progress`
/// (may be empty) is called before large files are fetched, during the download, and about once a second while it waits; it
/// returns false to stop. Throws Error(invalid_argument) for an invalid name, and Error(not_found, unreadable, unwritable,
/// invalid_format, cancelled) that names the model and the file.
AFFECTUS_EXPORT std::filesystem::path pull_from_hub(const std::string& name, const HubOptions& options,
                                                    const std::function<bool(const HubProgress&)>& progress = {});

}  // namespace affectus
