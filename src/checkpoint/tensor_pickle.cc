#include "checkpoint/tensor_pickle.h"

#include <array>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "affectus/error.h"

namespace affectus {
namespace {

// A value on the stack. Containers refer to others by their number, so that a value that contains itself, or a thousand
// nested ones, cost nothing.
struct Value {
  enum class Kind {
    none,
    number,
    text,
    list,
    tuple,
    dictionary,
    function,
    storage_type,
    element_type,
    storage,
    tensor,
    other
  };
  Kind kind = Kind::none;
  std::int64_t number = 0;           // also of true and false
  std::string_view text;             // also the name of a function, the key of a storage
  std::vector<std::uint32_t> items;  // of a dictionary: key, value, key, value
  std::optional<TensorType> type;    // of a storage (absent: bytes without a type), an element type
  std::uint32_t tensor = 0;          // index into the tensors
};
using Kind = Value::Kind;
using Index = std::uint32_t;

// Values can be shared at a few bytes each, so what is made of them must be bounded as well. The largest models have some
// thousand tensors of at most 6 extents, at about 40 values each.
constexpr std::size_t most_values = 1 << 21;
constexpr std::size_t most_tensors = 1 << 16;
constexpr std::size_t most_extents = 64;  // PyTorch's own bound
constexpr std::size_t longest_name = 1024;
constexpr std::size_t largest_pickle = 64 << 20;

// PyTorch's names; "torch." stands before them, and before those of storages "torch." or "torch.storage.".
const std::map<std::string_view, std::optional<TensorType>> storage_types = {
    {"DoubleStorage", TensorType::f64},    {"FloatStorage", TensorType::f32}, {"HalfStorage", TensorType::f16},
    {"BFloat16Storage", TensorType::bf16}, {"LongStorage", TensorType::i64},  {"IntStorage", TensorType::i32},
    {"ShortStorage", TensorType::i16},     {"CharStorage", TensorType::i8},   {"ByteStorage", TensorType::u8},
    {"BoolStorage", TensorType::boolean},  {"UntypedStorage", std::nullopt},
};
const std::map<std::string_view, TensorType> element_types = {
    {"float64", TensorType::f64},   {"float32", TensorType::f32}, {"float16", TensorType::f16},
    {"bfloat16", TensorType::bf16}, {"int64", TensorType::i64},   {"int32", TensorType::i32},
    {"int16", TensorType::i16},     {"int8", TensorType::i8},     {"uint8", TensorType::u8},
    {"bool", TensorType::boolean},
};
constexpr std::array<std::string_view, 6> functions = {"collections.OrderedDict",
                                                       "torch._utils._rebuild_tensor_v2",
                                                       "torch._utils._rebuild_tensor_v3",
                                                       "torch._utils._rebuild_parameter",
                                                       "torch.Size",
                                                       "torch.device"};

class Machine {
 public:
  Machine(std::span<const std::byte> program, const std::string& file) : program_(program), file_(file) {}

  std::vector<PickledTensor> run() {
    if (program_.size() > largest_pickle)
      fail("a pickle of at most " + std::to_string(largest_pickle) + " bytes", std::to_string(program_.size()));
    while (!stopped_) step(static_cast<unsigned char>(take(1)[0]));
    const Value& top = value(pop());
    std::vector<PickledTensor> result;
    std::set<std::string_view> names;
    const Value* dictionary = expect(top, Kind::dictionary, "a dictionary of tensors");
    for (std::size_t i = 0; i + 1 < dictionary->items.size(); i += 2)
      if (value(dictionary->items[i]).kind == Kind::text && value(dictionary->items[i]).text == "state_dict" &&
          value(dictionary->items[i + 1]).kind == Kind::dictionary) {
        dictionary = &value(dictionary->items[i + 1]);
        break;
      }
    for (std::size_t i = 0; i + 1 < dictionary->items.size(); i += 2) {
      const Value& name = value(dictionary->items[i]);
      const Value& content = value(dictionary->items[i + 1]);
      if (content.kind != Kind::tensor) continue;
      if (name.kind != Kind::text) fail("a text as the name of a tensor", "something else");
      if (name.text.size() > longest_name)
        fail("short names of tensors", "one of " + std::to_string(name.text.size()) + " bytes");
      if (!names.insert(name.text).second) fail("one tensor " + std::string(name.text), "two");
      result.push_back(tensors_[content.tensor]);
      result.back().name = std::string(name.text);
    }
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& expected, const std::string& found) const {
    throw Error(ErrorCode::invalid_format, file_ + ": expected " + expected + ", found " + found);
  }

  // The program's bytes.
  std::string_view take(std::uint64_t count) {
    if (count > program_.size() - at_) fail("a whole pickle", "its end after " + std::to_string(program_.size()) + " bytes");
    const std::string_view bytes(reinterpret_cast<const char*>(program_.data()) + at_, count);
    at_ += count;
    return bytes;
  }
  template <typename Number>
  Number take_number() {
    Number number;
    std::memcpy(&number, take(sizeof number).data(), sizeof number);
    return number;
  }
  std::string_view take_line() {
    const std::string_view rest(reinterpret_cast<const char*>(program_.data()) + at_, program_.size() - at_);
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) fail("a line", "the end of the pickle");
    at_ += end + 1;
    return rest.substr(0, end);
  }

  // Values and the stack.
  Value& value(Index index) { return values_[index]; }
  Index make(Value made) {
    if (values_.size() == most_values) fail("at most " + std::to_string(most_values) + " values in a pickle", "more");
    values_.push_back(std::move(made));
    return static_cast<Index>(values_.size() - 1);
  }
  void push(Value made) { stack_.push_back(make(std::move(made))); }
  Index pop() {
    if (stack_.empty() || (!marks_.empty() && stack_.size() == marks_.back())) fail("a value on the pickle's stack", "none");
    const Index top = stack_.back();
    stack_.pop_back();
    return top;
  }
  Index top() {
    const Index index = pop();
    stack_.push_back(index);
    return index;
  }
  std::vector<Index> pop_to_mark() {
    if (marks_.empty()) fail("a mark on the pickle's stack", "none");
    std::vector<Index> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()), stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return items;
  }
  const Value* expect(const Value& found, Kind kind, const char* what) {
    if (found.kind != kind) fail(what, "something else in the pickle");
    return &found;
  }
  void push_number(std::int64_t number) { push({.kind = Kind::number, .number = number}); }
  void push_text(std::uint64_t size) { push({.kind = Kind::text, .text = take(size)}); }
  void push_tuple(std::size_t count) {
    std::vector<Index> items(count);
    for (std::size_t i = count; i > 0; --i) items[i - 1] = pop();
    push({.kind = Kind::tuple, .items = std::move(items)});
  }
  void remember(std::uint64_t key) {
    if (memo_.size() == most_values) fail("at most " + std::to_string(most_values) + " remembered values", "more");
    memo_[key] = top();
  }
  void recall(std::uint64_t key) {
    const auto found = memo_.find(key);
    if (found == memo_.end()) fail("a remembered value", "none under " + std::to_string(key));
    stack_.push_back(found->second);
  }

  void step(unsigned char instruction) {
    switch (instruction) {
      case 0x80:  // PROTO
        take(1);
        return;
      case 0x95:  // FRAME
        take(8);
        return;
      case '.':
        stopped_ = true;
        return;
      case '(':
        if (marks_.size() == most_values) fail("fewer marks", "too many");
        marks_.push_back(stack_.size());
        return;
      case '0':
        pop();
        return;
      case '1':
        pop_to_mark();
        return;
      case 'N':
        return push({});
      case 0x88:  // NEWTRUE
        return push_number(1);
      case 0x89:  // NEWFALSE
        return push_number(0);
      case 'K':
        return push_number(take_number<std::uint8_t>());
      case 'M':
        return push_number(take_number<std::uint16_t>());
      case 'J':
        return push_number(take_number<std::int32_t>());
      case 0x8a:  // LONG1
        return push_long(take_number<std::uint8_t>());
      case 'G':  // a float is never part of a tensor's description
        take(8);
        return push({.kind = Kind::other});
      case 'X':
      case 'T':
      case 'B':
        return push_text(take_number<std::uint32_t>());
      case 0x8c:  // SHORT_BINUNICODE
      case 'U':
      case 'C':
        return push_text(take_number<std::uint8_t>());
      case 0x8d:  // BINUNICODE8
        return push_text(take_number<std::uint64_t>());
      default:
        return build(instruction);
    }
  }

  void build(unsigned char instruction) {
    switch (instruction) {
      case '}':
        return push({.kind = Kind::dictionary});
      case ']':
        return push({.kind = Kind::list});
      case ')':
        return push({.kind = Kind::tuple});
      case 't':
        return push({.kind = Kind::tuple, .items = pop_to_mark()});
      case 0x85:  // TUPLE1 to TUPLE3
      case 0x86:
      case 0x87:
        return push_tuple(instruction - 0x84);
      case 'a':
        return add_items({pop()}, Kind::list);
      case 'e':
        return add_items(pop_to_mark(), Kind::list);
      case 's': {
        const Index content = pop();
        const Index key = pop();
        return add_items({key, content}, Kind::dictionary);
      }
      case 'u':
        return add_items(pop_to_mark(), Kind::dictionary);
      case 'q':
        return remember(take_number<std::uint8_t>());
      case 'r':
        return remember(take_number<std::uint32_t>());
      case 0x94:  // MEMOIZE
        return remember(memo_.size());
      case 'h':
        return recall(take_number<std::uint8_t>());
      case 'j':
        return recall(take_number<std::uint32_t>());
      case 'c': {
        const std::string_view module = take_line();
        return push_global(module, take_line());
      }
      case 0x93: {  // STACK_GLOBAL
        const std::string_view name = expect(value(pop()), Kind::text, "a global's name")->text;
        return push_global(expect(value(pop()), Kind::text, "a global's module")->text, name);
      }
      case 'Q':
        return push_storage();
      case 'R':
        return call();
      case 'b': {  // BUILD: attributes of what was built; dictionaries and tensors need none
        pop();
        const Kind kind = value(top()).kind;
        if (kind != Kind::dictionary && kind != Kind::tensor)
          fail("attributes of a dictionary or tensor", "those of another object");
        return;
      }
      default: {
        std::array<char, 8> code;
        std::snprintf(code.data(), code.size(), "0x%02x", instruction);
        fail("a pickle of tensors only", std::string("the instruction ") + code.data());
      }
    }
  }

  void push_long(std::size_t size) {
    const std::string_view bytes = take(size);
    if (size > 8) fail("a whole number of 64 bits", "a longer one");
    std::uint64_t number = size > 0 && (bytes.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    std::memcpy(&number, bytes.data(), size);
    push_number(static_cast<std::int64_t>(number));
  }

  void add_items(const std::vector<Index>& items, Kind kind) {
    Value& container = value(top());
    expect(container, kind, kind == Kind::list ? "a list to add to" : "a dictionary to add to");
    if (kind == Kind::dictionary && items.size() % 2 != 0) fail("keys and values in pairs", "a key without a value");
    container.items.insert(container.items.end(), items.begin(), items.end());
  }

  void push_global(std::string_view module, std::string_view name) {
    const std::string full = std::string(module) + "." + std::string(name);
    if (module == "torch" || module == "torch.storage") {
      if (const auto storage = storage_types.find(name); storage != storage_types.end())
        return push({.kind = Kind::storage_type, .type = storage->second});
      if (const auto element = element_types.find(name); module == "torch" && element != element_types.end())
        return push({.kind = Kind::element_type, .type = element->second});
    }
    for (const std::string_view function : functions)
      if (full == function) return push({.kind = Kind::function, .text = function});
    fail("a pickle of tensors only", "the global " + full.substr(0, 200));
  }

  // ('storage', type, key, place, elements)
  void push_storage() {
    const Value& identifier = *expect(value(pop()), Kind::tuple, "a storage's description");
    if (identifier.items.size() != 5) fail("five parts of a storage's description", std::to_string(identifier.items.size()));
    const Value& type = *expect(value(identifier.items[1]), Kind::storage_type, "a storage's type");
    const Value& key = *expect(value(identifier.items[2]), Kind::text, "a storage's key");
    const Value& elements = *expect(value(identifier.items[4]), Kind::number, "a storage's number of elements");
    if (elements.number < 0) fail("a storage's number of elements", std::to_string(elements.number));
    if (key.text.size() > longest_name)
      fail("a storage's short key", "one of " + std::to_string(key.text.size()) + " bytes");
    push({.kind = Kind::storage, .number = elements.number, .text = key.text, .type = type.type});
  }

  void call() {
    const Value& arguments = value(pop());
    const Value& function = value(pop());
    expect(arguments, Kind::tuple, "a call's arguments");
    expect(function, Kind::function, "a function to call");
    if (function.text == "collections.OrderedDict") {
      if (!arguments.items.empty()) fail("an empty dictionary to fill", "one with content");
      return push({.kind = Kind::dictionary});
    }
    if (function.text == "torch._utils._rebuild_tensor_v2") return push_tensor(arguments, 6, std::nullopt);
    if (function.text == "torch._utils._rebuild_tensor_v3") {
      if (arguments.items.size() < 7) fail("seven parts of a tensor", std::to_string(arguments.items.size()));
      return push_tensor(arguments, 7, expect(value(arguments.items[6]), Kind::element_type, "a tensor's type")->type);
    }
    if (function.text == "torch._utils._rebuild_parameter") {
      if (arguments.items.empty()) fail("a tensor to make a parameter of", "none");
      expect(value(arguments.items[0]), Kind::tensor, "a tensor to make a parameter of");
      stack_.push_back(arguments.items[0]);
      return;
    }
    push({.kind = Kind::other});  // torch.Size, torch.device
  }

  std::vector<std::uint64_t> counts(Index index, const char* what) {
    const Value& list = value(index);
    if (list.kind != Kind::tuple && list.kind != Kind::list) fail(what, "something else in the pickle");
    if (list.items.size() > most_extents)
      fail("at most " + std::to_string(most_extents) + " extents of a tensor", std::to_string(list.items.size()));
    std::vector<std::uint64_t> result;
    for (const Index item : list.items) {
      const std::int64_t number = expect(value(item), Kind::number, what)->number;
      if (number < 0) fail(what, std::to_string(number));
      result.push_back(static_cast<std::uint64_t>(number));
    }
    return result;
  }

  // (storage, offset, shape, stride, ...)
  void push_tensor(const Value& arguments, std::size_t parts, std::optional<TensorType> type) {
    if (arguments.items.size() < parts)
      fail(std::to_string(parts) + " parts of a tensor", std::to_string(arguments.items.size()));
    if (tensors_.size() == most_tensors) fail("at most " + std::to_string(most_tensors) + " tensors", "more");
    const Value& storage = *expect(value(arguments.items[0]), Kind::storage, "a tensor's storage");
    const std::int64_t offset = expect(value(arguments.items[1]), Kind::number, "a tensor's offset")->number;
    if (offset < 0) fail("a tensor's offset", std::to_string(offset));
    PickledTensor tensor{.name = {},
                         .storage = std::string(storage.text),
                         .storage_elements = static_cast<std::uint64_t>(storage.number),
                         .offset = static_cast<std::uint64_t>(offset),
                         .shape = counts(arguments.items[2], "a tensor's shape"),
                         .stride = counts(arguments.items[3], "a tensor's stride")};
    if (!type && !storage.type) fail("a tensor's type", "none");
    tensor.type = type ? *type : *storage.type;
    if (!storage.type) tensor.storage_elements /= byte_size(tensor.type);
    if (tensor.stride.size() != tensor.shape.size()) fail("as many strides as extents of a tensor", "another number");
    tensors_.push_back(std::move(tensor));
    push({.kind = Kind::tensor, .tensor = static_cast<Index>(tensors_.size() - 1)});
  }

  std::span<const std::byte> program_;
  const std::string& file_;
  std::size_t at_ = 0;
  bool stopped_ = false;
  std::deque<Value> values_;  // stay where they are as others are made
  std::vector<Index> stack_;
  std::vector<std::size_t> marks_;
  std::map<std::uint64_t, Index> memo_;
  std::vector<PickledTensor> tensors_;
};

}  // namespace

std::vector<PickledTensor> read_tensor_pickle(std::span<const std::byte> pickle, const std::string& file) {
  return Machine(pickle, file).run();
}

}  // namespace affectus
