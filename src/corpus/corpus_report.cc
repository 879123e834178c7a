#include "corpus/corpus_report.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <mutex>
#include <numeric>
#include <set>

#include "affectus/audio.h"
#include "affectus/error.h"
#include "base/dimensions.h"
#include "base/failure.h"
#include "outputs/chart.h"
#include "outputs/html_page.h"
#include "text/counted.h"
#include "text/joined.h"
#include "text/split.h"
#include "text/text.h"
#include "threads/parallel.h"

namespace affectus {
namespace {

constexpr std::size_t examples_shown = 5;

struct Sound {
  double seconds = 0;
  bool missing = false;
  std::string problem;
};

Sound listen(const std::filesystem::path& path) {
  Sound sound;
  if (!std::filesystem::exists(path)) {
    sound.missing = true;
    return sound;
  }
  try {
    sound.seconds = static_cast<double>(read_audio(path).size()) / sample_rate_hz;
  } catch (const Error& error) {
    sound.problem = error.what();
  }
  return sound;
}

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string hours(double seconds) {
  return seconds < 3600 ? formatted("%.1f min", seconds / 60) : formatted("%.1f h", seconds / 3600);
}

void add_examples(std::string& text, const std::string& one, const std::string& many, const std::vector<std::string>& all) {
  if (all.empty()) return;
  text += counted(all.size(), one, many) + ":\n";
  for (std::size_t i = 0; i < std::min(all.size(), examples_shown); ++i) text += "  " + all[i] + "\n";
  if (all.size() > examples_shown) text += "  ... and " + std::to_string(all.size() - examples_shown) + " more\n";
}

void add_counts(std::string& text, const std::string& what, const std::map<std::string, std::size_t>& counts) {
  text += what;
  bool first = true;
  for (const auto& [name, count] : counts) {
    text += (first ? " " : ", ") + (name.empty() ? std::string("(none)") : name) + " " + std::to_string(count);
    first = false;
  }
  text += "\n";
}

TextRows partition_rows(const CorpusReport& report) {
  TextRows rows = {{"partition", "utterances", "speakers", "audio"}};
  for (const auto& [name, one] : report.partitions)
    rows.push_back(
        {name.empty() ? "(none)" : name, std::to_string(one.utterances), std::to_string(one.speakers), hours(one.seconds)});
  return rows;
}

TextRows rating_rows(const CorpusReport& report) {
  TextRows rows = {{"dimension", "rated", "mean", "sd", "least", "most", "raters' spread"}};
  for (std::size_t d = 0; d < 3; ++d) {
    const std::vector<double>& values = report.dimensions[d].values;
    if (values.empty()) continue;
    const double count = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const auto [least, most] = std::ranges::minmax(values);
    rows.push_back({dimension_names[d], std::to_string(values.size()), decimal(mean, 2),
                    decimal(std::sqrt(squares / count), 2), decimal(least, 2), decimal(most, 2),
                    std::to_string(report.dimensions[d].with_deviation)});
  }
  return rows;
}

// The first column to the left, the others to the right, each as wide as `widths` says.
void add_columns(std::string& text, const TextRows& rows, const std::vector<int>& widths) {
  char cell[256];
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      std::snprintf(cell, sizeof cell, i == 0 ? "%-*s" : " %*s", widths[i], row[i].c_str());
      text += cell;
    }
    text += "\n";
  }
}

// What is in no table, in lines; those of a list are indented.
std::string remarks(const CorpusReport& report) {
  std::string text;
  add_counts(text, "categories:", report.categories);
  add_counts(text, "genders:", report.genders);
  add_counts(text, "languages:", report.languages);
  if (report.with_votes > 0) text += "raters' votes: " + counted(report.with_votes, "utterance", "utterances") + "\n";
  if (report.without_speaker > 0)
    text += "without a speaker: " + counted(report.without_speaker, "utterance", "utterances") + "\n";
  std::vector<std::string> crossing;
  for (const auto& [speaker, partitions] : report.crossing_speakers) {
    crossing.push_back(speaker + " (" + joined(partitions) + ")");
  }
  add_examples(text, "speaker is in more than one partition", "speakers are in more than one partition", crossing);
  add_examples(text, "audio file is missing", "audio files are missing", report.missing);
  add_examples(text, "audio file cannot be read", "audio files cannot be read", report.unreadable);
  return text;
}

std::string bars(const std::string& title, const std::map<std::string, std::size_t>& counts) {
  BarChart chart{.title = title, .y = {.title = "utterances", .whole = true}};
  chart.series.emplace_back();
  for (const auto& [name, count] : counts) {
    chart.categories.push_back(name.empty() ? "(none)" : name);
    chart.series[0].values.push_back(static_cast<double>(count));
  }
  return html_chart(chart);
}

}  // namespace

CorpusReport report_corpus(const Manifest& manifest, std::size_t threads,
                           const std::function<bool(std::size_t, std::size_t)>& progress) {
  const std::vector<Utterance>& utterances = manifest.utterances;
  std::vector<Sound> sounds(utterances.size());
  std::mutex mutex;
  std::size_t done = 0;
  ThreadPool pool(threads);
  parallel_for(pool, utterances.size(), [&](std::size_t i) {
    sounds[i] = listen(utterances[i].path);
    const std::lock_guard lock(mutex);
    if (!progress(++done, utterances.size())) throw_cancelled();
  });

  CorpusReport report;
  std::map<std::string, std::set<std::string>> speakers, partitions_of;
  for (std::size_t i = 0; i < utterances.size(); ++i) {
    const Utterance& one = utterances[i];
    CorpusReport::Partition& partition = report.partitions[one.partition];
    ++partition.utterances;
    partition.seconds += sounds[i].seconds;
    if (sounds[i].missing) report.missing.push_back(one.path.string());
    if (!sounds[i].problem.empty()) report.unreadable.push_back(sounds[i].problem);
    if (one.speaker.empty()) {
      ++report.without_speaker;
    } else {
      speakers[one.partition].insert(one.speaker);
      partitions_of[one.speaker].insert(one.partition);
    }
    ++report.categories[one.category];
    ++report.genders[one.gender];
    ++report.languages[one.language];
    if (!one.votes.empty()) ++report.with_votes;
    const std::array targets = {one.activation, one.valence, one.dominance};
    const std::array deviations = {one.activation_sd, one.valence_sd, one.dominance_sd};
    for (std::size_t d = 0; d < 3; ++d) {
      if (targets[d]) report.dimensions[d].values.push_back(*targets[d]);
      if (deviations[d]) ++report.dimensions[d].with_deviation;
    }
  }
  for (auto& [name, partition] : report.partitions) partition.speakers = speakers[name].size();
  for (const auto& [speaker, partitions] : partitions_of)
    if (partitions.size() > 1) report.crossing_speakers[speaker] = {partitions.begin(), partitions.end()};
  return report;
}

std::string report_text(const Manifest& manifest, const CorpusReport& report) {
  std::string text = manifest.file.string() + ": " + counted(manifest.utterances.size(), "utterance", "utterances") + "\n\n";
  add_columns(text, partition_rows(report), {14, 10, 9, 12});
  text += "\n";
  add_columns(text, rating_rows(report), {14, 10, 6, 6, 6, 6, 14});
  return text + "\n" + remarks(report);
}

std::string report_page(const Manifest& manifest, const CorpusReport& report) {
  std::string page =
      html_page_begin({"Corpus " + manifest.corpus, "Its partitions, speakers and ratings, summarised by affectus"}) +
      "<section><h2>" + html_name(manifest.file.string()) + "</h2>\n<p>" +
      counted(manifest.utterances.size(), "utterance", "utterances") + "</p>\n" + html_table(partition_rows(report)) +
      html_table(rating_rows(report));
  const std::string notes = remarks(report);
  for (const std::string& line : split(trimmed(notes), '\n'))
    page += (line.starts_with(' ') ? "<br>" : "<p>") + html_name(trimmed(line)) + "\n";  // a list goes on its paragraph
  page += "</section>\n<section>\n";
  for (std::size_t d = 0; d < 3; ++d) {
    if (report.dimensions[d].values.empty()) continue;
    // A bar about each quarter of a point.
    BarChart chart = histogram(report.dimensions[d].values, 25, {.low = 0.875, .high = 7.125});
    chart.title = dimension_names[d];
    chart.x.title = "1 to 7";
    chart.y = {.title = "utterances", .whole = true};
    page += html_chart(chart);
  }
  return page + bars("categories", report.categories) + "</section>\n" + html_page_end();
}

}  // namespace affectus
