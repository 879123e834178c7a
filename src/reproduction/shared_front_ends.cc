#include "reproduction/shared_front_ends.h"

#include <map>
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

}  // namespace

FrontEndRegistry shared_front_ends(FrontEndRegistry registry) {
  using Made = std::map<std::pair<std::string, std::string>, std::shared_ptr<const FrontEnd>>;
  return FrontEndRegistry().add("another",
                                [registry = std::move(registry), made = std::make_shared<Made>()](
                                    const std::string& name, const std::string& options) -> std::unique_ptr<FrontEnd> {
                                  std::shared_ptr<const FrontEnd>& one = (*made)[{name, options}];
                                  if (one == nullptr) one = registry.make(name, options);
                                  return std::make_unique<SharedFrontEnd>(one);
                                });
}

}  // namespace affectus
