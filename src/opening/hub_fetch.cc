#include "opening/hub_fetch.h"

#include "affectus/error.h"

#ifdef AFFECTUS_HAS_HUB
#include <cstdint>

#include "affectus/hub.h"
#include "text/counted.h"
#include "text/text.h"
#endif

namespace affectus {

#ifdef AFFECTUS_HAS_HUB
namespace {

constexpr std::size_t most_files = 4;  // that a message names

std::string megabytes(std::uint64_t bytes) {
  return decimal(static_cast<double>(bytes) / 1e6, bytes < 1'000'000 ? 2 : 1) + " MB";
}

std::string announcement(const std::string& model, const HubProgress& progress) {
  return model + ": fetching " + megabytes(progress.all - progress.done) +
         (progress.licence.empty() ? " (its card names no licence)" : " (licence " + progress.licence + ")") + " into " +
         hub_cache().string() + ": " + some_of(progress.missing, most_files);
}

}  // namespace

std::filesystem::path fetch_from_hub(const HubName& name, const OpenObserver& observer) {
  const std::string model = "hf:" + name.text();
  bool is_announced = false;
  std::string waits;
  return pull_from_hub(name.text(), HubOptions::from_environment(), [&](const HubProgress& progress) {
    if (observer.note && !is_announced && progress.done < progress.all) observer.note(announcement(model, progress));
    is_announced = is_announced || progress.all > 0;
    if (observer.note && !progress.waits.empty() && progress.waits != waits) observer.note(model + ": " + progress.waits);
    waits = progress.waits;
    if (observer.progress && !progress.file.empty() && progress.all > 0)
      observer.progress(static_cast<double>(progress.done) / static_cast<double>(progress.all),
                        model + ": " + progress.file + ", " + megabytes(progress.done) + " of " + megabytes(progress.all));
    return !(observer.stopped && observer.stopped());
  });
}
#else
std::filesystem::path fetch_from_hub(const HubName& name, const OpenObserver&) {
  throw Error(ErrorCode::not_found, "hf:" + name.text() + ": not in the cache at " + hub_repository(name).string() +
                                        ", and this build cannot fetch it");
}
#endif

}  // namespace affectus
