#include "base/memory.hpp"

#include <crypto++/misc.h>

namespace emrshare {

void wipe(void* data, std::size_t size) noexcept {
    CryptoPP::SecureWipeBuffer(static_cast<CryptoPP::byte*>(data), size);
}

} // namespace emrshare
