// H_1 and H_2: the printed H_1 maps identities to few syndromes, the corrected one does not.
#include "generators.hpp"
#include "statistics.hpp"

#include "pre/extract.hpp"
#include "pre/hash.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <cmath>
#include <set>
#include <unordered_map>

namespace emrshare::test {
namespace {

/// How many different syndromes a number of identities have.
std::size_t distinct_syndromes(Profile profile, const ParameterSet& set, std::uint64_t identities) {
    std::set<std::vector<std::uint32_t>> seen;
    for (std::uint64_t i = 0; i < identities; ++i) {
        const Residues u = identity_syndrome(profile, set, identity("patient", seed() + i));
        seen.emplace(u.begin(), u.end());
    }
    return seen.size();
}

std::string key_of(const Residues& u) {
    return {reinterpret_cast<const char*>(u.data()), u.size() * sizeof(u[0])};
}

Bytes any_id() {
    const auto text = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    return Bytes(text.begin(), text.end());
}

bool is_ternary(const Poly& poly) {
    return infinity_norm(poly) <= 1;
}

} // namespace

TEST_CASE("H_1 as printed is ternary, and its syndrome its first k coordinates") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        rc::prop("for any identity, " + std::string(set.name), [&set] {
            const Bytes id = any_id();
            const Poly h = h1_printed(set, id);
            RC_ASSERT(h.size() == set.n);
            RC_ASSERT(is_ternary(h));
            const Residues u = identity_syndrome(Profile::as_printed, set, id);
            RC_ASSERT(u.size() == set.k);
            for (std::size_t i = 0; i < set.k; ++i)
                RC_ASSERT(u[i] == (h[i] < 0 ? set.q - 1 : static_cast<std::uint32_t>(h[i])));
            const Residues corrected = identity_syndrome(Profile::corrected, set, id);
            RC_ASSERT(corrected.size() == set.k);
            for (const std::uint32_t r : corrected)
                RC_ASSERT(r < set.q);
            RC_ASSERT(identity_syndrome(Profile::corrected, set, id) == corrected);
        });
    }
}

TEST_CASE("H_2 is ternary and tells its arguments apart") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("small-256");
    rc::prop("moving a boundary gives another value", [&set] {
        Bytes first = any_id();
        Bytes second = any_id();
        second.push_back('x');
        const Poly h = h2(set, first, second);
        RC_ASSERT(h.size() == set.n);
        RC_ASSERT(is_ternary(h));
        RC_ASSERT(h == h2(set, first, second));
        Bytes moved = first;
        moved.push_back(second.front());
        const Bytes rest(second.begin() + 1, second.end());
        RC_ASSERT(!(h == h2(set, moved, rest)));
    });
    CHECK_FALSE(h2(set, bytes_of("a"), bytes_of("b")) == h1_printed(set, bytes_of("a")));
    // Another set is another function, not a longer output of the same.
    const Poly small = h2(set, bytes_of("a"), bytes_of("b"));
    const Poly standard = h2(parameter_set("std-1024"), bytes_of("a"), bytes_of("b"));
    CHECK_FALSE(std::equal(small.begin(), small.end(), standard.begin()));
}

TEST_CASE("H_1 as printed: 3 syndromes at toy-64, 81 at small-256") {
    SHOW_SEED();
    // 200 identities miss one of 3 syndromes with probability 3 (2/3)^200 < 2^-115; 4000 miss one of
    // 81 with at most 81 (80/81)^4000 < 2^-65.
    CHECK(distinct_syndromes(Profile::as_printed, parameter_set("toy-64"), 200) == 3);
    CHECK(distinct_syndromes(Profile::as_printed, parameter_set("small-256"), 4000) == 81);
    // The control. Uniform on Z_q, 200 identities have c collisions with probability below
    // (200^2 / 2q)^c < 2^-8c: more than 5 with less than 2^-40. On Z_q^4, 2^24 / 2^103 for one at all.
    CHECK(distinct_syndromes(Profile::corrected, parameter_set("toy-64"), 200) >= 195);
    CHECK(distinct_syndromes(Profile::corrected, parameter_set("small-256"), 4000) == 4000);
}

TEST_CASE("the corrected H_1 is uniform on Z_q^k") {
    SHOW_SEED();
    // In 64 cells of equal size, false alarm 2^-32; as many samples as it takes to miss, with 2^-30, a
    // hash whose values are ten per cent more frequent in one half of [0, q) than in the other.
    constexpr std::size_t cells = 64;
    for (const ParameterSet& set : parameter_sets()) {
        CAPTURE(set.name);
        const std::uint64_t q = set.q;
        Law law;
        Law lopsided;
        for (std::uint64_t i = 0; i < cells; ++i) {
            const std::uint64_t values = ((i + 1) * q + cells - 1) / cells - (i * q + cells - 1) / cells;
            law.push_back(static_cast<double>(values) / static_cast<double>(q));
            lopsided.push_back(law.back() * (i < cells / 2 ? 1.05 : 0.95));
        }
        const std::size_t identities = samples_needed(law, lopsided) / set.k + 1;
        const auto counts = [&](Profile profile) {
            Counts result(cells, 0);
            for (std::uint64_t i = 0; i < identities; ++i) {
                for (const std::uint32_t u : identity_syndrome(profile, set, identity("uniform", seed() + i)))
                    ++result[u * cells / q];
            }
            return result;
        };
        const double limit = threshold(cells, identities * set.k);
        CHECK(divergence(counts(Profile::corrected), law) < limit);
        CHECK(divergence(counts(Profile::as_printed), law) > limit);
    }
}

TEST_CASE("H_1 as printed: two identities of std-1024 with one syndrome") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("std-1024");
    // 3^16 = 4.3e7 syndromes: a pair is expected after 8,200 identities, and none is found among
    // 60,000 with probability exp(-60000^2 / (2 3^16)) < 2^-60.
    std::unordered_map<std::string, std::uint64_t> printed;
    std::set<std::string> corrected;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> pair;
    std::uint64_t i = 0;
    for (; i < 60000 && !pair; ++i) {
        const Bytes id = identity("patient", seed() + i);
        const auto [place, is_new] = printed.emplace(key_of(identity_syndrome(Profile::as_printed, set, id)), i);
        if (!is_new) pair = {place->second, i};
        corrected.insert(key_of(identity_syndrome(Profile::corrected, set, id)));
    }
    REQUIRE(pair.has_value());
    report("identities hashed until two collide, std-1024", static_cast<double>(i));
    const Bytes first = identity("patient", seed() + pair->first);
    const Bytes second = identity("patient", seed() + pair->second);
    CHECK_FALSE(first == second);
    CHECK(identity_syndrome(Profile::as_printed, set, first) == identity_syndrome(Profile::as_printed, set, second));
    // The whole values of the printed H_1 differ: it is the k rows of B that see so little of them.
    CHECK_FALSE(h1_printed(set, first) == h1_printed(set, second));
    // The control: the corrected H_1 has no collision among the same identities.
    CHECK(corrected.size() == i);
}

TEST_CASE("H_1 as printed: a collision gives a short vector of the kernel of B") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("toy-64");
    const MasterKey& msk = master_key(set);
    const Bytes first = identity("patient", 0);
    std::uint64_t i = 1;
    while (identity_syndrome(Profile::as_printed, set, identity("patient", i)) !=
           identity_syndrome(Profile::as_printed, set, first))
        ++i;
    const auto difference = [&](Profile profile) {
        return extract(profile, msk, first) + -1 * extract(profile, msk, identity("patient", i));
    };
    const auto is_in_kernel = [&](const Poly& z) {
        std::int64_t sum = 0;
        for (std::size_t j = 0; j < set.n; ++j)
            sum += msk.B()(0, j) * z[j];
        return sum % set.q == 0;
    };
    const Poly z = difference(Profile::as_printed);
    CHECK(is_in_kernel(z));
    CHECK(squared_norm(z) > 0);
    // Two independent Gaussians: |z|^2 / (2 sigma^2) is about chi-square with 64 degrees, which
    // exceeds 4 * 64 with probability below 2^-70. A generic vector of Z_q^n is 10^4 times as long.
    CHECK(squared_norm(z) < 8.0 * set.n * set.sigma * set.sigma);
    // The control: the two have different syndromes in the corrected profile (but for 1/q), and the
    // difference of their preimages is none of the kernel.
    if (identity_syndrome(Profile::corrected, set, first) !=
        identity_syndrome(Profile::corrected, set, identity("patient", i)))
        CHECK_FALSE(is_in_kernel(difference(Profile::corrected)));
}

} // namespace emrshare::test
