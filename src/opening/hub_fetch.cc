#include "opening/hub_fetch.h"

#include "affectus/error.h"

#ifdef AFFECTUS_HAS_HUB
#include <cstdint>

#include "affectus/hub.h"
#include "text/text.h"
#endif

namespace affectus {

#ifdef AFFECTUS_HAS_HUB
namespace {

std::string megabytes(std::uint64_t bytes) {
  return decimal(static_cast<double>(bytes) / 1e6, bytes < 1'000'000 ? 2 : 1) + " MB";
}

}  // namespace

std::filesystem::path fetch_from_hub(const HubName& name, const OpenObserver& observer) {
  return pull_from_hub(name.text(), HubOptions::from_environment(), [&](const HubProgress& progress) {
    if (observer.note && progress.file.empty() && progress.done < progress.all)
      observer.note("hf:" + name.text() + ": fetching " + megabytes(progress.all - progress.done) +
                    (progress.licence.empty() ? " (its card names no licence)" : " (licence " + progress.licence + ")") +
                    " into " + hub_cache().string());
    if (observer.progress)
      observer.progress(progress.all == 0 ? 0 : static_cast<double>(progress.done) / static_cast<double>(progress.all),
                        progress.file + ", " + megabytes(progress.done) + " of " + megabytes(progress.all));
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
