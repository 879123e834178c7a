#include "evaluation/submission.h"

#include <string>

#include "affectus/error.h"
#include "storage/files.h"
#include "text/text.h"

namespace affectus {

void write_submission(const std::filesystem::path& file, const std::vector<ScoredUtterance>& utterances) {
  std::string text = "FileName,EmoAct,EmoVal,EmoDom\n";
  for (const ScoredUtterance& one : utterances) {
    text += std::filesystem::path(one.file).filename().string();
    for (std::size_t i = 0; i < one.prediction.size(); ++i) {
      if (!one.prediction[i])
        throw Error(ErrorCode::invalid_argument,
                    "submission: expected a model of activation, valence and dominance, found one without " +
                        std::string(dimension_names[i]));
      text += "," + decimal(*one.prediction[i], 4);
    }
    text += "\n";
  }
  write_file_atomically(file, text);
}

}  // namespace affectus
