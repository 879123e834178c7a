#include "opened_model.h"

#include <nanobind/stl/map.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "interruptible.h"
#include "notes.h"
#include "threads/processor_count.h"

namespace affectus {
namespace {

OpenedModel open(const nb::bytes& name, const std::string& device, const std::string& precision, std::size_t threads,
                 const std::map<std::string, nb::bytes>& encoders, bool cache, const nb::callable& note) {
  OpenOptions options = open_options(device, precision, threads, encoders, cache);
  Notes notes;
  notes.listen(options.observer);
  const std::string plain_name = plain(name);
  OpenedModel opened{nullptr, options.threads};
  run_interruptibly([&] { opened.model = open_model(plain_name, options); }, [&] { notes.stop(); },
                    [&] { notes.pass_on(note); });
  return opened;
}

nb::list texts(const std::vector<std::string>& list) {
  nb::list texts;
  for (const std::string& text : list) texts.append(python_text(text));
  return texts;
}

}  // namespace

OpenOptions open_options(const std::string& device, const std::string& precision, std::size_t threads,
                         const std::map<std::string, nb::bytes>& encoders, bool cache) {
  OpenOptions options{.device = device,
                      .precision = precision,
                      .cache = cache,
                      .cache_features = cache,
                      .threads = threads == 0 ? processor_count() : threads};
  for (const auto& [name, folder] : encoders) options.encoders[name] = plain(folder);
  return options;
}

void bind_model(nb::module_& module) {
  nb::class_<OpenedModel>(module, "Model", "A model in memory.")
      .def_prop_ro("name", [](const OpenedModel& self) { return python_text(self.config().name); })
      .def_prop_ro("licence", [](const OpenedModel& self) { return python_text(self.config().licence); })
      .def_prop_ro("notes", [](const OpenedModel& self) { return python_text(self.config().notes); })
      .def_prop_ro("categories",
                   [](const OpenedModel& self) { return nb::typed<nb::list, nb::str>(texts(self.config().categories)); })
      .def_prop_ro("training_data",
                   [](const OpenedModel& self) { return nb::typed<nb::list, nb::str>(texts(self.config().training_data)); })
      .def_prop_ro("longest", [](const OpenedModel& self) { return self.config().longest_training_input_s; })
      .def_prop_ro("has_deviations", [](const OpenedModel& self) { return self.config().estimator.deviations > 0; })
      .def_prop_ro("embedding_size", [](const OpenedModel& self) { return self.config().estimator.embedding_dim(); })
      .def_ro("threads", &OpenedModel::threads);
  module.def("open_model", &open, nb::arg("name"), nb::arg("device"), nb::arg("precision"), nb::arg("threads"),
             nb::arg("encoders"), nb::arg("cache"), nb::arg("note"),
             "Opens a model; `note` is called with each line for the user, and whether it is a warning.");
}

}  // namespace affectus
