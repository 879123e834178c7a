// Fundamental frequency, voicing and energy.
#pragma once

#include "affectus/front_end.h"

namespace affectus {

/// The defaults are those of the front end "prosody".
struct AFFECTUS_EXPORT ProsodyOptions {
  double floor_hz = 60;     // lowest fundamental frequency, 40 to below ceiling_hz
  double ceiling_hz = 600;  // highest fundamental frequency, up to 1000

  void validate() const;
};

/// Columns: f0_hz (0 if unvoiced), voicing (0 to 1, voiced above .5), log_energy (natural logarithm of the frame's mean
/// square, floored). Frame i is centred at 12.5 + 10 i ms; there are as many frames as with the mel filterbank. Gain and DC
/// offset do not change f0 and voicing.
AFFECTUS_EXPORT std::unique_ptr<FrontEnd> make_prosody(const ProsodyOptions& options = {});

}  // namespace affectus
