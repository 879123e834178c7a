#include "affectus/error.h"

namespace affectus {

std::string to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return "invalid_argument";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::unreadable:
      return "unreadable";
    case ErrorCode::unwritable:
      return "unwritable";
    case ErrorCode::invalid_format:
      return "invalid_format";
    case ErrorCode::no_audio:
      return "no_audio";
    case ErrorCode::unsupported:
      return "unsupported";
    case ErrorCode::cancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace affectus
