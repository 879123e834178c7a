// The models that a server has open, one copy of each.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "affectus/model.h"
#include "affectus/open_model.h"

namespace affectus {

/// Thread-safe.
class ServedModels {
 public:
  using List = std::vector<std::shared_ptr<const Model>>;

  /// Opens the models; the first is the default. No names: the shipped default. Throws Error, also for two models that have
  /// the same name.
  ServedModels(std::vector<std::string> names, OpenOptions options);

  /// By the model's own name; empty: the default. Null if there is none.
  std::shared_ptr<const Model> find(const std::string& name) const;
  std::shared_ptr<const List> all() const;
  /// Opens all again; what runs keeps the model that it has. Where one fails, all stay as they are. Throws Error.
  void reopen();

 private:
  std::shared_ptr<const List> open() const;

  const std::vector<std::string> names_;
  const OpenOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<const List> models_;
};

}  // namespace affectus
