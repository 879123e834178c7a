#include "encoders/encoder_options.h"

#include <algorithm>
#include <utility>

#include "affectus/error.h"
#include "encoders/openvino_core.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

constexpr std::pair<EncoderRuntime::Precision, const char*> precision_names[] = {
    {EncoderRuntime::Precision::float32, "float32"},
    {EncoderRuntime::Precision::bfloat16, "bfloat16"},
    {EncoderRuntime::Precision::int8, "int8"},
};

}  // namespace

EncoderRuntime::Precision parse_precision(const std::string& text) {
  for (const auto& [precision, name] : precision_names)
    if (text == name) return precision;
  throw Error(ErrorCode::invalid_argument, "precision: expected float32, bfloat16 or int8, found '" + text + "'");
}

std::string to_string(EncoderRuntime::Precision precision) {
  for (const auto& [known, name] : precision_names)
    if (precision == known) return name;
  return {};
}

std::string parse_device(const std::string& text) {
  std::string device = upper_case(text);
  if (device == "CPU") return device;  // always there, and quick to say
  std::string names;
  for (const std::string& known : make_openvino_core().get_available_devices()) {
    // "GPU" is the first of GPU.0, GPU.1.
    if (device == known || (!device.empty() && known.starts_with(device + "."))) return device;
    names += (names.empty() ? "" : ", ") + lower_case(known);
  }
  throw Error(ErrorCode::invalid_argument,
              "device: expected one that OpenVINO finds on this machine (" + names + "), found '" + text + "'");
}

std::map<std::string, std::filesystem::path> parse_encoder_folders(const std::vector<std::string>& texts) {
  std::map<std::string, std::filesystem::path> folders;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const std::string name = equals == std::string::npos || std::filesystem::exists(text) ? "" : text.substr(0, equals);
    const std::filesystem::path folder = name.empty() ? text : text.substr(equals + 1);
    if (!std::filesystem::is_directory(folder))
      throw Error(ErrorCode::invalid_argument, "encoder: expected FOLDER or OWNER/NAME=FOLDER, found '" + text + "'");
    folders[name] = folder;
  }
  return folders;
}

}  // namespace affectus
