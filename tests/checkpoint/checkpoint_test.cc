// Checkpoints that PyTorch and safetensors wrote (make_checkpoint_goldens.py), and files that nobody should trust.
#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <functional>

#include "affectus/error.h"
#include "checkpoint/checkpoint_index.h"
#include "checkpoint/checkpoint_tensors.h"
#include "checkpoint/pytorch_file.h"
#include "checkpoint/tensor_pickle.h"
#include "failure.h"
#include "storage/files.h"
#include "storage/safetensors_storage.h"
#include "temporary_folder.h"

namespace affectus {
namespace {

using ::testing::AllOf;
using testing::failure;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

const std::filesystem::path goldens = AFFECTUS_SOURCE_DIR "/tests/checkpoint/golden";

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

void expect_same(const std::map<std::string, RawTensor>& found, const std::map<std::string, RawTensor>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    ASSERT_TRUE(found.contains(name)) << name;
    EXPECT_EQ(found.at(name).type, tensor.type) << name;
    EXPECT_EQ(found.at(name).shape, tensor.shape) << name;
    EXPECT_TRUE(std::ranges::equal(found.at(name).bytes, tensor.bytes)) << name;
  }
}

class PytorchGoldenTest : public ::testing::TestWithParam<const char*> {};

TEST_P(PytorchGoldenTest, HoldsWhatSafetensorsHolds) {
  const std::string name = GetParam();
  const auto found = PytorchFile::open(goldens / (name + ".bin"));
  const auto expected = open_safetensors(goldens / ((name == "protocol4" ? "plain" : name) + ".safetensors"));
  expect_same(found.tensors(), expected.entries());
}

INSTANTIATE_TEST_SUITE_P(Files, PytorchGoldenTest, ::testing::Values("plain", "views", "module", "nested", "protocol4"),
                         [](const auto& name) { return std::string(name.param); });

TEST(PytorchFileTest, AnOlderFormatSaysHowToConvertIt) {
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "legacy.bin"); }),
              AllOf(HasSubstr("legacy.bin"), HasSubstr("PyTorch 1.6"), HasSubstr("weights_only=True")));
}

TEST(PytorchFileTest, ProgramsAreRefusedByNameAndNotRun) {
  const std::filesystem::path trace = "/tmp/affectus-was-here";  // of the first one
  EXPECT_THAT(read_file(goldens / "malicious_system.bin"), HasSubstr("touch " + trace.string()));
  std::filesystem::remove(trace);
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "malicious_system.bin"); }),
              HasSubstr("found the global posix.system"));
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "malicious_eval.bin"); }),
              HasSubstr("found the global __builtin__.eval"));
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "malicious_getattr.bin"); }),
              HasSubstr("found the global __builtin__.getattr"));
  EXPECT_FALSE(std::filesystem::exists(trace));
}

TEST(PytorchFileTest, NestingCostsNothing) {
  EXPECT_TRUE(PytorchFile::open(goldens / "nested_lists.bin").tensors().empty());
}

TEST(PytorchFileTest, ManyViewsOfOneStorageAreRefused) {
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "many_views.bin"); }), HasSubstr("expected at most as many bytes"));
}

TEST(PytorchFileTest, OtherFilesAreNamed) {
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "plain.safetensors"); }),
              HasSubstr("plain.safetensors: zip archive"));
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "compressed.bin"); }), HasSubstr("found it compressed"));
  EXPECT_THAT(failure([] { PytorchFile::open(goldens / "nothing.bin"); }), HasSubstr("nothing.bin"));
}

bool is_within(std::span<const std::byte> part, std::span<const std::byte> whole) {
  return part.empty() || (std::less_equal<>()(whole.data(), part.data()) &&
                          std::less_equal<>()(part.data() + part.size(), whole.data() + whole.size()));
}

TEST(PytorchFileTest, CutOrDamagedFilesEndInAnErrorOrInTensorsWithinTheFile) {
  for (const char* name : {"views.bin", "nested.bin", "protocol4.bin"}) {
    const std::string whole = read_file(goldens / name);
    std::size_t parsed = 0, refused = 0;
    const auto parse = [&](const std::string& content) {
      std::deque<std::vector<std::byte>> copies;
      try {
        for (const auto& [tensor, raw] : parse_pytorch_archive(bytes_of(content), name, copies))
          EXPECT_TRUE(
              is_within(raw.bytes, bytes_of(content)) ||
              std::ranges::any_of(copies, [&, &bytes = raw.bytes](const auto& copy) { return is_within(bytes, copy); }))
              << name << ": " << tensor;
        ++parsed;
      } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr(name));
        ++refused;
      }
    };
    for (std::size_t size = 0; size < whole.size(); size += 3) parse(whole.substr(0, size));
    std::string damaged = whole;
    for (std::size_t i = 0; i < whole.size(); ++i)
      for (const char flip : {'\x01', '\x80', '\xff'}) {
        damaged[i] = static_cast<char>(whole[i] ^ flip);
        parse(damaged);
        damaged[i] = whole[i];
      }
    EXPECT_GT(parsed, 0U) << name;  // another value, say
    EXPECT_GT(refused, whole.size() / 3) << name;
  }
}

// Small programs by hand: "c" module \n name \n is a global, "(" ... "t" a tuple, "Q" a storage, "R" a call.
std::string pickle(const std::string& tensor) { return std::string("\x80\x02}X\x01\0\0\0w", 9) + tensor + "s."; }
std::string number(std::int32_t value) { return "J" + std::string(reinterpret_cast<const char*>(&value), 4); }
std::string tensor(std::int32_t elements, std::int32_t offset, std::int32_t extent, std::int32_t stride) {
  return "ctorch._utils\n_rebuild_tensor_v2\n((U\x07storagectorch\nFloatStorage\nU\x01"
         "0U\x03"
         "cpu" +
         number(elements) + "tQ" + number(offset) + "(" + number(extent) + "t(" + number(stride) + "t\x89}tR";
}

TEST(TensorPickleTest, ReadsWhatATensorIs) {
  const auto tensors = read_tensor_pickle(bytes_of(pickle(tensor(6, 2, 3, 1))), "a.bin");
  ASSERT_EQ(tensors.size(), 1);
  EXPECT_EQ(tensors[0].name, "w");
  EXPECT_EQ(tensors[0].storage, "0");
  EXPECT_EQ(tensors[0].storage_elements, 6);
  EXPECT_EQ(tensors[0].offset, 2);
  EXPECT_EQ(tensors[0].shape, std::vector<std::uint64_t>{3});
}

TEST(TensorPickleTest, WhatCannotBeATensorIsRefused) {
  const auto refusal = [](const std::string& program) {
    return failure([&] { read_tensor_pickle(bytes_of(program), "a.bin"); });
  };
  EXPECT_THAT(refusal(pickle(tensor(-1, 0, 3, 1))), HasSubstr("number of elements, found -1"));
  EXPECT_THAT(refusal(pickle(tensor(6, -2, 3, 1))), HasSubstr("offset, found -2"));
  EXPECT_THAT(refusal(pickle(tensor(6, 0, -3, 1))), HasSubstr("shape, found -3"));
  EXPECT_THAT(refusal(pickle(tensor(6, 0, 3, -1))), HasSubstr("stride, found -1"));
  EXPECT_THAT(refusal(""), HasSubstr("expected a whole pickle"));
  EXPECT_THAT(refusal("\x80\x02]."), HasSubstr("expected a dictionary of tensors"));
  EXPECT_THAT(refusal("\x80\x02t."), HasSubstr("expected a mark"));
  EXPECT_THAT(refusal("\x80\x02s."), HasSubstr("expected a value"));
  EXPECT_THAT(refusal("\x80\x02(0."), HasSubstr("expected a value"));
  EXPECT_THAT(refusal(std::string("\x80\x02h\x05.", 5)), HasSubstr("none under 5"));
  EXPECT_THAT(refusal("\x80\x02i."), HasSubstr("the instruction 0x69"));
  EXPECT_THAT(refusal(std::string("\x80\x02X\xff\xff\xff\xff", 7)), HasSubstr("expected a whole pickle"));
}

// What a pickle shares costs it few bytes: "q" remembers a value, "h" recalls it.
TEST(TensorPickleTest, WhatIsSharedIsBounded) {
  const auto refusal = [](const std::string& program) {
    return failure([&] { read_tensor_pickle(bytes_of(program), "a.bin"); });
  };
  const std::string storage =
      "(U\x07storagectorch\nFloatStorage\nU\x01"
      "0U\x03"
      "cpu" +
      number(6) + "tQq" + std::string(1, '\0') + "0";
  const std::string function =
      "ctorch._utils\n_rebuild_tensor_v2\nq\x01"
      "0";
  const std::string call = "h\x01(h" + std::string(1, '\0') + number(0) + "h\x02h\x02\x89}tR0";
  const auto with_shape = [&](const std::string& shape, std::size_t calls) {
    std::string program = "\x80\x02" + storage + function + "(" + shape +
                          "tq\x02"
                          "0";
    for (std::size_t i = 0; i < calls; ++i) program += call;
    return program + "}.";
  };
  std::string huge;
  for (int i = 0; i < 30'000; ++i) huge += "K\x01";
  EXPECT_THAT(refusal(with_shape(huge, 10'000)), HasSubstr("expected at most 64 extents of a tensor, found 30000"));
  EXPECT_THAT(refusal(with_shape("K\x06", 70'000)), HasSubstr("expected at most 65536 tensors, found more"));
  EXPECT_TRUE(read_tensor_pickle(bytes_of(with_shape("K\x06", 10)), "a.bin").empty());

  EXPECT_THAT(refusal("\x80\x02]" + std::string(3'000'000, '\x94')), HasSubstr("remembered values"));
  EXPECT_THAT(refusal("\x80\x02" + std::string(3'000'000, 'N')), HasSubstr("values in a pickle"));
  EXPECT_THAT(refusal("\x80\x02" + std::string(3'000'000, '(')), HasSubstr("fewer marks"));
  EXPECT_THAT(refusal(std::string(65 << 20, 'N')), HasSubstr("a pickle of at most"));
}

// The arguments of a call are looked at, not copied.
TEST(TensorPickleTest, ManyCallsWithManyArgumentsTakeNoTime) {
  std::string program = "\x80\x02" + tensor(6, 0, 3, 1) + "q" + std::string(1, '\0') + "0(h" + std::string(1, '\0');
  for (int i = 0; i < 1'000'000; ++i) program += 'N';
  program +=
      "tq\x01"
      "0ctorch._utils\n_rebuild_parameter\nq\x02"
      "0";
  for (int i = 0; i < 300'000; ++i) program += "h\x02h\x01R0";
  EXPECT_TRUE(read_tensor_pickle(bytes_of(program + "}."), "a.bin").empty());
}

TEST(TensorPickleTest, NamesAreShortAndEachOnce) {
  const auto named = [](const std::string& name, int times) {
    std::string program = "\x80\x02}" + tensor(6, 0, 3, 1) + "q" + std::string(1, '\0') + "0";
    const auto size = static_cast<std::uint32_t>(name.size());
    const std::string text = "X" + std::string(reinterpret_cast<const char*>(&size), 4) + name;
    for (int i = 0; i < times; ++i) program += text + "h" + std::string(1, '\0') + "s";
    return program + ".";
  };
  EXPECT_EQ(read_tensor_pickle(bytes_of(named("w", 1)), "a.bin").size(), 1);
  EXPECT_THAT(failure([&] { read_tensor_pickle(bytes_of(named("w", 2)), "a.bin"); }), HasSubstr("one tensor w, found two"));
  EXPECT_THAT(failure([&] { read_tensor_pickle(bytes_of(named(std::string(5000, 'w'), 1)), "a.bin"); }),
              HasSubstr("short names of tensors, found one of 5000 bytes"));
}

TEST(CheckpointTensorsTest, WhatLiesInPlaceOfWeightsIsCalledThat) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 16424136\n";
  const auto refusal = [](const std::string& name, const std::string& content) {
    TemporaryFolder folder;
    write_file_atomically(folder / name, [&](std::ostream& out) { out << content; });
    return failure([&] { CheckpointTensors::open(folder.path()); }, ErrorCode::invalid_format);
  };
  for (const char* name : {"model.safetensors", "pytorch_model.bin"}) {
    EXPECT_THAT(refusal(name, pointer), HasSubstr(std::string(name) + ": a Git LFS pointer, not weights: git lfs pull"));
    EXPECT_THAT(refusal(name, "<!DOCTYPE html>\n<html>"), HasSubstr(std::string(name) + ": a web page (HTML), not weights"));
    EXPECT_THAT(refusal(name, ""), HasSubstr(std::string(name) + ": an empty file, not weights"));
    EXPECT_THAT(refusal(name, "Entry not found"), HasSubstr(": a text, not weights: 'Entry not found'"));
  }
  EXPECT_THAT(refusal("model.safetensors.index.json", pointer), HasSubstr("a Git LFS pointer, not an index of weights"));
}

TEST(CheckpointTensorsTest, ShardsAreOneCheckpoint) {
  const auto whole = open_safetensors(goldens / "plain.safetensors");
  std::map<std::string, RawTensor> expected;
  for (const char* name : {"f32", "f16", "i64", "scalar"}) expected.emplace(name, whole.entries().at(name));
  for (const char* folder : {"sharded_safetensors", "sharded_bin"})
    expect_same(CheckpointTensors::open(goldens / folder).tensors(), expected);
}

TEST(CheckpointTensorsTest, AnIndexThatDoesNotFitIsRefused) {
  TemporaryFolder folder;
  for (const auto& entry : std::filesystem::directory_iterator(goldens / "sharded_safetensors"))
    std::filesystem::copy(entry.path(), folder.path());
  const std::filesystem::path index = folder / "model.safetensors.index.json";
  const std::string good = read_file(index);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    write_file_atomically(index, [&](std::ostream& out) { out << text; });
    return failure([&] { CheckpointTensors::open(folder.path()); });
  };
  EXPECT_THAT(with("\"f16\"", "\"other\""), HasSubstr("tensor f16 in no file"));
  EXPECT_THAT(with("\"weight_map\": {", "\"weight_map\": {\"more\": \"model-00001-of-00002.safetensors\", "),
              HasSubstr("tensor more in model-00001"));
  EXPECT_THAT(with("00001-of", "00007-of"), HasSubstr("00007-of"));
  EXPECT_THAT(with("\"model-00001", "\"../model-00001"), HasSubstr("the name of a file beside it"));
}

TEST(CheckpointIndexTest, IsAMapOfNames) {
  EXPECT_THAT(failure([] { parse_checkpoint_index("[]", "i"); }), HasSubstr("weight_map"));
  EXPECT_THAT(failure([] { parse_checkpoint_index(R"({"weight_map": {"a": 1}})", "i"); }), HasSubstr("tensor a"));
  EXPECT_THAT(failure([] { parse_checkpoint_index(R"({"weight_map": {"a": ""}})", "i"); }), HasSubstr("tensor a"));
}

TEST(CheckpointTensorsTest, AFolderWithoutWeightsSaysWhatWasExpected) {
  TemporaryFolder folder;
  EXPECT_FALSE(CheckpointTensors::are_in(folder.path()));
  EXPECT_TRUE(CheckpointTensors::are_in(goldens / "sharded_bin"));
  EXPECT_THAT(failure([&] { CheckpointTensors::open(folder.path()); }),
              HasSubstr("expected model.safetensors, pytorch_model.bin"));
}

}  // namespace
}  // namespace affectus
