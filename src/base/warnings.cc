#include "affectus/warnings.h"

namespace affectus {

std::string to_string(Warning warning) {
  switch (warning) {
    case Warning::no_speech:
      return "no_speech";
    case Warning::channels_cancel:
      return "channels_cancel";
    case Warning::gap:
      return "gap";
    case Warning::late_start:
      return "late_start";
    case Warning::truncated:
      return "truncated";
    case Warning::damaged:
      return "damaged";
    case Warning::out_of_depth:
      return "out_of_depth";
    case Warning::beyond_end:
      return "beyond_end";
  }
  return "unknown";
}

}  // namespace affectus
