#include "capture/device_library.h"

#include <dlfcn.h>

#ifdef AFFECTUS_HAS_DEVICES
extern "C" {
#include <libavdevice/avdevice.h>
}
#endif

#include "affectus/error.h"
#include "audio/ffmpeg.h"

namespace affectus {
namespace {

#ifdef AFFECTUS_HAS_DEVICES

#ifdef __APPLE__
const std::string library_name = "libavdevice." + std::to_string(LIBAVDEVICE_VERSION_MAJOR) + ".dylib";
#else
const std::string library_name = "libavdevice.so." + std::to_string(LIBAVDEVICE_VERSION_MAJOR);
#endif

template <typename Function>
Function* function(void* library, const char* name) {
  auto* found = reinterpret_cast<Function*>(::dlsym(library, name));
  if (found == nullptr) throw Error(ErrorCode::unsupported, library_name + ": expected " + name + ", found none");
  return found;
}

// What ALSA would print of devices that are not there.
void say_nothing(const char*, int, const char*, int, const char*, ...) {}

DeviceLibrary load_library() {
  void* library = ::dlopen(library_name.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (library == nullptr) {
    const char* reason = ::dlerror();
    throw Error(ErrorCode::unsupported, "microphones need FFmpeg's " + library_name +
                                            ", which cannot be loaded: " + (reason == nullptr ? "unknown reason" : reason));
  }
  const DeviceLibrary functions{
      .list = function<decltype(avdevice_list_input_sources)>(library, "avdevice_list_input_sources"),
      .free_list = function<decltype(avdevice_free_list_devices)>(library, "avdevice_free_list_devices")};
  function<decltype(avdevice_register_all)>(library, "avdevice_register_all")();
  using SetHandler = int(void (*)(const char*, int, const char*, int, const char*, ...));
  if (void* set_handler = ::dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler"))
    reinterpret_cast<SetHandler*>(set_handler)(say_nothing);
  ffmpeg::restrain();
  return functions;
}

#else

DeviceLibrary load_library() {
  throw Error(ErrorCode::unsupported,
              "this program was built without microphones (libavdevice-dev); --input - reads standard input");
}

#endif

}  // namespace

const DeviceLibrary& DeviceLibrary::load() {
  static const DeviceLibrary library = load_library();
  return library;
}

}  // namespace affectus
