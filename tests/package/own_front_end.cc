// A front end of a program's own, in a model folder that the program writes: own_front_end FOLDER
#include <affectus/error.h>
#include <affectus/model_folder.h>
#include <affectus/prediction.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using affectus::Frames;

// Level and number of sign changes of each hop.
class Energy : public affectus::FrontEnd {
 public:
  explicit Energy(std::size_t hop) : hop_(hop) {}

  std::string name() const override { return "energy"; }
  std::size_t dim() const override { return 2; }
  double frame_rate_hz() const override { return static_cast<double>(affectus::sample_rate_hz) / static_cast<double>(hop_); }
  std::size_t frame_count(std::size_t samples) const override { return samples / hop_; }
  std::size_t first_frame_samples() const override { return hop_; }
  std::string fingerprint() const override { return "energy: hop " + std::to_string(hop_); }
  std::unique_ptr<affectus::FrontEndStream> open_stream() const override { return std::make_unique<Stream>(hop_); }

 private:
  class Stream : public affectus::FrontEndStream {
   public:
    explicit Stream(std::size_t hop) : hop_(hop) {}
    void push(std::span<const float> samples, Frames& frames) override {
      for (const float sample : samples) {
        power_ += sample * sample;
        changes_ += (sample < 0) != (last_ < 0) ? 1.0F : 0.0F;
        last_ = sample;
        if (++count_ < hop_) continue;
        const auto frame = frames.append();
        frame[0] = std::log(power_ + 1e-6F);
        frame[1] = changes_;
        power_ = changes_ = 0;
        count_ = 0;
      }
    }
    void finish(Frames&) override {}

   private:
    std::size_t hop_, count_ = 0;
    float power_ = 0, changes_ = 0, last_ = 0;
  };
  std::size_t hop_;
};

// Its only option is read without a JSON library: {"hop":160}.
std::unique_ptr<affectus::FrontEnd> make_energy(const std::string& name, const std::string& options) {
  if (name != "energy") return nullptr;
  const std::size_t digits = options.find_first_of("0123456789");
  const std::size_t hop = digits == std::string::npos ? 160 : std::stoul(options.substr(digits));
  if (hop < 16) throw affectus::Error(affectus::ErrorCode::invalid_argument, "energy: hop: expected 16 or more");
  return std::make_unique<Energy>(hop);
}

constexpr const char* config = R"({
  "format": "affectus-model", "version": 1, "name": "energetic",
  "front_ends": [{"name": "energy", "options": {"hop": 320}, "dim": 2,
                  "normalization": {"utterance": "mean", "dynamic_range": 0, "mean": [], "scale": []}}],
  "estimator": {"type": "tc_gru", "input_dim": 2, "convolution_kernel": 1, "convolution_channels": 4, "gru_layers": 1,
                "gru_units": 4, "pooling": "mean", "embedding_units": 4},
  "dimensions": ["activation", "valence", "dominance"], "scale": [-1, 1], "categories": [],
  "longest_training_input_s": 10, "licence": "CC0-1.0", "training_data": [], "notes": "", "figures": []})";

void write_weights(const std::string& file) {
  const std::vector<std::pair<std::string, std::vector<std::size_t>>> tensors = {
      {"convolution.bias", {4}},     {"convolution.weight", {4, 2, 1}}, {"dimensions.bias", {3}},
      {"dimensions.weight", {3, 4}}, {"embedding.bias", {4}},           {"embedding.weight", {4, 4}},
      {"gru.bias_hh_l0", {12}},      {"gru.bias_ih_l0", {12}},          {"gru.weight_hh_l0", {12, 4}},
      {"gru.weight_ih_l0", {12, 4}}};
  std::string header = "{";
  std::vector<float> values;
  for (const auto& [name, shape] : tensors) {
    std::string extents;
    std::size_t count = 1;
    for (const std::size_t extent : shape) {
      extents += (extents.empty() ? "" : ",") + std::to_string(extent);
      count *= extent;
    }
    const std::size_t begin = values.size() * sizeof(float);
    for (std::size_t i = 0; i < count; ++i) values.push_back(0.3F * std::sin(static_cast<float>(values.size())));
    header += (header.size() > 1 ? ",\"" : "\"") + name + R"(":{"dtype":"F32","shape":[)" + extents +
              R"(],"data_offsets":[)" + std::to_string(begin) + "," + std::to_string(values.size() * sizeof(float)) + "]}";
  }
  header += "}";
  while ((8 + header.size()) % 8 != 0) header += ' ';
  const std::uint64_t size = header.size();
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(&size), sizeof size) << header;
  out.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(float)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::string folder = argv[1];
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/config.json") << config;
  write_weights(folder + "/model.safetensors");
  try {
    affectus::load_model_folder(folder);
    return 1;  // nobody knows its front end
  } catch (const affectus::Error& error) {
    std::printf("without it: %s\n", error.what());
  }
  affectus::FrontEndRegistry front_ends;
  front_ends.add("energy", make_energy);
  const auto model = affectus::load_model_folder(folder, front_ends);
  std::vector<float> samples;
  for (int i = 0; i < 5 * affectus::sample_rate_hz; ++i)
    samples.push_back(0.3F * std::sin(static_cast<float>(i) * (i < 40000 ? 0.05F : 0.2F)));
  affectus::Predictor predictor(model, {.window_s = 2.0, .hop_s = 1.0});
  std::vector<affectus::EmotionSegment> rows;
  predictor.push(samples, rows);
  predictor.finish(rows);
  return rows.size() == 4 && *rows.front().valence != *rows.back().valence ? 0 : 1;
}
