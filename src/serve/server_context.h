// What all connections of a server share.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "serve/access.h"
#include "serve/log.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/scheduler.h"
#include "serve/server_options.h"
#include "serve/upload.h"
#include "serve/web_folder.h"

namespace affectus {

// Bounds that no option changes.
inline constexpr std::size_t most_recordings = 64;  // that are scored or wait for it
inline constexpr std::size_t uploads_at_once = 4;   // of the largest size, in memory and temporary files
inline constexpr double longest_recording_s = 6 * 3600;

struct ServerContext {
  explicit ServerContext(const ServerOptions& the_options);

  const ServerOptions options;
  ServerLog log;
  Metrics metrics;
  const Tokens tokens;
  const Neighbourhood neighbourhood;
  const WebFolder web;
  UploadRoom room;
  ServedModels models;
  Scheduler scheduler;  // the last: its threads use the others
  std::atomic<bool> is_shutting_down = false;
};

}  // namespace affectus
