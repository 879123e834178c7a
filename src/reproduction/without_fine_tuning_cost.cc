// In a build without encoders.
#include "affectus/error.h"
#include "reproduction/fine_tuning_cost.h"

namespace affectus {
namespace {

[[noreturn]] void refuse() {
  throw Error(ErrorCode::unsupported, "expected a build with encoders (AFFECTUS_ENCODERS=ON) to fine-tune one");
}

}  // namespace

std::size_t used_layers(const std::string& /*front_end*/, const std::filesystem::path& /*folder*/) { refuse(); }

FineTuningCost fine_tuning_cost(const Recipe& /*recipe*/, const std::filesystem::path& /*folder*/, double /*utterances*/,
                                double /*seconds*/, double /*recordings*/) {
  refuse();
}

}  // namespace affectus
