#include "base/failure.h"

#include <filesystem>
#include <new>
#include <system_error>

namespace affectus {

Failure failure_of(const std::exception_ptr& exception, const std::string& about) {
  const std::string where = about.empty() ? "" : about + ": ";
  try {
    std::rethrow_exception(exception);
  } catch (const Error& error) {
    return {error.code(), error.what()};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::unsupported, where + "needs more memory than there is"};
  } catch (const std::filesystem::filesystem_error& error) {
    const std::string path = error.path1().string();
    return {ErrorCode::unreadable, where + (path.empty() || path == about ? "" : path + ": ") + error.code().message()};
  } catch (const std::system_error& error) {
    return {ErrorCode::unreadable, where + error.code().message()};
  } catch (const std::exception& error) {
    return {ErrorCode::unsupported, where + error.what()};
  } catch (...) {
    return {ErrorCode::unsupported, where + "failed without a word"};
  }
}

void throw_cancelled() { throw Error(ErrorCode::cancelled, "stopped before the end"); }

}  // namespace affectus
