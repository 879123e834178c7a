#include "cli/hub_fetch.h"

#include <cstdint>
#include <cstdio>

#include "affectus/error.h"

namespace affectus {
namespace {

std::string megabytes(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, bytes < 1'000'000 ? "%.2f MB" : "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

}  // namespace

std::filesystem::path fetch_from_hub(const HubName& name, Console& console, const std::function<bool()>& stopped) {
  struct EndProgress {
    Console& console;
    ~EndProgress() { console.end_progress(); }
  } const end{console};
  return pull_from_hub(name, HubOptions::from_environment(), [&](const HubProgress& progress) {
    if (progress.file.empty() && progress.done < progress.all)
      console.note("hf:" + name.text() + ": fetching " + megabytes(progress.all - progress.done) + " into " +
                   hub_cache().string());
    console.progress(progress.all == 0 ? 0 : static_cast<double>(progress.done) / static_cast<double>(progress.all),
                     progress.file + ", " + megabytes(progress.done) + " of " + megabytes(progress.all));
    return !stopped();
  });
}

std::function<std::filesystem::path(const std::string&)> encoder_fetcher(Console& console,
                                                                         const std::function<bool()>& stopped) {
  return [&console, stopped](const std::string& text) {
    try {
      return fetch_from_hub(HubName::parse(text).value(), console, stopped);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) throw;
      const std::string name = "hf:" + text + ": ";
      std::string reason = error.what();
      if (!reason.starts_with(name)) reason = name + "cannot be fetched: " + reason;
      throw Error(error.code(), reason + "; where the encoder is on this machine, say so with --encoder FOLDER");
    }
  };
}

}  // namespace affectus
