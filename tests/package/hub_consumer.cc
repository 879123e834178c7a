// The hub's client alone: a name that is none is refused before anything is asked.
#include <affectus/error.h>
#include <affectus/hub.h>

int main() {
  try {
    affectus::pull_from_hub("no name", affectus::HubOptions::from_environment());
  } catch (const affectus::Error& error) {
    return error.code() == affectus::ErrorCode::invalid_argument ? 0 : 1;
  }
  return 1;
}
