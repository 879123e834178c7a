// FFmpeg's library of devices (libavdevice), loaded when it is needed: with it come eighty others, among them those of
// windows and graphics, which would take each start of the program 19 MB.
#pragma once

#include <string>

struct AVDeviceInfoList;
struct AVDictionary;
struct AVInputFormat;

namespace affectus {

struct DeviceLibrary {
  int (*list)(const AVInputFormat* system, const char* device, AVDictionary* options, AVDeviceInfoList** list) = nullptr;
  void (*free_list)(AVDeviceInfoList** list) = nullptr;

  /// Loads it once; FFmpeg then knows its devices as formats. Throws Error(unsupported) if it is not there, or if this
  /// program was built without it.
  static const DeviceLibrary& load();
};

}  // namespace affectus
