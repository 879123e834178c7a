// The names of what C has as numbers.
#include "affectus/c.h"
#include "affectus/version.h"

const char* affectus_version(void) { return AFFECTUS_VERSION; }

const char* affectus_code_name(int32_t code) {
  switch (code) {
    case AFFECTUS_OK:
      return "ok";
    case AFFECTUS_ERROR_INVALID_ARGUMENT:
      return "invalid_argument";
    case AFFECTUS_ERROR_NOT_FOUND:
      return "not_found";
    case AFFECTUS_ERROR_UNREADABLE:
      return "unreadable";
    case AFFECTUS_ERROR_UNWRITABLE:
      return "unwritable";
    case AFFECTUS_ERROR_INVALID_FORMAT:
      return "invalid_format";
    case AFFECTUS_ERROR_NO_AUDIO:
      return "no_audio";
    case AFFECTUS_ERROR_UNSUPPORTED:
      return "unsupported";
    case AFFECTUS_ERROR_CANCELLED:
      return "cancelled";
    case AFFECTUS_ERROR_UNAUTHORIZED:
      return "unauthorized";
    case AFFECTUS_ERROR_TOO_LARGE:
      return "too_large";
    case AFFECTUS_ERROR_TOO_MANY:
      return "too_many";
    case AFFECTUS_ERROR_TIMEOUT:
      return "timeout";
    case AFFECTUS_ERROR_INTERNAL:
      return "internal";
  }
  return nullptr;
}

const char* affectus_warning_name(uint32_t warning) {
  switch (warning) {
    case AFFECTUS_WARNING_NO_SPEECH:
      return "no_speech";
    case AFFECTUS_WARNING_CHANNELS_CANCEL:
      return "channels_cancel";
    case AFFECTUS_WARNING_GAP:
      return "gap";
    case AFFECTUS_WARNING_LATE_START:
      return "late_start";
    case AFFECTUS_WARNING_TRUNCATED:
      return "truncated";
    case AFFECTUS_WARNING_DAMAGED:
      return "damaged";
    case AFFECTUS_WARNING_OUT_OF_DEPTH:
      return "out_of_depth";
    case AFFECTUS_WARNING_BEYOND_END:
      return "beyond_end";
  }
  return nullptr;
}
