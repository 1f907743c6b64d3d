#include "estimate/core_svp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace emrshare::kat::estimate {
namespace {

/// ln V after 0, 1, 2, ... equations.
std::vector<double> ln_volumes(const ShortVector& vector) {
    double ln_volume = vector.ln_index;
    for (const Block& block : vector.secrets)
        ln_volume -= static_cast<double>(block.count) * std::log(block.deviation);
    std::vector<double> volumes{ln_volume};
    for (const Block& block : vector.samples) {
        for (std::uint64_t i = 0; i < block.count; ++i)
            volumes.push_back(volumes.back() + vector.ln_q - std::log(block.deviation));
    }
    return volumes;
}

std::uint64_t secret_count(const ShortVector& vector) {
    std::uint64_t count = 0;
    for (const Block& block : vector.secrets)
        count += block.count;
    return count;
}

} // namespace

double ln_root_hermite_lll() {
    return std::log(1.0219);
}

double ln_root_hermite(double block_size) {
    using std::numbers::e;
    using std::numbers::pi;
    const double ln_power = std::log(pi * block_size) / block_size + std::log(block_size / (2 * pi * e));
    return ln_power / (2 * (block_size - 1));
}

double classical_bits(std::uint64_t block_size) {
    return 0.292 * static_cast<double>(block_size);
}

double quantum_bits(std::uint64_t block_size) {
    return 0.265 * static_cast<double>(block_size);
}

std::optional<UsvpAttack> primal_usvp(const ShortVector& vector) {
    const std::vector<double> volumes = ln_volumes(vector);
    const std::uint64_t least_dimension = secret_count(vector) + 1;
    const std::uint64_t greatest_dimension = least_dimension + volumes.size() - 1;
    for (std::uint64_t beta = kLeastBlockSize; beta <= greatest_dimension; ++beta) {
        const double block = static_cast<double>(beta);
        const double ln_delta = ln_root_hermite(block);
        const double ln_needed = 0.5 * std::log(block);
        for (std::uint64_t m = beta > least_dimension ? beta - least_dimension : 0; m < volumes.size(); ++m) {
            const double d = static_cast<double>(least_dimension + m);
            if (ln_needed <= (2 * block - d - 1) * ln_delta + volumes[m] / d) return UsvpAttack{beta, m};
        }
    }
    return std::nullopt;
}

} // namespace emrshare::kat::estimate
