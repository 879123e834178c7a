#include "cli/argument_text.h"

#include "affectus/error.h"
#include "text/parsed_number.h"

namespace affectus {

Scale parse_scale(const std::string& text) {
  for (const Scale scale : {Scale::sam, Scale::unit, Scale::signed_})
    if (text == to_string(scale)) return scale;
  throw Error(ErrorCode::invalid_argument, "scale: expected sam, unit or signed, found '" + text + "'");
}

ChannelChoice parse_channel(const std::string& text) {
  if (text == "mix") return {ChannelChoice::Kind::mix, 0};
  if (text == "each") return {ChannelChoice::Kind::each, 0};
  const auto index = parsed_number<int>(text);
  if (!index || *index < 0)
    throw Error(ErrorCode::invalid_argument, "channel: expected mix, each or a number from 0, found '" + text + "'");
  return {ChannelChoice::Kind::one, *index};
}

}  // namespace affectus
