// The module affectus._native: C++ as the package's Python code uses it. Not for users.
#include <nanobind/nanobind.h>

#include "affectus/error.h"
#include "affectus/version.h"
#include "evaluate.h"
#include "extract.h"
#include "intervals.h"
#include "opened_model.h"
#include "predict.h"
#include "rows.h"
#include "session.h"
#include "settings.h"

NB_MODULE(_native, module) {
  namespace nb = nanobind;
  module.attr("version") = AFFECTUS_VERSION;
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const affectus::Error& error) {
      const nb::object made = affectus::python_failure(affectus::Failure{error.code(), error.what()});
      PyErr_SetObject(affectus::python_error_class().ptr(), made.ptr());
    }
  });
  affectus::bind_settings(module);
  affectus::bind_model(module);
  affectus::bind_intervals(module);
  affectus::bind_predict(module);
  affectus::bind_session(module);
  affectus::bind_extract(module);
  affectus::bind_evaluate(module);
}
