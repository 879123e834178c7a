// encoder_support.h in a build without encoders.
#include "affectus/error.h"
#include "opening/encoder_support.h"
#include "storage/files.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

void require(const char* option, const std::string& expected, const std::string& found, bool is_there) {
  if (is_there) return;
  throw Error(ErrorCode::invalid_argument,
              std::string(option) + ": expected " + expected + ", found '" + found + "' (no encoders are built in)");
}

[[noreturn]] void refuse(const fs::path& folder) {
  throw Error(ErrorCode::unsupported, folder.string() + ": expected a model folder of this project, found a checkpoint of " +
                                          "others (no encoders are built in)");
}

}  // namespace

void check_encoder_options(const OpenOptions& options) {
  require("device", "cpu", options.device, lower_case(options.device) == "cpu");
  require("precision", "float32", options.precision, options.precision == "float32");
}

FrontEndRegistry front_ends_with_encoders(const OpenOptions&) {
  return FrontEndRegistry().add("an encoder (this build has none)",
                                [](const std::string&, const std::string&) { return std::unique_ptr<FrontEnd>(); });
}

fs::path find_encoder(const std::string& name, const OpenOptions&) {
  throw Error(ErrorCode::unsupported, name + ": expected a build with encoders, found one without");
}

bool is_checkpoint_of_others(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  std::error_code ignored;
  return fs::exists(config, ignored) && read_file(config).find("affectus-model") == std::string::npos;
}

std::shared_ptr<const Model> open_checkpoint(const fs::path& folder, const OpenOptions&) { refuse(folder); }

ModelConfig describe_checkpoint(const fs::path& folder, const OpenOptions&) { refuse(folder); }

}  // namespace affectus
