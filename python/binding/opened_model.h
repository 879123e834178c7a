// A model as Python holds it.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "affectus/model.h"
#include "affectus/open_model.h"
#include "text.h"

namespace affectus {

struct OpenedModel {
  std::shared_ptr<const Model> model;
  std::size_t threads;

  const ModelConfig& config() const { return model->config(); }
};

/// Options of opening, from Python's arguments; 0 threads: all processors.
OpenOptions open_options(const std::string& device, const std::string& precision, std::size_t threads,
                         const std::map<std::string, nb::bytes>& encoders, bool cache);

void bind_model(nb::module_& module);

}  // namespace affectus
