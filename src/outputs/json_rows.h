// Rows and recordings as JSON text, for documents that are none of the writers'.
#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "affectus/writer.h"
#include "base/project.h"

namespace affectus {

/// What stands between a row's braces: "\"start_s\": 0, ...".
AFFECTUS_PROJECT std::string json_row(const EmotionSegment& segment, const RunFacts& facts);

/// Writes one recording as the object that the format json has of it, without the list around it.
AFFECTUS_PROJECT std::unique_ptr<Writer> make_json_object_writer(std::ostream& out, const RunFacts& facts);

}  // namespace affectus
