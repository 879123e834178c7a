// A model of the C interface.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "affectus/c.h"
#include "affectus/model.h"

struct affectus_model {
  std::shared_ptr<const affectus::Model> model;
  std::size_t threads = 1;  // that it was opened with
};

namespace affectus {

inline std::unique_ptr<affectus_model> handle(std::shared_ptr<const Model> model, std::size_t threads) {
  return std::make_unique<affectus_model>(affectus_model{std::move(model), threads});
}

}  // namespace affectus
