#include "serve/models.h"

#include <algorithm>
#include <utility>

#include "affectus/error.h"

namespace affectus {

ServedModels::ServedModels(std::vector<std::string> names, OpenOptions options)
    : names_(names.empty() ? std::vector<std::string>{""} : std::move(names)),
      options_(std::move(options)),
      models_(open()) {}

std::shared_ptr<const ServedModels::List> ServedModels::open() const {
  auto models = std::make_shared<List>();
  for (const std::string& name : names_) {
    std::shared_ptr<const Model> model = open_model(name, options_);
    const auto same = [&](const std::shared_ptr<const Model>& other) {
      return other->config().name == model->config().name;
    };
    if (std::ranges::any_of(*models, same))
      throw Error(ErrorCode::invalid_argument,
                  "--model: expected models of different names, found two that are called " + model->config().name);
    models->push_back(std::move(model));
  }
  return models;
}

std::shared_ptr<const Model> ServedModels::find(const std::string& name) const {
  const std::shared_ptr<const List> models = all();
  if (name.empty()) return models->front();
  const auto found = std::ranges::find_if(*models, [&](const auto& model) { return model->config().name == name; });
  return found == models->end() ? nullptr : *found;
}

std::shared_ptr<const ServedModels::List> ServedModels::all() const {
  const std::lock_guard lock(mutex_);
  return models_;
}

void ServedModels::reopen() {
  std::shared_ptr<const List> models = open();
  const std::lock_guard lock(mutex_);
  models_ = std::move(models);
}

}  // namespace affectus
