#include "reproduction/shared_front_ends.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace affectus {
namespace {

class SharedFrontEnd : public FrontEnd {
 public:
  explicit SharedFrontEnd(std::shared_ptr<const FrontEnd> one) : one_(std::move(one)) {}

  std::string name() const override { return one_->name(); }
  std::size_t dim() const override { return one_->dim(); }
  double frame_rate_hz() const override { return one_->frame_rate_hz(); }
  std::size_t mixed_layers() const override { return one_->mixed_layers(); }
  std::size_t frame_count(std::size_t samples) const override { return one_->frame_count(samples); }
  std::unique_ptr<FrontEndStream> open_stream() const override { return one_->open_stream(); }
  void compute(std::span<const float> samples, Frames& frames) const override { one_->compute(samples, frames); }
  std::string fingerprint() const override { return one_->fingerprint(); }
  std::size_t first_frame_samples() const override { return one_->first_frame_samples(); }
  std::unique_ptr<FrontEndMemory> open_memory() const override { return one_->open_memory(); }

 private:
  std::shared_ptr<const FrontEnd> one_;
};

struct Made {
  std::weak_ptr<const FrontEnd> one;
  std::shared_ptr<const FrontEnd> kept;  // null: only while it is in use
};

}  // namespace

FrontEndRegistry shared_front_ends(FrontEndRegistry registry, const std::filesystem::path& models) {
  using AllMade = std::map<std::pair<std::string, std::string>, Made>;
  return FrontEndRegistry().add("another",
                                [registry = std::move(registry), place = models.string(), all = std::make_shared<AllMade>()](
                                    const std::string& name, const std::string& options) -> std::unique_ptr<FrontEnd> {
                                  Made& made = (*all)[{name, options}];
                                  std::shared_ptr<const FrontEnd> one = made.one.lock();
                                  if (one == nullptr) {
                                    one = registry.make(name, options);
                                    made.one = one;
                                    const bool is_of_model =
                                        name.find(place) != std::string::npos || options.find(place) != std::string::npos;
                                    if (!is_of_model) made.kept = one;
                                  }
                                  return std::make_unique<SharedFrontEnd>(std::move(one));
                                });
}

}  // namespace affectus
