#include "encoders/encoder_options.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "affectus/error.h"
#include "encoders/openvino_core.h"
#include "encoders/torch_library.h"
#include "text/letter_case.h"

namespace affectus {
namespace {

constexpr std::pair<EncoderRuntime::Precision, const char*> precision_names[] = {
    {EncoderRuntime::Precision::float32, "float32"},
    {EncoderRuntime::Precision::bfloat16, "bfloat16"},
    {EncoderRuntime::Precision::int8, "int8"},
};

constexpr std::string_view device_kinds[] = {"CPU", "GPU", "NPU"};

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

void check_device(const std::string& text) {
  if (!parse_torch_device(text).empty()) return;
  const std::string device = upper_case(text);
  const std::size_t point = device.find('.');
  const std::string kind = device.substr(0, point);
  const std::string number = point == std::string::npos ? "0" : device.substr(point + 1);
  const bool is_number = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
  if (is_number && std::ranges::find(device_kinds, kind) != std::end(device_kinds)) return;
  parse_device(text);  // OpenVINO's plugins may know others
}

std::string parse_device(const std::string& text) {
  std::string device = upper_case(text);
  if (device == "CPU") return device;  // always there, and quick to say
  if (std::string torch = parse_torch_device(text); !torch.empty()) return torch;
  std::string names;
  for (const std::string& known : make_openvino_core().get_available_devices()) {
    // "GPU" is the first of GPU.0, GPU.1.
    if (device == known || (!device.empty() && known.starts_with(device + "."))) return device;
    names += (names.empty() ? "" : ", ") + lower_case(known);
  }
  throw Error(ErrorCode::invalid_argument,
              "device: expected one that OpenVINO finds on this machine (" + names + "), found '" + text + "'");
}

}  // namespace affectus
