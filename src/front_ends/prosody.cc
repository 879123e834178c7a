#include "affectus/prosody.h"

#include <locale>
#include <sstream>

#include "affectus/error.h"
#include "front_ends/frame_grid.h"
#include "front_ends/pitch_candidates.h"
#include "front_ends/prosody_memory.h"
#include "front_ends/prosody_rows.h"
#include "front_ends/prosody_stream.h"

namespace affectus {
namespace {

class Prosody : public FrontEnd {
 public:
  explicit Prosody(const ProsodyOptions& options) : options_(options), analysis_(make_analysis(options)) {}

  std::string name() const override { return "prosody"; }
  std::size_t dim() const override { return prosody_columns; }
  double frame_rate_hz() const override { return static_cast<double>(sample_rate_hz) / grid_hop_samples; }
  std::size_t frame_count(std::size_t samples) const override { return grid_frame_count(samples); }
  std::size_t first_frame_samples() const override { return grid_window_samples; }
  std::unique_ptr<FrontEndStream> open_stream() const override {
    return std::make_unique<ProsodyStream>(analysis_, options_);
  }
  std::unique_ptr<FrontEndMemory> open_memory() const override {
    return std::make_unique<ProsodyMemory>(analysis_, options_);
  }
  std::string fingerprint() const override {
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(17);
    text << "prosody: floor_hz " << options_.floor_hz << ", ceiling_hz " << options_.ceiling_hz;
    return text.str();
  }

 private:
  static std::shared_ptr<const PitchAnalysis> make_analysis(const ProsodyOptions& options) {
    options.validate();
    return std::make_shared<const PitchAnalysis>(options);
  }

  ProsodyOptions options_;
  std::shared_ptr<const PitchAnalysis> analysis_;
};

}  // namespace

void ProsodyOptions::validate() const {
  if (floor_hz >= 40 && ceiling_hz <= 1000 && floor_hz < ceiling_hz) return;
  std::ostringstream message;
  message.imbue(std::locale::classic());
  message << "prosody: expected floor_hz of at least 40 below ceiling_hz of at most 1000, found " << floor_hz << " and "
          << ceiling_hz;
  throw Error(ErrorCode::invalid_argument, message.str());
}

std::unique_ptr<FrontEnd> make_prosody(const ProsodyOptions& options) { return std::make_unique<Prosody>(options); }

}  // namespace affectus
