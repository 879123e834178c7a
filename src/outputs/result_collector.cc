#include <utility>

#include "affectus/results.h"

namespace affectus {

void ResultCollector::end(const RecordingEnd& end) {
  result_.duration_s = end.duration_s;
  result_.warnings = end.warnings;
  result_.failure = end.failure;
  if (result_.failure) result_.segments.clear();
  take(std::exchange(result_, {}));
}

}  // namespace affectus
