// Finds the frames that hold speech, from the mel filterbank's values.
#pragma once

#include <vector>

#include "affectus/export.h"
#include "affectus/frames.h"

namespace affectus {

/// `mel` holds the frames of the default mel filterbank (40 bins, not normalised) of one utterance or window. Returns a
/// value from 0 to 1 for each frame; above .5 is speech. It depends only on the given frames, and hardly on gain; digital
/// silence is 0.
AFFECTUS_EXPORT std::vector<float> speech_activity(FrameView mel);

/// The fraction (0 to 1) of frames with speech; 0 without frames.
AFFECTUS_EXPORT float speech_fraction(FrameView mel);

}  // namespace affectus
