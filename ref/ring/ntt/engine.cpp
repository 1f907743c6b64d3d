#include "ring/engine.hpp"

#include "ring/ntt/kernels.hpp"

#include <algorithm>

namespace emrshare {
namespace {

/// Vectors of four lanes work on sixteen coefficients at a time.
constexpr std::uint32_t kLeastVectorSize = 16;

class NttEngine final : public RingEngine {
public:
    NttEngine(std::uint32_t n, std::uint32_t q, const ntt::Kernels& kernels)
        : kernels_(n < kLeastVectorSize ? ntt::kPortableKernels : kernels), plan_(n, q, kernels_.lanes) {}

    Residues multiply(const Residues& a, const Residues& b) const override { return multiply_prepared(prepare(a), b); }

    std::optional<Residues> invert(const Residues& a) const override {
        Residues result = prepare(a);
        if (!kernels_.invert(plan_, result.data(), result.data())) return std::nullopt;
        return result;
    }

    bool is_unit(const Residues& a) const override {
        std::uint32_t zeros = 0;
        for (const std::uint32_t value : prepare(a))
            zeros |= static_cast<std::uint32_t>(value == 0) | static_cast<std::uint32_t>(value == plan_.q);
        return zeros == 0;
    }

    Residues prepare(const Residues& a) const override {
        Residues transformed(plan_.n);
        kernels_.transform(plan_, a.data(), transformed.data());
        return transformed;
    }

    Residues multiply_prepared(const Residues& prepared_a, const Residues& b) const override {
        Residues result(plan_.n);
        kernels_.multiply(plan_, prepared_a.data(), b.data(), result.data());
        return result;
    }

private:
    ntt::Kernels kernels_;
    ntt::Plan plan_;
};

/// Those that this machine can run, the fastest first.
std::vector<ntt::Kernels> usable_kernels() {
    std::vector<ntt::Kernels> usable;
    for (const ntt::Kernels& kernels : ntt::vector_kernels()) {
        if (kernels.usable()) usable.push_back(kernels);
    }
    usable.push_back(ntt::kPortableKernels);
    return usable;
}

} // namespace

std::vector<std::string_view> ntt_instruction_sets() {
    std::vector<std::string_view> names;
    for (const ntt::Kernels& kernels : usable_kernels())
        names.push_back(kernels.name);
    return names;
}

std::unique_ptr<RingEngine> make_ntt_engine(std::uint32_t n, std::uint32_t q, std::string_view instruction_set) {
    const std::vector<ntt::Kernels> usable = usable_kernels();
    const auto kernels = std::find_if(usable.begin(), usable.end(),
                                      [instruction_set](const auto& k) { return k.name == instruction_set; });
    return std::make_unique<NttEngine>(n, q, *kernels);
}

} // namespace emrshare
