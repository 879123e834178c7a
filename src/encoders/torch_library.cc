#include "encoders/torch_library.h"

#include <dlfcn.h>

#include <array>
#include <system_error>
#include <vector>

#include "affectus/error.h"
#include "encoder_graphs/torch_interface.h"
#include "text/letter_case.h"
#include "text/parsed_number.h"

namespace affectus {
namespace {

constexpr const char* library_file = "libaffectus-torch.so";

// Beside this code, as it is built, or as it is installed.
std::vector<std::filesystem::path> places_of_library() {
  Dl_info own{};
  if (::dladdr(reinterpret_cast<const void*>(&parse_torch_device), &own) == 0 || own.dli_fname == nullptr)
    return {library_file};
  std::error_code ignored;
  std::filesystem::path file = std::filesystem::canonical(own.dli_fname, ignored);
  if (ignored) file = std::filesystem::read_symlink("/proc/self/exe", ignored);  // found by the PATH
  const std::filesystem::path folder = file.parent_path();
  std::vector<std::filesystem::path> all;
  for (const char* from : {"", "affectus", "../lib/affectus", "../../lib/affectus"})
    all.push_back(folder / from / library_file);
  all.emplace_back(library_file);
  return all;
}

const affectus_torch_interface& open_library() {
  std::string reason;
  for (const std::filesystem::path& place : places_of_library()) {
    void* library = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);  // stays open until the process ends
    if (library == nullptr) {
      const char* text = ::dlerror();
      std::error_code ignored;
      if (text != nullptr && std::filesystem::exists(place, ignored)) reason = std::string(" (") + text + ")";
      continue;
    }
    const auto entry = reinterpret_cast<affectus_torch_entry*>(::dlsym(library, "affectus_torch"));
    const affectus_torch_interface* found = entry != nullptr ? entry() : nullptr;
    if (found != nullptr && found->version == affectus_torch_version) return *found;
    throw Error(ErrorCode::unsupported, place.string() + ": expected version " + std::to_string(affectus_torch_version) +
                                            " of its interface, found " +
                                            (found == nullptr ? "none" : std::to_string(found->version)));
  }
  throw Error(ErrorCode::unsupported, std::string("devices torch and cuda: expected ") + library_file +
                                          " beside the program, found none that can be opened" + reason +
                                          "; docs/fine-tuning.md says how to build it");
}

const affectus_torch_interface& torch_library() {
  static const affectus_torch_interface& opened = open_library();
  return opened;
}

void require_success(int result, const std::array<char, 1024>& error) {
  if (result != 0) throw Error(ErrorCode::unsupported, error.data());
}

}  // namespace

bool is_torch_device(const std::string& device) { return device == "TORCH" || device.starts_with("CUDA:"); }

std::string parse_torch_device(const std::string& text) {
  std::string device = upper_case(text);
  if (device == "TORCH") return device;
  if (device == "CUDA") return "CUDA:0";
  const bool has_number = device.starts_with("CUDA:") && parsed_number<unsigned>(std::string_view(device).substr(5));
  return has_number ? device : "";
}

TorchLibraryEncoder::TorchLibraryEncoder(const std::filesystem::path& folder, const std::filesystem::path& adapter,
                                         std::span<const std::size_t> layers, const EncoderRuntime& runtime, bool pad) {
  using Precision = EncoderRuntime::Precision;
  if (runtime.precision == Precision::int8)
    throw Error(ErrorCode::unsupported,
                "precision int8: expected a device of OpenVINO, found " + lower_case(runtime.device));
  const std::string device = runtime.device == "TORCH" ? "cpu" : lower_case(runtime.device);
  const std::string folder_text = folder.string(), adapter_text = adapter.string();
  const affectus_torch_options options{.folder = folder_text.c_str(),
                                       .adapter = adapter_text.c_str(),
                                       .device = device.c_str(),
                                       .layers = layers.data(),
                                       .layer_count = layers.size(),
                                       .pad = pad ? 1 : 0,
                                       .bfloat16 = runtime.precision == Precision::bfloat16 ? 1 : 0,
                                       .threads = runtime.threads};
  std::array<char, 1024> error{};
  require_success(torch_library().open(&options, &encoder_, error.data(), error.size()), error);
}

TorchLibraryEncoder::~TorchLibraryEncoder() {
  if (encoder_ != nullptr) torch_library().close(encoder_);
}

void TorchLibraryEncoder::run(std::span<const float> samples, Frames& frames, std::size_t first, std::size_t count) const {
  std::array<char, 1024> error{};
  require_success(torch_library().run(encoder_, samples.data(), samples.size(), frames.data() + first * frames.dim(), count,
                                      error.data(), error.size()),
                  error);
}

}  // namespace affectus
