#include "recipe/recipe.h"

#include <algorithm>
#include <locale>
#include <set>
#include <sstream>
#include <utility>

#include "affectus/error.h"
#include "storage/files.h"
#include "text/text_encoding.h"
#include "toml/toml_document.h"
#include "toml/toml_table.h"
#include "toml/toml_text.h"

namespace affectus {
namespace {

constexpr std::size_t largest_recipe_bytes = std::size_t{1} << 20;

CorpusChoice read_corpus(TomlTable table) {
  CorpusChoice corpus;
  table.string("name", corpus.name, true);
  table.names("train", corpus.train);
  table.string("development", corpus.development);
  table.boolean("labelled", corpus.labelled);
  table.number("weight", corpus.weight, 0, 1000, true);
  table.finish();
  const std::set<std::string> different(corpus.train.begin(), corpus.train.end());
  if (different.contains("") || different.size() < corpus.train.size())
    table.missing("train", "names of partitions, each once");
  if (different.contains(corpus.development))
    table.missing("development", "another partition than those to learn from, or \"\"");
  return corpus;
}

FrontEndChoice read_front_end(TomlTable table) {
  using Utterance = Normalization::Utterance;
  FrontEndChoice front_end;
  table.string("name", front_end.name, true);
  if (const toml::table* options = table.table("options")) {
    std::ostringstream json;
    json << toml::json_formatter(*options, toml::format_flags::none);
    front_end.options = from_ascii(json.str());
  }
  table.choice("utterance_normalization", front_end.utterance_normalization,
               {{"none", Utterance::none},
                {"level", Utterance::level},
                {"mean", Utterance::mean},
                {"mean_variance", Utterance::mean_variance}});
  table.number("dynamic_range", front_end.dynamic_range, 0, 1000);
  table.boolean("global_normalization", front_end.global_normalization);
  table.integers("selected", front_end.selected, 0, 65535);
  table.finish();
  return front_end;
}

void read_estimator(TomlTable table, EstimatorShape& shape) {
  using Pooling = EstimatorShape::Pooling;
  table.integer("convolution_kernel", shape.convolution_kernel, 1, 31);
  table.integer("convolution_channels", shape.convolution_channels, 1, 4096);
  table.integer("gru_layers", shape.gru_layers, 1, 8);
  table.integer("gru_units", shape.gru_units, 1, 4096);
  table.choice("pooling", shape.pooling,
               {{"mean", Pooling::mean}, {"last", Pooling::last}, {"statistics", Pooling::statistics}});
  table.integer("embedding_units", shape.embedding_units, 1, 4096);
  table.choice("fusion", shape.fusion, {{"early", EstimatorShape::Fusion::early}, {"late", EstimatorShape::Fusion::late}});
  table.integer("projection_units", shape.projection_units, 0, 4096);
  table.finish();
}

void read_loss(TomlTable table, const toml::table& node, LossOptions& loss) {
  table.number("valence", loss.valence, 0, 1);
  table.number("activation", loss.activation, 0, 1);
  table.number("category_weight", loss.category_weight, 0, 100);
  table.number("label_smoothing", loss.label_smoothing, 0, 1, false, true);
  table.boolean("class_weights", loss.class_weights);
  table.number("deviation_weight", loss.deviation_weight, 0, 100);
  table.boolean("votes", loss.votes);
  table.number("vote_dropout", loss.vote_dropout, 0, 1, false, true);
  table.boolean("corpus_maps", loss.corpus_maps);
  table.number("agreement_weight", loss.agreement_weight, 0, 100);
  table.number("gender_weight", loss.gender_weight, 0, 100);
  table.number("corpus_reversal", loss.corpus_reversal, 0, 100);
  table.number("speaker_reversal", loss.speaker_reversal, 0, 100);
  table.finish();
  if (loss.votes && loss.category_weight == 0) table.fail(*node.get("votes"), "votes", "false where category_weight is 0");
  if (loss.vote_dropout > 0 && !loss.votes) table.fail(*node.get("vote_dropout"), "vote_dropout", "0 where votes is false");
  if (loss.valence + loss.activation > 1 + 1e-9) {
    const toml::node* valence = node.get("valence");
    const toml::node* activation = node.get("activation");
    table.fail(valence != nullptr ? *valence : *activation, "valence", "valence + activation at most 1");
  }
}

TeacherOptions read_teacher(TomlTable table) {
  using EmbeddingLoss = TeacherOptions::EmbeddingLoss;
  TeacherOptions teacher;
  table.string("name", teacher.name, true);
  table.number("label_weight", teacher.label_weight, 0, 100);
  table.number("output_weight", teacher.output_weight, 0, 100);
  table.number("embedding_weight", teacher.embedding_weight, 0, 100);
  table.choice("embedding_loss", teacher.embedding_loss,
               {{"cosine", EmbeddingLoss::cosine}, {"mean_square", EmbeddingLoss::mean_square}});
  table.number("category_weight", teacher.category_weight, 0, 100);
  table.number("temperature", teacher.temperature, 0.1, 100);
  table.number("deviation_weight", teacher.deviation_weight, 0, 100);
  table.finish();
  if (teacher.output_weight + teacher.embedding_weight + teacher.category_weight + teacher.deviation_weight == 0)
    table.missing("output_weight", "output_weight, embedding_weight, category_weight or deviation_weight above 0");
  return teacher;
}

void read_optimizer(TomlTable table, OptimizerOptions& optimizer) {
  using Schedule = OptimizerOptions::Schedule;
  table.number("learning_rate", optimizer.learning_rate, 0, 1, true);
  table.number("weight_decay", optimizer.weight_decay, 0, 1);
  table.number("gradient_clip", optimizer.gradient_clip, 0, 1e6);
  table.choice("schedule", optimizer.schedule,
               {{"constant", Schedule::constant}, {"cosine", Schedule::cosine}, {"plateau", Schedule::plateau}});
  table.integer("warmup_steps", optimizer.warmup_steps, 0, 100000);
  table.integer("plateau_patience", optimizer.plateau_patience, 1, 1000);
  table.finish();
}

void read_training(TomlTable table, TrainingOptions& training) {
  table.integer("batch_size", training.batch_size, 2, 4096);
  table.integer("epochs", training.epochs, 1, 10000);
  table.integer("patience", training.patience, 0, 10000);
  table.number("input_dropout", training.input_dropout, 0, 1, false, true);
  table.number("embedding_dropout", training.embedding_dropout, 0, 1, false, true);
  table.number("bucket_noise", training.bucket_noise, 0, 10);
  table.number("averaging_decay", training.averaging_decay, 0, 1, false, true);
  table.integer("audio_memory_mb", training.audio_memory_mb, 0, 1 << 20);
  table.one_of("weight_bits", training.weight_bits, {8, 32});
  table.boolean("half_features", training.half_features);
  table.boolean("develop_degraded", training.develop_degraded);
  table.integer("seed", training.seed, 0, std::numeric_limits<std::int64_t>::max());
  table.finish();
}

void read_balance(TomlTable table, BalanceOptions& balance) {
  table.number("category", balance.category, 0, 1);
  table.number("speaker", balance.speaker, 0, 1);
  table.number("corpus", balance.corpus, 0, 1);
  table.number("corpus_share", balance.corpus_share, 0, 1, true);
  table.finish();
}

void read_augmentation(TomlTable table, const toml::table& node, AugmentationOptions& augmentation) {
  table.number("mix_probability", augmentation.mix_probability, 0, 1);
  table.range("mix_db", augmentation.mix_db, -40, 40);
  table.number("crop_probability", augmentation.crop_probability, 0, 1);
  table.range("crop_s", augmentation.crop_s, 0.1, 3600);
  table.number("speed_probability", augmentation.speed_probability, 0, 1);
  table.range("speed", augmentation.speed, 0.5, 2);
  table.number("reverberation_probability", augmentation.reverberation_probability, 0, 1);
  table.range("rt60_s", augmentation.rt60_s, 0.05, 5);
  table.range("direct_to_reverberant_db", augmentation.direct_to_reverberant_db, -20, 40);
  table.number("microphone_probability", augmentation.microphone_probability, 0, 1);
  table.range("microphone_db", augmentation.microphone_db, -20, 20);
  table.number("noise_probability", augmentation.noise_probability, 0, 1);
  table.range("snr_db", augmentation.snr_db, -20, 80);
  table.strings("noise_kinds", augmentation.noise_kinds, {"white", "pink", "babble"});
  table.number("band_limit_probability", augmentation.band_limit_probability, 0, 1);
  table.range("low_pass_hz", augmentation.low_pass_hz, 500, 7999);
  table.number("telephone_share", augmentation.telephone_share, 0, 1);
  table.number("gain_probability", augmentation.gain_probability, 0, 1);
  table.range("gain_db", augmentation.gain_db, -60, 40);
  table.number("stretch_probability", augmentation.stretch_probability, 0, 1);
  table.range("stretch", augmentation.stretch, 0.25, 4);
  table.number("time_mask_probability", augmentation.time_mask_probability, 0, 1);
  table.range("time_mask_s", augmentation.time_mask_s, 0, 10);
  table.number("frequency_mask_probability", augmentation.frequency_mask_probability, 0, 1);
  table.range("frequency_mask_bins", augmentation.frequency_mask_bins, 0, 512);
  table.integer("copies", augmentation.copies, 0, 100);
  table.finish();
  if (augmentation.noise_probability > 0 && augmentation.noise_kinds.empty())
    table.fail(*node.get("noise_kinds"), "noise_kinds", "at least one kind");
  if (augmentation.mix_probability > 0 && augmentation.copies > 0)
    table.fail(*node.get("mix_probability"), "mix_probability", "0 where copies is above 0");
}

// One for each dimension, from `least` to 10.
void read_factors(TomlTable& table, const char* key, double least, std::array<double, 3>& factors) {
  std::vector<double> values(factors.begin(), factors.end());
  table.numbers(key, values, least, 10);
  if (values.size() != factors.size())
    table.wrong(key, "expected " + std::to_string(factors.size()) + " numbers (activation, valence, dominance), found " +
                         std::to_string(values.size()));
  std::ranges::copy(values, factors.begin());
}

void read_outputs(TomlTable table, const std::string& file_name, OutputOptions& outputs) {
  read_factors(table, "spread", 0.1, outputs.spread);
  read_factors(table, "deviation_spread", 0.01, outputs.deviation_spread);
  if (const toml::table* odds = table.table("category_odds"))
    outputs.category_odds = TomlTable(*odds, file_name, "[outputs.category_odds]").other_numbers(0.01, 100);
  table.finish();
}

void read_familiarity(TomlTable table, const toml::table& node, const Recipe& recipe, FamiliarityOptions& familiarity) {
  constexpr std::size_t quantiles = ModelConfig::distance_quantiles;
  table.integer("rank", familiarity.rank, 0, static_cast<std::int64_t>(recipe.embedding_dim()));
  table.numbers("distances", familiarity.distances, 0, 1e9);
  table.finish();
  const std::vector<double>& distances = familiarity.distances;
  if (distances.empty()) return;
  if (familiarity.rank == 0) table.fail(*node.get("distances"), "distances", "none where rank is 0");
  if (distances.size() != quantiles || !std::ranges::is_sorted(distances))
    table.wrong("distances", "expected " + std::to_string(quantiles) + " ascending numbers, found " +
                                 (distances.size() == quantiles ? "others" : std::to_string(distances.size())));
}

EncoderOptions read_encoder(TomlTable table, const toml::table& node) {
  using Train = EncoderOptions::Train;
  using Precision = EncoderOptions::Precision;
  EncoderOptions encoder;
  if (!table.has("train")) table.missing("train", "one of lora, top, all");
  table.choice("train", encoder.train, {{"lora", Train::lora}, {"top", Train::top}, {"all", Train::all}});
  table.integer("layers", encoder.layers, 0, 256);
  table.integer("rank", encoder.rank, 1, 1024);
  table.number("alpha", encoder.alpha, 0, 10000, true);
  table.strings("targets", encoder.targets);
  table.number("learning_rate", encoder.learning_rate, 0, 1, true);
  table.number("layer_decay", encoder.layer_decay, 0, 1, true);
  table.integer("warmup_steps", encoder.warmup_steps, 0, 1000000);
  table.number("seconds_at_once", encoder.seconds_at_once, 0, 1e6);
  table.boolean("checkpointing", encoder.checkpointing);
  table.number("layer_drop", encoder.layer_drop, 0, 1, false, true);
  table.number("time_mask", encoder.time_mask, 0, 1, false, true);
  table.integer("time_mask_frames", encoder.time_mask_frames, 1, 1000);
  table.number("feature_mask", encoder.feature_mask, 0, 1, false, true);
  table.integer("feature_mask_values", encoder.feature_mask_values, 1, 1000);
  table.choice("precision", encoder.precision, {{"float32", Precision::float32}, {"bfloat16", Precision::bfloat16}});
  table.finish();
  if (encoder.train != Train::lora)
    for (const char* key : {"rank", "alpha", "targets"})
      if (table.has(key)) table.fail(*node.get(key), key, "nothing where train is not \"lora\"");
  if (encoder.train == Train::all && encoder.layers > 0)
    table.fail(*node.get("layers"), "layers", "nothing (or 0) where train is \"all\"");
  if (encoder.targets.empty()) table.fail(*node.get("targets"), "targets", "at least one");
  return encoder;
}

// What changes or chooses values of frames would do so below the encoder's layers, not above them.
void check_encoder(const Recipe& recipe, const toml::table& root, const std::string& file) {
  if (!recipe.encoder) return;
  const auto fail = [&](const std::string& key, const std::string& expected) {
    TomlTable(*root.get_as<toml::table>("encoder"), file, "[encoder]").wrong("train", key + ": expected " + expected);
  };
  if (recipe.front_ends.size() != 1 || recipe.front_ends[0].name.find('@') == std::string::npos)
    fail("[[front_ends]]", "one, an encoder (NAME@LAYER), where an encoder learns");
  if (recipe.front_ends[0].dynamic_range > 0) fail("dynamic_range", "0 where an encoder learns");
  if (!recipe.front_ends[0].selected.empty()) fail("selected", "all values where an encoder learns");
  if (recipe.training.input_dropout > 0) fail("input_dropout", "0 where an encoder learns (it has masks)");
  if (recipe.augmentation.changes_frames())
    fail("[augmentation]", "no stretch or masks of frames where an encoder learns (it has masks of its own)");
  if (recipe.familiarity.rank > 0) fail("[familiarity]", "rank 0 where an encoder learns");
}

// Two views of an utterance must be able to differ, and fill a batch.
void check_views(const Recipe& recipe, const toml::table& root, const std::string& file) {
  if (recipe.loss.agreement_weight == 0) return;
  const toml::table& loss = *root.get_as<toml::table>("loss");
  const auto fail = [&](const std::string& expected) {
    TomlTable(loss, file, "[loss]").fail(*loss.get("agreement_weight"), "agreement_weight", expected);
  };
  if (recipe.training.batch_size % 2 != 0) fail("0 where batch_size is odd");
  if (!recipe.augmentation.changes_samples() && !recipe.augmentation.changes_frames() &&
      recipe.training.input_dropout == 0 && recipe.training.embedding_dropout == 0)
    fail("0 where neither augmentation nor dropout makes views of an utterance differ");
}

Recipe read_recipe(const toml::table& root, const std::string& file) {
  Recipe recipe;
  TomlTable table(root, file, "the recipe");
  table.string("name", recipe.name, true);
  table.string("licence", recipe.licence);
  table.string("notes", recipe.notes);
  table.strings("training_data", recipe.training_data);
  table.number("frame_rate_hz", recipe.frame_rate_hz, 0, 1000);
  for (const toml::table* corpus : table.list("corpora"))
    recipe.corpora.push_back(read_corpus(TomlTable(*corpus, file, "[[corpora]]")));
  for (const toml::table* front_end : table.list("front_ends"))
    recipe.front_ends.push_back(read_front_end(TomlTable(*front_end, file, "[[front_ends]]")));
  const auto section = [&](const char* key, const auto& read) {
    if (const toml::table* node = table.table(key)) read(TomlTable(*node, file, "[" + std::string(key) + "]"), *node);
  };
  section("estimator", [&](TomlTable part, const toml::table&) { read_estimator(std::move(part), recipe.estimator); });
  section("loss", [&](TomlTable part, const toml::table& node) { read_loss(std::move(part), node, recipe.loss); });
  section("teacher", [&](TomlTable part, const toml::table&) { recipe.teacher = read_teacher(std::move(part)); });
  section("optimizer", [&](TomlTable part, const toml::table&) { read_optimizer(std::move(part), recipe.optimizer); });
  section("training", [&](TomlTable part, const toml::table&) { read_training(std::move(part), recipe.training); });
  section("balance", [&](TomlTable part, const toml::table&) { read_balance(std::move(part), recipe.balance); });
  section("augmentation",
          [&](TomlTable part, const toml::table& node) { read_augmentation(std::move(part), node, recipe.augmentation); });
  section("outputs", [&](TomlTable part, const toml::table&) { read_outputs(std::move(part), file, recipe.outputs); });
  section("familiarity", [&](TomlTable part, const toml::table& node) {
    read_familiarity(std::move(part), node, recipe, recipe.familiarity);
  });
  section("encoder", [&](TomlTable part, const toml::table& node) { recipe.encoder = read_encoder(std::move(part), node); });
  table.finish();

  if (std::none_of(recipe.corpora.begin(), recipe.corpora.end(),
                   [](const CorpusChoice& corpus) { return !corpus.train.empty(); }))
    table.missing("corpora", "at least one [[corpora]] with a train partition");
  for (const CorpusChoice& corpus : recipe.corpora)
    if (!corpus.labelled && !recipe.teacher)
      table.missing("teacher", "a [teacher], since '" + corpus.name + "' is used without its labels");
  if (recipe.front_ends.empty()) table.missing("front_ends", "at least one [[front_ends]]");
  if (recipe.estimator.convolution_kernel % 2 == 0)
    table.fail(*root.get("estimator")->as_table()->get("convolution_kernel"), "convolution_kernel", "an odd number");
  check_views(recipe, root, file);
  check_encoder(recipe, root, file);
  return recipe;
}

}  // namespace

bool AugmentationOptions::changes_samples() const {
  return crop_probability > 0 || speed_probability > 0 || reverberation_probability > 0 || microphone_probability > 0 ||
         noise_probability > 0 || band_limit_probability > 0 || gain_probability > 0;
}

double AugmentationOptions::longest_s(double recorded_s) const {
  const double cropped_s = crop_probability == 1 ? std::min(recorded_s, crop_s.high) : recorded_s;
  return speed_probability > 0 ? cropped_s / std::min(1.0, speed.low) : cropped_s;
}

std::size_t Recipe::embedding_dim() const {
  EstimatorShape shape = estimator;
  if (front_ends.size() > 1) shape.parts.resize(front_ends.size());
  return shape.embedding_dim();
}

void Recipe::leave_out(const std::string& corpus) {
  if (std::erase_if(corpora, [&](const CorpusChoice& one) { return one.name == corpus; }) == 0)
    throw Error(ErrorCode::invalid_argument, "expected a corpus of recipe " + name + " to leave out, found " + corpus);
  if (std::ranges::all_of(corpora, [](const CorpusChoice& one) { return one.train.empty(); }))
    throw Error(ErrorCode::invalid_argument, "recipe " + name + " without " + corpus + " has nothing to learn from");
  notes += (notes.empty() ? "" : " ") + std::string("Trained without ") + corpus + ".";
}

std::string AugmentationOptions::sample_changes() const {
  std::ostringstream text;
  text.imbue(std::locale::classic());
  text.precision(17);
  const auto add = [&](double probability, std::initializer_list<Range> ranges) {
    text << probability;
    for (const Range& range : ranges) text << ' ' << range.low << ' ' << range.high;
    text << '\n';
  };
  add(crop_probability, {crop_s});
  add(speed_probability, {speed});
  add(reverberation_probability, {rt60_s, direct_to_reverberant_db});
  add(noise_probability, {snr_db});
  for (const std::string& kind : noise_kinds) text << kind << '\n';
  add(band_limit_probability, {low_pass_hz});
  add(telephone_share, {});
  add(gain_probability, {gain_db});
  if (microphone_probability > 0) add(microphone_probability, {microphone_db});  // copies from before it was there are found
  return text.str();
}

Recipe Recipe::parse(std::string_view text, const std::string& file_name) {
  Recipe recipe = read_recipe(parse_toml(text, file_name), file_name);
  recipe.file = file_name;
  recipe.text = decode_text(text, file_name);
  return recipe;
}

Recipe Recipe::read(const std::filesystem::path& file) {
  return parse(read_file(file, largest_recipe_bytes), file.string());
}

}  // namespace affectus
