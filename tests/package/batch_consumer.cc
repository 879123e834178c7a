// Scores a recording with a model and writes its rows, with the installed headers and libraries only:
// batch_consumer MODEL RECORDING
#include <affectus/batch.h>
#include <affectus/intervals.h>
#include <affectus/model_folder.h>
#include <affectus/version.h>
#include <affectus/writer.h>

#include <algorithm>
#include <iostream>
#include <sstream>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto model = affectus::load_model_folder(argv[1]);
  const auto intervals = affectus::parse_interval_csv("file,start_s,end_s\nx,1,2\n", "intervals");
  std::ostringstream rows;
  const affectus::RunFacts facts{.model = model->config().name, .categories = model->config().categories};
  const auto writer = affectus::output_format("csv").make(rows, facts);
  affectus::predict_files(model,
                          {{.name = "windows", .path = argv[2]},
                           {.name = "x", .path = argv[2], .intervals = intervals.front().intervals, .has_intervals = true}},
                          {.prediction = {.window_s = 2.0}, .threads = 2}, *writer);
  writer->finish();
  const std::string text = rows.str();
  std::cout << text.substr(0, text.find('\n')) << '\n';
  return std::count(text.begin(), text.end(), '\n') == 1 + 13 + 1 ? 0 : 1;
}
