// A model of the C interface.
#pragma once

#include <cstddef>
#include <memory>

#include "affectus/c.h"
#include "affectus/model.h"

struct affectus_model {
  std::shared_ptr<const affectus::Model> model;
  std::size_t threads = 1;  // that it was opened with
};
