// Tensors that another program wrote as text: for each a line "NAME RANK SIZES...", then a line with its values.
#pragma once

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "affectus/error.h"
#include "tensors/tensor_source.h"

namespace affectus::testing {

class GoldenTensors : public TensorSource {
 public:
  struct Tensor {
    std::vector<std::size_t> shape;
    std::vector<float> values;
  };

  GoldenTensors() = default;
  /// Takes the tensors whose names start with `prefix`, under their names without it.
  GoldenTensors(const std::string& file, const std::string& prefix) {
    std::ifstream in(file);
    std::string name;
    std::size_t rank = 0;
    while (in >> name >> rank) {
      Tensor tensor;
      std::size_t count = 1;
      for (std::size_t i = 0; i < rank; ++i) count *= tensor.shape.emplace_back(read<std::size_t>(in));
      for (std::size_t i = 0; i < count; ++i) tensor.values.push_back(read<float>(in));
      if (name.starts_with(prefix)) tensors[name.substr(prefix.size())] = std::move(tensor);
    }
    if (tensors.empty()) throw Error(ErrorCode::not_found, file + ": no tensors under " + prefix);
  }

  std::string name() const override { return "golden"; }
  std::vector<std::string> tensor_names() const override {
    std::vector<std::string> names;
    for (const auto& entry : tensors) names.push_back(entry.first);
    return names;
  }
  TensorView tensor(const std::string& tensor_name, std::span<const std::size_t> shape) const override {
    const auto found = tensors.find(tensor_name);
    if (found == tensors.end()) throw Error(ErrorCode::invalid_format, "golden: no tensor " + tensor_name);
    if (!std::equal(shape.begin(), shape.end(), found->second.shape.begin(), found->second.shape.end())) {
      throw Error(ErrorCode::invalid_format, "golden: tensor " + tensor_name + " has another shape");
    }
    return {found->second.values, found->second.shape};
  }

  const std::vector<float>& operator[](const std::string& tensor_name) const { return tensors.at(tensor_name).values; }

  std::map<std::string, Tensor> tensors;

 private:
  template <typename T>
  static T read(std::istream& in) {
    T value{};
    if (!(in >> value)) throw Error(ErrorCode::invalid_format, "golden tensors end early");
    return value;
  }
};

}  // namespace affectus::testing
