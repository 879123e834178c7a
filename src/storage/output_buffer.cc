#include "storage/output_buffer.h"

#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "storage/file_descriptor.h"
#include "storage/output_place.h"

namespace affectus {

OutputBuffer::OutputBuffer(int descriptor, std::filesystem::path output, FileSystem& system)
    : descriptor_(descriptor), output_(std::move(output)), system_(system), bytes_(std::size_t{64} * 1024) {
  setp(bytes_.data(), bytes_.data() + bytes_.size());
}

void OutputBuffer::write() {
  const std::string_view bytes(pbase(), static_cast<std::size_t>(pptr() - pbase()));
  setp(bytes_.data(), bytes_.data() + bytes_.size());
  if (!write_all(descriptor_, bytes, system_)) throw_unwritable(output_, errno);
  place_ += static_cast<off_type>(bytes.size());
}

OutputBuffer::int_type OutputBuffer::overflow(int_type character) {
  write();
  return traits_type::eq_int_type(character, traits_type::eof()) ? traits_type::not_eof(character)
                                                                 : sputc(traits_type::to_char_type(character));
}

int OutputBuffer::sync() {
  write();
  return 0;
}

OutputBuffer::pos_type OutputBuffer::seekoff(off_type offset, std::ios_base::seekdir from, std::ios_base::openmode) {
  if (from == std::ios_base::cur && offset == 0) return place_ + (pptr() - pbase());
  write();
  const int whence = from == std::ios_base::beg ? SEEK_SET : from == std::ios_base::cur ? SEEK_CUR : SEEK_END;
  const off_t place = system_.lseek(descriptor_, offset, whence);
  if (place < 0) throw_unwritable(output_, errno);
  return place_ = place;
}

OutputBuffer::pos_type OutputBuffer::seekpos(pos_type place, std::ios_base::openmode which) {
  return seekoff(place, std::ios_base::beg, which);
}

}  // namespace affectus
