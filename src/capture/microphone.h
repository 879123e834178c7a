// Microphones, by FFmpeg's devices: PulseAudio, ALSA, OSS, sndio, AVFoundation and DirectShow, as this FFmpeg has them.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace affectus {

struct MicrophoneName {
  std::string system;       // FFmpeg's name: "pulse", "alsa"
  std::string name;         // as the system has it
  std::string description;  // for people
  bool is_default = false;

  /// As Microphone takes it: "pulse:NAME".
  std::string full() const { return system + ":" + name; }
};

/// Those that can be heard here, by system. Throws Error(unsupported) without libavdevice.
std::vector<MicrophoneName> list_microphones();

/// An open device. For one thread.
class Microphone {
 public:
  /// `device` is empty (the default of the first system that has one), SYSTEM:NAME, or the name or the description of one of
  /// list_microphones(). Throws Error: not_found (there is none of that name, or none at all; says which there are),
  /// unreadable (it cannot be opened), unsupported.
  explicit Microphone(const std::string& device);
  Microphone(Microphone&&) noexcept;
  ~Microphone();

  const std::string& name() const;
  int rate_hz() const;

  /// Appends the next samples, mono at its rate, and returns how many are missing before them; `stop` set, it returns soon
  /// without any. Some systems do not hear `stop` while a device gives no samples at all. Throws Error(unreadable) if the
  /// device is gone.
  std::size_t read(std::vector<float>& samples, const std::atomic<bool>& stop);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace affectus
