// Damaged weights are found before they give plausible numbers: some kernels turn not-a-number into a value.
#pragma once

#include <memory>
#include <openvino/core/model.hpp>
#include <openvino/op/constant.hpp>
#include <string>

namespace affectus {

/// Names a constant that holds a checkpoint's tensor, for require_finite_weights().
void mark_as_weight(ov::op::v0::Constant& constant, const std::string& name);

/// Throws Error(invalid_format) with the name of a marked constant of the graph that holds infinity or not-a-number. Reads
/// all of them, and none that the graph does not need.
void require_finite_weights(const ov::Model& model);

}  // namespace affectus
