#include "serve/fields.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "serve/server_error.h"
#include "serve/stream_events.h"
#include "serve/stream_settings.h"

namespace affectus {
namespace {

PredictFields read(const std::vector<std::pair<std::string, std::string>>& values) {
  FieldReader reader;
  for (const auto& [name, value] : values) reader.set(name, value);
  return reader.finish();
}

TEST(Fields, EachIsTaken) {
  const PredictFields fields = read({{"model", "m"},
                                     {"window", "2.5"},
                                     {"hop", "0.5"},
                                     {"scale", "signed"},
                                     {"channel", "1"},
                                     {"track", "2"},
                                     {"raw", "u8:8000"},
                                     {"embedding", "true"},
                                     {"tier", "words"},
                                     {"format", "csv"}});
  EXPECT_EQ(fields.model, "m");
  EXPECT_EQ(fields.prediction.window_s, 2.5);
  EXPECT_EQ(fields.prediction.hop_s, 0.5);
  EXPECT_EQ(fields.prediction.scale, Scale::signed_);
  EXPECT_TRUE(fields.prediction.embedding);
  EXPECT_EQ(fields.channel.kind, ChannelChoice::Kind::one);
  EXPECT_EQ(fields.channel.index, 1);
  EXPECT_EQ(fields.recording.track, 2);
  EXPECT_EQ(fields.recording.raw->rate_hz, 8000);
  EXPECT_EQ(fields.tier, "words");
  EXPECT_EQ(fields.format, "csv");
}

TEST(Fields, WhatIsWrongIsNamed) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{{"window", "0"},
                                                                                    {"window", "inf"},
                                                                                    {"window", "61"},
                                                                                    {"window", "3s"},
                                                                                    {"hop", "0.001"},
                                                                                    {"scale", "SAM"},
                                                                                    {"channel", "-1"},
                                                                                    {"channel", "1024"},
                                                                                    {"track", "1.5"},
                                                                                    {"raw", "s16le:1"},
                                                                                    {"embedding", "2"},
                                                                                    {"format", "exe"},
                                                                                    {"colour", "red"},
                                                                                    {"model", ""}}) {
    try {
      read({{name, value}});
      ADD_FAILURE() << name << " " << value;
    } catch (const RequestError& refused) {
      EXPECT_EQ(refused.error.status, 400);
      EXPECT_NE(refused.error.message.find(name), std::string::npos) << refused.error.message;
    }
  }
  EXPECT_THROW(read({{"window", "3"}, {"window", "3"}}), RequestError);
  EXPECT_THROW(read({{"hop", "3"}}), RequestError);
}

TEST(Fields, EverySchemaIsOneOfTheValuesThatAreTaken) {
  for (const PredictField& field : predict_fields()) {
    const nlohmann::ordered_json schema = field.schema();
    if (!schema.contains("enum")) continue;
    for (const auto& value : schema["enum"]) EXPECT_NO_THROW(read({{field.name, value.get<std::string>()}})) << field.name;
  }
}

TEST(StreamSettingsTest, AreShownAsTheyAreTaken) {
  const nlohmann::json changes = {{"encoding", "f32le"}, {"sampling_rate", 44100}, {"channels", 2},   {"window_s", 2.5},
                                  {"hop_s", 1},          {"model", "m"},           {"scale", "unit"}, {"turns", true}};
  const StreamSettings settings = changed_settings({}, changes);
  EXPECT_EQ(nlohmann::json::parse(settings_json(settings).dump()), changes);
  const nlohmann::json standard = {{"encoding", "s16le"}, {"sampling_rate", 16000}, {"channels", 1},
                                   {"window_s", 3},       {"hop_s", 0.25},          {"model", ""},
                                   {"scale", "sam"},      {"turns", false}};
  EXPECT_EQ(nlohmann::json::parse(settings_json({}).dump()), standard);
}

TEST(StreamSettingsTest, WhatIsWrongIsNamed) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, nlohmann::json>>{{"encoding", "mp3"},
                                                                                       {"encoding", 1},
                                                                                       {"sampling_rate", 3999},
                                                                                       {"sampling_rate", 1e300},
                                                                                       {"channels", 0},
                                                                                       {"channels", 1.5},
                                                                                       {"channels", "1"},
                                                                                       {"window_s", 0},
                                                                                       {"window_s", nullptr},
                                                                                       {"hop_s", 1000},
                                                                                       {"model", 3},
                                                                                       {"scale", "x"},
                                                                                       {"turns", 1},
                                                                                       {"colour", "red"}}) {
    try {
      changed_settings({}, {{name, value}});
      ADD_FAILURE() << name << " " << value;
    } catch (const RequestError& refused) {
      EXPECT_NE(refused.error.message.find(name), std::string::npos) << refused.error.message;
    }
  }
  EXPECT_THROW(changed_settings({}, nlohmann::json::array()), RequestError);
}

TEST(ClientMessages, AreWhatTheTableSays) {
  for (const ClientMessageType& type : client_messages()) {
    nlohmann::json message = {{"type", type.type}};
    if (type.has_session) message["session"] = nlohmann::json::object();
    EXPECT_EQ(parse_client_message(message.dump()).message, type.message);
    message["more"] = 1;
    EXPECT_THROW(parse_client_message(message.dump()), RequestError);
  }
  for (const char* text :
       {"", "1", "[]", "{}", R"({"type": 1})", R"({"type": "x"})", R"({"type": "session.update"})", "{\"type\": \"flush\""})
    EXPECT_THROW(parse_client_message(text), RequestError) << text;
}

}  // namespace
}  // namespace affectus
