// What an estimator is made of, for its batches and its streams.
#pragma once

#include "affectus/estimator.h"
#include "estimator/network.h"

namespace affectus {

struct Estimator::Impl {
  Network network;
};

}  // namespace affectus
