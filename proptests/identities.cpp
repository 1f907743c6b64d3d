// H_1 and H_2: the printed H_1 maps identities to few syndromes, the corrected one does not.
// Of the specification: HASH.H1, HASH.H1.Printed, HASH.Syndrome.Printed, HASH.H2.
#include "generators.hpp"
#include "statistics.hpp"

#include "pre/hash.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <set>

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

} // namespace emrshare::test
