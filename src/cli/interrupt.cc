#include "cli/interrupt.h"

#include <signal.h>

#include "storage/file_system.h"

namespace affectus {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

bool watch() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted.store(true); };
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  struct sigaction hangup {};
  const bool outlives_its_terminal = ::sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler == SIG_IGN;  // nohup
  if (!outlives_its_terminal) ::sigaction(SIGHUP, &action, nullptr);
  FileSystem::system().stop_waits_by(interrupted);
  return true;
}

}  // namespace

const std::atomic<bool>& watch_for_interrupt() {
  [[maybe_unused]] static const bool watched = watch();  // once: a second signal meets the default action
  return interrupted;
}

}  // namespace affectus
