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

/// Of a whole pull, for a progress line; bytes that are there already count as done.
struct HubProgress {
  std::string file;     // that is fetched; empty before the first
  std::string licence;  // as the model's card names it; empty where it does not
  std::uint64_t done = 0;
  std::uint64_t all = 0;             // 0 while it is not known yet
  std::vector<std::string> missing;  // the files that were not there as a whole, in the order in which they are fetched
  std::string waits;                 // why and how long, while it waits to ask again; else empty
};

/// Fetches the files that a model needs (configuration, weights in one format, card) of a revision and returns the folder of
/// its snapshot. `name` is OWNER/NAME[:REVISION]. What is in the cache already is kept; a download that broke off goes on
/// where it was, and what a server refuses because it has too much to do (429, 500, 502, 503, 504) or a connection that
/// broke is tried five times, after the time that the server asks for or growing ones; each file's hash is checked before it
/// gets its name. `progress` (may be empty) is called before anything large is fetched, then as it goes, and about once a
/// second while it waits; it returns false to stop. Throws Error(invalid_argument) for a name that is none, and
/// Error(not_found, unreadable, unwritable, invalid_format, cancelled) that names the model and the file.
AFFECTUS_EXPORT std::filesystem::path pull_from_hub(const std::string& name, const HubOptions& options,
                                                    const std::function<bool(const HubProgress&)>& progress = {});

}  // namespace affectus
