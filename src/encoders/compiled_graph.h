// A graph compiled for this machine, run by several threads at once.
#pragma once

#include <functional>
#include <memory>
#include <openvino/openvino.hpp>
#include <optional>
#include <span>
#include <vector>

#include "affectus/encoders.h"
#include "cache/verified_file.h"
#include "encoders/openvino_core.h"

namespace affectus {

/// The inputs of a graph: the shapes of its parameters, in which -1 leaves an extent open, and the inputs for 5 s of speech.
struct GraphInputs {
  std::vector<ov::PartialShape> shapes;
  std::function<std::vector<ov::Tensor>(std::span<const float> samples)> make;
};

class CompiledGraph {
 public:
  /// Compiles a graph, or takes its compiled form from the runtime's cache, where `key` names the graph with its weights; a
  /// damaged form is compiled anew. Throws Error(invalid_format) for weights that are not finite, and Error(unsupported) for
  /// a precision that the device does not have.
  CompiledGraph(const ov::OutputVector& outputs, const ov::ParameterVector& parameters, const GraphInputs& inputs,
                const EncoderRuntime& runtime, const std::string& key);
  ~CompiledGraph();

  /// Runs the graph on one tensor for each parameter and calls `take` with each output's number and values. Waits while all
  /// of the runtime's streams are busy.
  void run(std::span<const ov::Tensor> inputs,
           const std::function<void(std::size_t output, const ov::Tensor& values)>& take) const;

 private:
  class RequestPool;
  bool import(const std::filesystem::path& file, const EncoderRuntime& runtime);

  std::optional<VerifiedFile> blob_;  // of an imported graph, whose weights are views of it

  ov::Core core_ = make_openvino_core();
  ov::CompiledModel model_;
  std::unique_ptr<RequestPool> requests_;
};

}  // namespace affectus
