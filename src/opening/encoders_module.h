// What the module with the encoders gives to the program that loads it. With AFFECTUS_ENCODERS_APART, encoders and OpenVINO
// are a file of their own, libaffectus_encoders_module.so, which is opened when the first encoder is needed: programs and
// libraries start without OpenVINO, and run where it is not installed.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "affectus/open_model.h"

namespace affectus {

/// The functions of encoder_support.h, made in the module. They throw Error as those do. Objects pass between the module and
/// its user, so both must be of one version and one compiler.
struct EncodersModule {
  const char* version;  // AFFECTUS_VERSION
  void (*check_options)(const OpenOptions& options);
  FrontEndRegistry (*front_ends)(const OpenOptions& options);
  std::filesystem::path (*find_encoder)(const std::string& name, const OpenOptions& options);
  bool (*is_checkpoint_of_others)(const std::filesystem::path& folder);
  std::shared_ptr<const Model> (*open_checkpoint)(const std::filesystem::path& folder, const OpenOptions& options);
  ModelConfig (*describe_checkpoint)(const std::filesystem::path& folder, const OpenOptions& options);
};

/// The module's one symbol.
constexpr const char* encoders_module_symbol = "affectus_encoders_module";
using EncodersModuleFunction = const EncodersModule*();

}  // namespace affectus
