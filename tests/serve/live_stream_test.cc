// The protocol of a stream, without a network.
#include "serve/live_stream.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace affectus {
namespace {

using nlohmann::json;

class LiveStreamTest : public ::testing::Test {
 protected:
  // Does all that there is to do, and returns the events.
  std::vector<json> work() {
    do {
      const std::shared_ptr<Job> job = stream_;
      stream_->work({&job, 1}, tools_);
    } while (stream_->has_more());
    std::vector<json> events;
    std::string text;
    while (outbox_->take(text)) events.push_back(json::parse(text));
    return events;
  }
  static std::vector<std::string> types(const std::vector<json>& events) {
    std::vector<std::string> names;
    for (const json& event : events) names.push_back(event["type"]);
    return names;
  }
  static std::string bytes(double seconds) {
    std::string text(static_cast<std::size_t>(seconds * 16000) * 2, '\0');
    for (std::size_t i = 0; i < text.size() / 2; ++i) {
      const auto value = static_cast<std::int16_t>(4000 * std::sin(0.1 * static_cast<double>(i)));
      std::memcpy(text.data() + 2 * i, &value, sizeof value);
    }
    return text;
  }

  ServedModels models_{{AFFECTUS_SOURCE_DIR "/models/affectus"}, {}};
  Metrics metrics_;
  ScoringTools tools_;
  std::shared_ptr<StreamOutbox> outbox_ = std::make_shared<StreamOutbox>([] {});
  std::shared_ptr<LiveStream> stream_ = std::make_shared<LiveStream>(models_, metrics_, outbox_, [] {});
};

TEST_F(LiveStreamTest, ASessionFromItsCreationToItsEnd) {
  stream_->receive_audio(bytes(3.5));
  EXPECT_EQ(types(work()), (std::vector<std::string>{"session.created", "measurement", "measurement", "measurement"}));
  stream_->receive_text(R"({"type": "flush"})");
  EXPECT_EQ(types(work()), (std::vector<std::string>{"flushed"}));
  stream_->receive_audio(bytes(0.1));
  stream_->receive_text(R"({"type": "flush"})");
  EXPECT_EQ(types(work()), (std::vector<std::string>{"measurement", "flushed"}));
  stream_->receive_text(R"({"type": "session.close"})");
  const std::vector<json> events = work();
  ASSERT_EQ(types(events), (std::vector<std::string>{"session.closed"}));
  EXPECT_EQ(events.front()["received"]["audio_s"], 3.6);
  EXPECT_EQ(events.front()["produced"]["measurements"], 4);
  EXPECT_TRUE(outbox_->is_over());
  EXPECT_EQ(metrics_.rows, 4U);
}

TEST_F(LiveStreamTest, EveryReasonToClose) {
  for (const CloseReason reason : {CloseReason::idle_timeout, CloseReason::server_shutdown}) {
    outbox_ = std::make_shared<StreamOutbox>([] {});
    stream_ = std::make_shared<LiveStream>(models_, metrics_, outbox_, [] {});
    stream_->receive_audio(bytes(1));
    stream_->close(reason);
    const std::vector<json> events = work();
    EXPECT_EQ(types(events), (std::vector<std::string>{"session.created", "measurement", "session.closed"}));
    EXPECT_EQ(events.back()["reason"], to_string(reason));
  }
}

TEST_F(LiveStreamTest, NobodyListensToAnAbandonedStream) {
  stream_->receive_audio(bytes(10));
  stream_->abandon();
  EXPECT_EQ(types(work()), (std::vector<std::string>{"session.created"}));
  EXPECT_FALSE(stream_->has_more());
}

TEST_F(LiveStreamTest, ItTakesNoMoreThanMayWait) {
  EXPECT_FALSE(stream_->has_input());
  while (!stream_->is_full()) stream_->receive_audio(bytes(1));
  EXPECT_TRUE(stream_->has_input());
  work();
  EXPECT_FALSE(stream_->is_full());
  EXPECT_FALSE(stream_->has_input());
}

// Its connection would wait for room for ever, and shutting down for its connection.
TEST_F(LiveStreamTest, WhatComesAfterTheEndIsDropped) {
  stream_->receive_text(R"({"type": "session.update", "session": {"encoding": "container"}})");
  while (!stream_->is_full()) stream_->receive_audio(std::string(100000, 'x'));
  const std::vector<json> events = work();
  EXPECT_EQ(events.back()["reason"], "error");
  EXPECT_FALSE(stream_->is_full());
  for (int i = 0; i < 20; ++i) stream_->receive_audio(std::string(100000, 'x'));
  EXPECT_FALSE(stream_->is_full());
  EXPECT_EQ(types(work()), std::vector<std::string>());
}

// Update and audio are there when the piece begins that other streams of the old model are part of.
TEST_F(LiveStreamTest, AModelChosenBesideOthersStreamsScoresItsOwn) {
  const ServedModels two({AFFECTUS_SOURCE_DIR "/models/affectus", AFFECTUS_SOURCE_DIR "/models/affectus-mfb"}, {});
  const std::string update = R"({"type": "session.update", "session": {"window_s": 0.5, "hop_s": 0.5, "model": "MODEL"}})";
  const auto rows = [&](std::vector<std::string> names) {
    std::vector<std::shared_ptr<StreamOutbox>> outboxes;
    std::vector<std::shared_ptr<Job>> streams;
    for (const std::string& name : names) {
      outboxes.push_back(std::make_shared<StreamOutbox>([] {}));
      auto stream = std::make_shared<LiveStream>(two, metrics_, outboxes.back(), [] {});
      stream->receive_text(std::string(update).replace(update.find("MODEL"), 5, name));
      stream->receive_audio(bytes(0.5));
      streams.push_back(std::move(stream));
    }
    const std::span<const std::shared_ptr<Job>> all(streams);
    all.front()->work(all, tools_);
    for (std::size_t i = 0; i < all.size(); ++i)
      if (all[i]->has_more()) all[i]->work(all.subspan(i, 1), tools_);
    std::vector<json> found;
    for (const std::shared_ptr<StreamOutbox>& outbox : outboxes) {
      std::string event;
      while (outbox->take(event))
        if (json row = json::parse(event); row["type"] == "measurement") found.push_back(std::move(row));
    }
    return found;
  };
  const std::vector<json> first = rows({"affectus"}), second = rows({"affectus-mfb"});
  ASSERT_EQ(first.size() + second.size(), 2U);
  ASSERT_NE(first, second);
  EXPECT_EQ(rows({"affectus", "affectus-mfb"}), (std::vector<json>{first[0], second[0]}));
  EXPECT_EQ(rows({"affectus-mfb", "affectus"}), (std::vector<json>{second[0], first[0]}));
}

TEST_F(LiveStreamTest, WhatComesFasterThanItCanBeSpokenIsNoLiveStream) {
  EXPECT_EQ(stream_->job_class(), JobClass::live);
  stream_->receive_audio(bytes(2));
  work();
  EXPECT_EQ(stream_->job_class(), JobClass::live);
  stream_->receive_audio(bytes(20));
  work();
  EXPECT_EQ(stream_->job_class(), JobClass::lengthy);
}

TEST(StreamOutboxTest, TheOldestMeasurementsAreDroppedAndCounted) {
  StreamOutbox outbox([] {});
  outbox.put("first");
  for (std::size_t i = 0; i < StreamOutbox::most_measurements + 10; ++i) outbox.put_measurement(std::to_string(i));
  outbox.put("last");
  outbox.end();
  EXPECT_EQ(outbox.dropped(), 10U);
  std::string event;
  ASSERT_TRUE(outbox.take(event));
  EXPECT_EQ(event, "first");
  for (std::size_t i = 0; i < StreamOutbox::most_measurements; ++i) {
    ASSERT_TRUE(outbox.take(event));
    EXPECT_EQ(event, std::to_string(i + 10));
  }
  EXPECT_FALSE(outbox.is_over());
  ASSERT_TRUE(outbox.take(event));
  EXPECT_EQ(event, "last");
  EXPECT_TRUE(outbox.is_over());
  EXPECT_FALSE(outbox.take(event));
}

}  // namespace
}  // namespace affectus
