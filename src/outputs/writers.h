// The writers that writer.cc lists; each is defined in the file of its format.
#pragma once

#include <memory>
#include <ostream>

#include "affectus/writer.h"

namespace affectus {

std::unique_ptr<Writer> make_table_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_csv_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_json_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_jsonl_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_textgrid_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_eaf_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_vtt_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_srt_writer(std::ostream& out, const RunFacts& facts);
std::unique_ptr<Writer> make_html_writer(std::ostream& out, const RunFacts& facts);

}  // namespace affectus
