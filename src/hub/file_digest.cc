#include "hub/file_digest.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

#include "affectus/error.h"

namespace affectus {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

std::string digest(const std::filesystem::path& file, const EVP_MD* algorithm, const std::string& head,
                   const std::function<void()>& every_block) {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  if (EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1)
    throw Error(ErrorCode::unsupported, file.string() + ": its hash cannot be checked: this system's OpenSSL refuses " +
                                            EVP_MD_get0_name(algorithm));
  EVP_DigestUpdate(context.get(), head.data(), head.size());
  std::ifstream stream(file, std::ios::binary);
  std::vector<char> block(1 << 20);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) || stream.gcount() > 0) {
    EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(stream.gcount()));
    if (every_block) every_block();
  }
  if (!stream.eof()) throw Error(ErrorCode::unreadable, file.string() + ": cannot be read");
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), bytes.data(), &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    constexpr const char* digits = "0123456789abcdef";
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15];
  }
  return text;
}

}  // namespace

std::string sha256_of_file(const std::filesystem::path& file, const std::function<void()>& every_block) {
  return digest(file, EVP_sha256(), "", every_block);
}

std::string git_blob_of_file(const std::filesystem::path& file, const std::function<void()>& every_block) {
  const std::string head = "blob " + std::to_string(std::filesystem::file_size(file)) + std::string(1, '\0');
  return digest(file, EVP_sha1(), head, every_block);
}

}  // namespace affectus
