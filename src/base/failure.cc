#include "base/failure.h"

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
  } catch (const std::system_error& error) {  // std::filesystem's among them
    return {ErrorCode::unreadable, where + error.code().message()};
  } catch (const std::exception& error) {
    return {ErrorCode::unsupported, where + error.what()};
  } catch (...) {
    return {ErrorCode::unsupported, where + "failed without a word"};
  }
}

}  // namespace affectus
