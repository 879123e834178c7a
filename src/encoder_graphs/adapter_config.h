// Reads the adapter_config.json of peft: what its LoRA can say that changes the weights, or an error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/project.h"

namespace affectus {

struct AFFECTUS_PROJECT AdapterConfig {
  std::size_t rank = 0;
  double scale = 1;  // of B A

  /// `name` is for messages. Throws Error(invalid_format, unsupported) that names the field, what was expected and found.
  static AdapterConfig parse(std::string_view text, const std::string& name);
};

}  // namespace affectus
