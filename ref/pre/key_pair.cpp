#include "pre/key_pair.hpp"

#include "base/error.hpp"

namespace emrshare {

void require_preimage(const ParameterSet& set, const Poly& f_prime, std::string_view check) {
    require_size(set, f_prime, check, "f'");
    require(infinity_norm(f_prime) <= (set.q - 3) / 4, check, "f'", "a coefficient exceeds (q - 3)/4");
}

} // namespace emrshare
