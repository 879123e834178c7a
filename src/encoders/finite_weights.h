// Finds damaged weights before a run, because some kernels turn not-a-number into a plausible value.
#pragma once

#include <memory>
#include <openvino/core/model.hpp>
#include <openvino/op/constant.hpp>
#include <string>

namespace affectus {

/// Names a constant that holds a checkpoint's tensor, for require_finite_weights().
void mark_as_weight(ov::op::v0::Constant& constant, const std::string& name);

/// Throws Error(invalid_format) with the name of a marked constant of the graph that holds infinity or not-a-number. Reads
/// all constants that the graph needs, and no others.
void require_finite_weights(const ov::Model& model);

}  // namespace affectus
