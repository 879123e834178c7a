// encoder_support.h where the encoders are a module of their own: it is loaded when one of them is needed, and stays.
#include <dlfcn.h>

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "affectus/error.h"
#include "affectus/version.h"
#include "opening/encoder_support.h"
#include "opening/encoders_module.h"
#include "opening/shipped.h"
#include "storage/files.h"
#include "storage/folders.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

namespace fs = std::filesystem;

constexpr const char* module_file = "libaffectus_encoders_module.so";

// Beside the binary in a build, else in the library folder of the installation, seen from bin, from the library folder
// itself, and from libexec/affectus.
Places module_places(const fs::path& binary) {
  const fs::path folder = binary.parent_path();
  Places places;
  for (const char* place :
       {".", "affectus", "../" AFFECTUS_LIBRARY_FOLDER "/affectus", "../../" AFFECTUS_LIBRARY_FOLDER "/affectus"})
    places.push_back((folder / place / module_file).lexically_normal());
  return places;
}

[[noreturn]] void fail(const std::string& user, const std::string& reason) {
  throw Error(ErrorCode::unsupported, user + ": needs the encoders, " + reason);
}

// Throws Error(unsupported) in the name of what needs the encoders.
const EncodersModule& load(const std::string& user) {
  const Places places = module_places(own_binary());
  std::string looked;
  for (const fs::path& file : places) {
    looked += (looked.empty() ? "" : ", ") + file.string();
    if (!is_there(file)) continue;
    void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) fail(user, std::string("which cannot be loaded: ") + ::dlerror());
    const auto function = reinterpret_cast<EncodersModuleFunction*>(::dlsym(library, encoders_module_symbol));
    if (function == nullptr) fail(user, file.string() + ": is not the module of the encoders");
    const EncodersModule* module = function();
    if (std::string_view(module->version) != AFFECTUS_VERSION)
      fail(user, file.string() + ": expected version " AFFECTUS_VERSION ", found " + module->version);
    return *module;
  }
  fail(user, "which are not installed (Debian's package affectus-encoders; looked for " + looked + ")");
}

const EncodersModule& encoders_module(const std::string& user) {
  static std::mutex mutex;
  static const EncodersModule* module = nullptr;
  const std::scoped_lock lock(mutex);
  if (module == nullptr) module = &load(user);  // a failure is tried again
  return *module;
}

// The module's front ends, made for the first encoder. Makers may be called from several threads.
class LazyFrontEnds {
 public:
  explicit LazyFrontEnds(const OpenOptions& options) : options_(options) {}
  std::unique_ptr<FrontEnd> make(const std::string& name, const std::string& front_end_options) {
    std::call_once(made_, [&] { front_ends_ = encoders_module(name).front_ends(options_); });
    return front_ends_.make(name, front_end_options);
  }

 private:
  OpenOptions options_;
  std::once_flag made_;
  FrontEndRegistry front_ends_;
};

}  // namespace

void check_encoder_options(const OpenOptions& options) {
  const bool are_defaults =
      lower_case(options.device) == "cpu" && options.precision == "float32" && options.calibration.empty();
  if (!are_defaults) encoders_module("device " + options.device + ", precision " + options.precision).check_options(options);
}

FrontEndRegistry front_ends_with_encoders(const OpenOptions& options) {
  return FrontEndRegistry().add("an encoder as FOLDER@LAYER or hf:OWNER/NAME@LAYER",
                                [lazy = std::make_shared<LazyFrontEnds>(options)](
                                    const std::string& name, const std::string& text) -> std::unique_ptr<FrontEnd> {
                                  if (name.find('@') == std::string::npos) return nullptr;
                                  return lazy->make(name, text);
                                });
}

fs::path find_encoder(const std::string& name, const OpenOptions& options) {
  return encoders_module(name).find_encoder(name, options);
}

bool is_checkpoint_of_others(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  std::error_code ignored;
  if (!fs::exists(config, ignored) || read_file(config).find("affectus-model") != std::string::npos) return false;
  return encoders_module(folder.string()).is_checkpoint_of_others(folder);
}

std::shared_ptr<const Model> open_checkpoint(const fs::path& folder, const OpenOptions& options) {
  return encoders_module(folder.string()).open_checkpoint(folder, options);
}

ModelConfig describe_checkpoint(const fs::path& folder, const OpenOptions& options) {
  return encoders_module(folder.string()).describe_checkpoint(folder, options);
}

}  // namespace affectus
