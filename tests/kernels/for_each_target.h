// Runs a test with each instruction set that the kernels are compiled for and this CPU has.
#pragma once

#include "kernels/highway_targets.h"
//
#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace affectus::testing {

template <typename Function>
void for_each_target(Function function) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    function();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace affectus::testing
