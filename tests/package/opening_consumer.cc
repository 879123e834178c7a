// Opens a model by its name and scores a recording's bytes while they come: opening_consumer MODEL RECORDING
#include <affectus/open_model.h>
#include <affectus/session.h>

#include <fstream>
#include <iostream>
#include <iterator>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto model = affectus::open_model(argv[1], {.cache = false});
  affectus::Session session(model, {.prediction = {.window_s = 2.0, .hop_s = 1.0}});
  std::ifstream file(argv[2], std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<affectus::EmotionSegment> rows;
  session.push_encoded(std::as_bytes(std::span(bytes)), rows);
  session.finish(rows);
  std::cout << affectus::describe_model(argv[1]).name << ", " << rows.size() << " rows\n";
  return rows.size() == 24 && rows[0].valence.has_value() ? 0 : 1;
}
