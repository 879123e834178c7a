// ELAN annotation format 3.0 (EAFv3.0.xsd of the Max Planck Institute for Psycholinguistics). Each tier stands alone and
// each annotation has time slots of its own, so that moving one in ELAN moves no other.
#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <utility>

#include "outputs/result_text.h"
#include "outputs/timeline.h"
#include "outputs/whole_recordings.h"
#include "outputs/writers.h"
#include "text/letter_case.h"
#include "text/text.h"

namespace affectus {
namespace {

constexpr std::int64_t milliseconds = 1000;

std::string utc_now() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  const auto digits = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return std::to_string(static_cast<int>(date.year())) + "-" + digits(static_cast<unsigned>(date.month())) + "-" +
         digits(static_cast<unsigned>(date.day())) + "T" + digits(time.hours().count()) + ":" +
         digits(time.minutes().count()) + ":" + digits(time.seconds().count()) + "+00:00";
}

// RFC 3986: everything but unreserved characters and the separator of folders as %XX.
std::string percent_encoded(const std::string& path) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string url;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        (byte < 0x80 && std::isalnum(byte)) || (byte != 0 && std::string_view("-._~/").find(c) != std::string_view::npos);
    if (plain)
      url += c;
    else
      url += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return url;
}

// As ELAN names them.
std::string mime_type(const std::filesystem::path& file) {
  constexpr std::array<std::pair<std::string_view, const char*>, 12> types = {{
      {".wav", "audio/x-wav"},
      {".mp3", "audio/mpeg"},
      {".flac", "audio/flac"},
      {".ogg", "audio/ogg"},
      {".opus", "audio/ogg"},
      {".m4a", "audio/mp4"},
      {".mp4", "video/mp4"},
      {".m4v", "video/mp4"},
      {".mpg", "video/mpeg"},
      {".mpeg", "video/mpeg"},
      {".mov", "video/quicktime"},
      {".avi", "video/x-msvideo"},
  }};
  const std::string extension = lower_case(file.extension().string());
  const auto type = std::find_if(types.begin(), types.end(), [&](const auto& entry) { return entry.first == extension; });
  return type == types.end() ? "unknown" : type->second;
}

std::string attribute(const char* name, const std::string& value) {
  return std::string(" ") + name + "=\"" + escape_xml(value) + "\"";
}

std::string property(const char* name, const std::string& value) {
  return value.empty() ? "" : "    <PROPERTY" + attribute("NAME", name) + ">" + escape_xml(value) + "</PROPERTY>\n";
}

class EafWriter : public WholeRecordingWriter {
 public:
  EafWriter(std::ostream& out, const RunFacts& facts) : out_(out), facts_(facts) {}

  void write(const FileResult& result) override {
    if (result.failure) return;
    const std::vector<Tier> tiers = make_tiers(result, facts_, milliseconds);
    out_ << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ANNOTATION_DOCUMENT AUTHOR=\"affectus\""
         << attribute("DATE", utc_now())
         << " FORMAT=\"3.0\" VERSION=\"3.0\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
            " xsi:noNamespaceSchemaLocation=\"http://www.mpi.nl/tools/elan/EAFv3.0.xsd\">\n";
    write_header(result, tiers);
    write_tiers(tiers);
    out_ << "  <LINGUISTIC_TYPE GRAPHIC_REFERENCES=\"false\" LINGUISTIC_TYPE_ID=\"default-lt\" TIME_ALIGNABLE=\"true\"/>\n"
            "  <CONSTRAINT DESCRIPTION=\"Time subdivision of parent annotation's time interval, no time gaps allowed within "
            "this"
            " interval\" STEREOTYPE=\"Time_Subdivision\"/>\n"
            "  <CONSTRAINT DESCRIPTION=\"Symbolic subdivision of a parent annotation. Annotations refering to the same "
            "parent are"
            " ordered\" STEREOTYPE=\"Symbolic_Subdivision\"/>\n"
            "  <CONSTRAINT DESCRIPTION=\"1-1 association with a parent annotation\" STEREOTYPE=\"Symbolic_Association\"/>\n"
            "  <CONSTRAINT DESCRIPTION=\"Time alignable annotations within the parent annotation's time interval, gaps are"
            " allowed\" STEREOTYPE=\"Included_In\"/>\n"
            "</ANNOTATION_DOCUMENT>\n";
  }

  void finish() override { out_.flush(); }

 private:
  void write_header(const FileResult& result, const std::vector<Tier>& tiers) {
    out_ << "  <HEADER MEDIA_FILE=\"\" TIME_UNITS=\"milliseconds\">\n";
    if (!result.file.empty() && result.file != "-") {  // standard input has no name
      const std::filesystem::path file = std::filesystem::absolute(result.file).lexically_normal();
      out_ << "    <MEDIA_DESCRIPTOR" << attribute("MEDIA_URL", "file://" + percent_encoded(file.string()))
           << attribute("MIME_TYPE", mime_type(file))
           << attribute("RELATIVE_MEDIA_URL", "./" + percent_encoded(file.filename().string())) << "/>\n";
    }
    std::size_t annotations = 0;
    for (const Tier& tier : tiers) annotations += tier.intervals.size();
    out_ << property("lastUsedAnnotationId", std::to_string(annotations)) << property("model", facts_.model)
         << property("model_licence", facts_.licence) << property("model_notes", facts_.notes)
         << property("scale", scale_text(facts_.scale)) << property("baseline", shift_text(facts_)) << "  </HEADER>\n";
  }

  void write_tiers(const std::vector<Tier>& tiers) {
    struct Slot {
      std::int64_t time;
      std::size_t end;  // index among the ends of all annotations: start 2 i, end 2 i + 1
    };
    std::vector<Slot> slots;
    for (const Tier& tier : tiers)
      for (const TierInterval& interval : tier.intervals)
        for (const std::int64_t time : {interval.start, interval.end}) slots.push_back({time, slots.size()});
    std::stable_sort(slots.begin(), slots.end(), [](const Slot& a, const Slot& b) { return a.time < b.time; });
    std::vector<std::size_t> slot_of(slots.size());
    out_ << "  <TIME_ORDER>\n";
    for (std::size_t i = 0; i < slots.size(); ++i) {
      slot_of[slots[i].end] = i + 1;
      out_ << "    <TIME_SLOT TIME_SLOT_ID=\"ts" << std::to_string(i + 1) << "\" TIME_VALUE=\""
           << std::to_string(slots[i].time) << "\"/>\n";
    }
    out_ << "  </TIME_ORDER>\n";

    std::size_t annotation = 0;
    for (const Tier& tier : tiers) {
      out_ << "  <TIER" << attribute("ANNOTATOR", facts_.model) << " LINGUISTIC_TYPE_REF=\"default-lt\""
           << attribute("TIER_ID", tier.name) << ">\n";
      for (const TierInterval& interval : tier.intervals) {
        out_ << "    <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a" << std::to_string(annotation + 1)
             << "\" TIME_SLOT_REF1=\"ts" << std::to_string(slot_of[2 * annotation]) << "\" TIME_SLOT_REF2=\"ts"
             << std::to_string(slot_of[2 * annotation + 1]) << "\"><ANNOTATION_VALUE>" << escape_xml(interval.text)
             << "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n";
        ++annotation;
      }
      out_ << "  </TIER>\n";
    }
  }

  std::ostream& out_;
  RunFacts facts_;
};

}  // namespace

std::unique_ptr<Writer> make_eaf_writer(std::ostream& out, const RunFacts& facts) {
  return std::make_unique<EafWriter>(out, facts);
}

}  // namespace affectus
