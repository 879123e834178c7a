#include "reproduction/agreement.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "evaluation/bootstrap.h"
#include "evaluation/resampled_figures.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
using Values = std::array<std::vector<double>, 3>;
using Drawn = std::vector<std::size_t>;

// The last `count` parts of a path.
std::string ending(const std::filesystem::path& file, std::size_t count) {
  const std::filesystem::path normal = file.lexically_normal();
  const auto parts = static_cast<std::size_t>(std::distance(normal.begin(), normal.end()));
  std::filesystem::path last;
  for (auto part = std::next(normal.begin(), static_cast<std::ptrdiff_t>(parts - std::min(parts, count)));
       part != normal.end(); ++part)
    last /= *part;
  return last.generic_string();
}

// How many of their last parts tell the files of each answers apart.
std::size_t telling_parts(const std::vector<SystemAnswers>& systems) {
  std::size_t count = 1;
  for (const SystemAnswers& system : systems)
    for (const Answers& answers : system.answers) {
      std::set<std::filesystem::path> files;
      for (const ScoredUtterance& one : answers.utterances) files.insert(std::filesystem::path(one.file).lexically_normal());
      const auto endings = [&] {
        std::set<std::string> all;
        for (const std::filesystem::path& file : files) all.insert(ending(file, count));
        return all.size();
      };
      while (endings() < files.size()) ++count;
    }
  return count;
}

// The utterances that all answers have, in the order of their files.
struct Common {
  std::size_t parts;                         // of a path that are a file's name here
  std::map<std::string, std::size_t> place;  // of a file
  std::vector<std::string> speakers, categories;
  std::vector<std::size_t> sentences;  // their numbers; not below sentence_count: not known
  std::size_t sentence_count = 0;
  Values targets, deviations;  // of the raters' grades
  bool has_deviations = false;
  std::array<double, 3> origins{};
  std::array<bool, 3> is_rated{};

  explicit Common(const std::vector<SystemAnswers>& systems) : parts(telling_parts(systems)) {
    std::map<std::string, std::pair<std::size_t, const ScoredUtterance*>> seen;
    std::size_t all = 0;
    for (const SystemAnswers& system : systems)
      for (const Answers& answers : system.answers) {
        ++all;
        for (const ScoredUtterance& one : answers.utterances) {
          auto& [count, utterance] = seen[ending(one.file, parts)];
          ++count;
          utterance = &one;
        }
      }
    std::map<std::string, std::size_t> numbers;
    for (const auto& [file, counted] : seen) {
      if (counted.first < all) continue;
      place.emplace(file, speakers.size());
      speakers.push_back(counted.second->speaker);
      categories.push_back(counted.second->category);
      const std::string& sentence = counted.second->sentence;
      sentences.push_back(sentence.empty() ? std::string::npos : numbers.emplace(sentence, numbers.size()).first->second);
      for (std::size_t d = 0; d < targets.size(); ++d) {
        targets[d].push_back(counted.second->target[d].value_or(nothing));
        deviations[d].push_back(counted.second->target_deviation[d].value_or(nothing));
        has_deviations = has_deviations || counted.second->target_deviation[d];
      }
    }
    sentence_count = numbers.size();
    for (std::size_t d = 0; d < targets.size(); ++d) {
      double sum = 0, count = 0;
      std::set<double> values;
      for (const double target : targets[d])
        if (!std::isnan(target)) sum += target, ++count, values.insert(target);
      origins[d] = count > 0 ? sum / count : 0;
      is_rated[d] = values.size() > 1;
    }
  }
};

// One system's answers as columns over the common utterances.
class Columns {
 public:
  Columns(const SystemAnswers& system, const Common& common) : common_(common), has_deviations_(common.has_deviations) {
    const std::set<std::string> known(system.categories.begin(), system.categories.end());
    std::map<std::string, std::size_t> numbers;
    for (const std::string& category : common.categories)
      if (known.contains(category)) numbers.emplace(category, numbers.size());
    category_count_ = numbers.size();
    for (const std::string& category : common.categories) {
      const auto found = numbers.find(category);
      truth_.push_back(found == numbers.end() ? category_count_ : found->second);
    }
    for (const Answers& answers : system.answers) {
      Values& values = predictions_.emplace_back();
      Values& deviations = deviations_.emplace_back();
      for (std::vector<double>& column : values) column.assign(common.speakers.size(), nothing);
      for (std::vector<double>& column : deviations) column.assign(common.speakers.size(), nothing);
      bool predicts_deviations = false;
      std::vector<bool>& right = right_.emplace_back(common.speakers.size());
      for (const ScoredUtterance& one : answers.utterances) {
        const auto place = common.place.find(ending(one.file, common.parts));
        if (place == common.place.end()) continue;
        for (std::size_t d = 0; d < values.size(); ++d) {
          values[d][place->second] = one.prediction[d].value_or(nothing);
          deviations[d][place->second] = one.predicted_deviation[d].value_or(nothing);
          predicts_deviations = predicts_deviations || one.predicted_deviation[d];
        }
        right[place->second] = one.category == one.predicted_category;
      }
      has_deviations_ = has_deviations_ && predicts_deviations;
    }
  }

  bool has_categories() const { return category_count_ > 0; }
  std::size_t answers() const { return predictions_.size(); }
  bool has_sentences() const { return common_.sentence_count > 0; }
  bool has_deviations() const { return has_deviations_; }
  DrawnSums sums(std::size_t answers, std::size_t dimension, const Drawn& drawn) const {
    return drawn_sums(predictions_[answers][dimension], common_.targets[dimension], common_.origins[dimension], drawn);
  }
  double tone(std::size_t answers, std::size_t dimension, const Drawn& drawn) const {
    return correlation_within(predictions_[answers][dimension], common_.targets[dimension], common_.sentences,
                              common_.sentence_count, common_.origins[dimension], drawn);
  }
  double deviation_pearson(std::size_t answers, std::size_t dimension, const Drawn& drawn) const {
    return drawn_sums(deviations_[answers][dimension], common_.deviations[dimension], /*origin=*/1, drawn).pearson();
  }
  double recall(std::size_t answers, const Drawn& drawn) const {
    return unweighted_recall(truth_, right_[answers], category_count_, drawn);
  }

 private:
  const Common& common_;
  std::vector<Values> predictions_, deviations_;
  bool has_deviations_;  // the raters' and those of all answers
  std::vector<std::size_t> truth_;
  std::vector<std::vector<bool>> right_;
  std::size_t category_count_ = 0;
};

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Calls function(figure, value of each answers) for every figure of a system.
template <typename Function>
void for_each_figure(const Columns& columns, SystemAgreement& agreement, const Drawn& drawn, const Function& function) {
  std::vector<double> values(columns.answers());
  std::vector<DrawnSums> sums(columns.answers());
  const auto add_if_any = [&](std::optional<ResampledFigure>& figure, const auto& value_of) {
    if (!figure) return;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = value_of(i);
    function(*figure, values);
  };
  for (std::size_t d = 0; d < agreement.dimensions.size(); ++d) {
    DimensionFigures& figures = agreement.dimensions[d];
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = columns.sums(i, d, drawn);
    const auto add = [&](ResampledFigure& figure, double (DrawnSums::*value)() const) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = (sums[i].*value)();
      function(figure, values);
    };
    add(figures.concordance, &DrawnSums::concordance);
    add(figures.pearson, &DrawnSums::pearson);
    add(figures.bias, &DrawnSums::bias);
    add(figures.spread, &DrawnSums::spread);
    add_if_any(figures.tone, [&](std::size_t i) { return columns.tone(i, d, drawn); });
    add_if_any(figures.deviation_pearson, [&](std::size_t i) { return columns.deviation_pearson(i, d, drawn); });
  }
  add_if_any(agreement.unweighted_recall, [&](std::size_t i) { return columns.recall(i, drawn); });
}

}  // namespace

std::optional<ConfidenceInterval> ResampledFigure::interval() const { return percentile_interval(resamples); }

ResampledFigure ResampledFigure::minus(const ResampledFigure& other) const {
  ResampledFigure difference{.value = value - other.value, .by_answers = {}, .resamples = {}};
  for (std::size_t i = 0; i < resamples.size(); ++i) difference.resamples.push_back(resamples[i] - other.resamples[i]);
  return difference;
}

ResampledFigure mean_of(const std::vector<ResampledFigure>& figures) {
  ResampledFigure result{.value = nothing, .by_answers = {}, .resamples = {}};
  if (figures.empty()) return result;
  const auto count = static_cast<double>(figures.size());
  const auto mean_column = [&](std::vector<double> ResampledFigure::*column) {
    std::size_t size = (figures.front().*column).size();
    for (const ResampledFigure& one : figures) size = std::min(size, (one.*column).size());
    std::vector<double> means(size);
    for (std::size_t i = 0; i < size; ++i)
      for (const ResampledFigure& one : figures) means[i] += (one.*column)[i] / count;
    return means;
  };
  result.value = 0;
  for (const ResampledFigure& one : figures) result.value += one.value / count;
  result.by_answers = mean_column(&ResampledFigure::by_answers);
  result.resamples = mean_column(&ResampledFigure::resamples);
  return result;
}

ResampledFigure SystemAgreement::score(const std::array<bool, 3>& is_rated) const {
  std::vector<ResampledFigure> figures;
  for (std::size_t d = 0; d < dimensions.size(); ++d)
    if (is_rated[d]) figures.push_back(dimensions[d].concordance);
  return mean_of(figures);
}

SetAgreement measure_agreement(const std::vector<SystemAnswers>& systems, std::size_t resamples, std::uint64_t seed,
                               std::size_t threads) {
  const Common common(systems);
  SetAgreement result{.utterances = common.speakers.size(), .speakers = 0, .is_rated = common.is_rated, .systems = {}};
  const auto groups = groups_of(common.speakers);
  result.speakers = groups.size();
  Drawn all(common.speakers.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<Columns> columns;
  for (const SystemAnswers& system : systems) {
    columns.emplace_back(system, common);
    SystemAgreement& agreement = result.systems.emplace_back();
    if (columns.back().has_categories()) agreement.unweighted_recall.emplace();
    if (columns.back().has_sentences())
      for (DimensionFigures& figures : agreement.dimensions) figures.tone.emplace();
    if (columns.back().has_deviations())
      for (DimensionFigures& figures : agreement.dimensions) figures.deviation_pearson.emplace();
    for_each_figure(columns.back(), agreement, all, [&](ResampledFigure& figure, const std::vector<double>& values) {
      figure.value = mean(values);
      figure.by_answers = values;
    });
  }
  if (all.empty()) return result;

  constexpr std::size_t block = 50;  // drawn together, so that systems can be computed side by side
  Randomness randomness(seed);
  std::vector<Drawn> draws(block);
  ThreadPool pool(threads);
  for (std::size_t start = 0; start < resamples; start += block) {
    draws.resize(std::min(block, resamples - start));
    for (Drawn& drawn : draws) resample(groups, randomness, drawn);
    parallel_for(pool, systems.size(), [&](std::size_t i) {
      for (const Drawn& drawn : draws)
        for_each_figure(
            columns[i], result.systems[i], drawn,
            [](ResampledFigure& figure, const std::vector<double>& values) { figure.resamples.push_back(mean(values)); });
    });
  }
  return result;
}

}  // namespace affectus
