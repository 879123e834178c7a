// A graph compiled for this CPU, run by several threads at once.
#pragma once

#include <functional>
#include <memory>
#include <openvino/openvino.hpp>

#include "affectus/encoders.h"
#include "base/mapped_file.h"
#include "encoders/encoder_input.h"

namespace affectus {

class CompiledGraph {
 public:
  /// `input` makes what `parameter` takes. `key` names the graph with its weights in the runtime's cache, where its compiled
  /// form is kept and looked for. Throws Error(unsupported) for a precision that the CPU does not have.
  CompiledGraph(const ov::OutputVector& outputs, const std::shared_ptr<ov::op::v0::Parameter>& parameter,
                const EncoderInput& input, const EncoderRuntime& runtime, const std::string& key);
  ~CompiledGraph();

  /// Runs the graph on `input` and calls `take` with each output's number and values. Waits where as many runs are at work
  /// as the runtime has streams.
  void run(const ov::Tensor& input, const std::function<void(std::size_t output, const ov::Tensor& values)>& take) const;

 private:
  class RequestPool;
  bool import(const std::filesystem::path& file, const EncoderRuntime& runtime);

  std::unique_ptr<const MappedFile> blob_;  // of an imported graph, whose weights are views of it

  ov::Core core_;
  ov::CompiledModel model_;
  std::unique_ptr<RequestPool> requests_;
};

}  // namespace affectus
