// R and R_q: FLINT's product and inverse against definitions, and the edges of the lift.
#include "exact.hpp"
#include "generators.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

namespace emrshare::test {
namespace {

/// a b mod (x^n + 1, q) by its definition.
Rq schoolbook(const Rq& a, const Rq& b) {
    const std::size_t n = a.size();
    const std::uint64_t q = a.ring().q();
    Residues result(n);
    for (std::size_t i = 0; i < n; ++i) {
        // Terms below 2^62 are added in a word of 128 bits: no reduction in the loop.
        __extension__ unsigned __int128 plus = 0;
        __extension__ unsigned __int128 minus = 0;
        for (std::size_t j = 0; j <= i; ++j)
            plus += std::uint64_t{a[j]} * b[i - j];
        for (std::size_t j = i + 1; j < n; ++j)
            minus += std::uint64_t{a[j]} * b[n + i - j];
        const auto sum = static_cast<std::uint64_t>(plus % q) + q - static_cast<std::uint64_t>(minus % q);
        result[i] = static_cast<std::uint32_t>(sum % q);
    }
    return Rq(a.ring(), std::move(result));
}

Rq monomial(const Ring& ring, std::size_t degree) {
    Residues residues(ring.n(), 0);
    residues[degree] = 1;
    return Rq(ring, std::move(residues));
}

} // namespace

TEST_CASE("the product in R_q is the negacyclic one") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        rc::prop("of any elements, " + std::string(set.name), [&ring] {
            const Rq a = make_element(ring, *any_style(), *any_number());
            const Rq b = make_element(ring, *any_style(), *any_number());
            RC_ASSERT(a * b == schoolbook(a, b));
        });
    }
}

TEST_CASE("x^n is -1, and a cyclic product would be noticed") {
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        CAPTURE(set.name);
        const Rq one = monomial(ring, 0);
        const Rq wrapped = monomial(ring, 1) * monomial(ring, set.n - 1);
        CHECK(wrapped == Rq(ring) - one);
        CHECK_FALSE(wrapped == one);
        CHECK(schoolbook(monomial(ring, 1), monomial(ring, set.n - 1)) == wrapped);
    }
}

TEST_CASE("laws of a commutative ring") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        rc::prop("of any elements, " + std::string(set.name), [&ring] {
            const Rq a = make_element(ring, *any_style(), *any_number());
            const Rq b = make_element(ring, *any_style(), *any_number());
            const Rq c = make_element(ring, *any_style(), *any_number());
            RC_ASSERT(a * b == b * a);
            RC_ASSERT((a * b) * c == a * (b * c));
            RC_ASSERT(a * (b + c) == a * b + a * c);
            RC_ASSERT(a + b == b + a);
            RC_ASSERT((a - b) + b == a);
            RC_ASSERT(a * monomial(ring, 0) == a);
            RC_ASSERT(3 * a == a + a + a);
            RC_ASSERT((ring.q() - 1) * a == Rq(ring) - a);
        });
    }
}

TEST_CASE("sums and differences agree with integers mod q") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        rc::prop("coefficient by coefficient, " + std::string(set.name), [&ring] {
            const Rq a = make_element(ring, *any_style(), *any_number());
            const Rq b = make_element(ring, *any_style(), *any_number());
            const auto scalar = static_cast<std::uint32_t>(*any_number());
            const std::uint64_t q = ring.q();
            const Rq sum = a + b;
            const Rq difference = a - b;
            const Rq multiple = scalar * a;
            for (std::size_t i = 0; i < a.size(); ++i) {
                RC_ASSERT(sum[i] == (std::uint64_t{a[i]} + b[i]) % q);
                RC_ASSERT(difference[i] == (std::uint64_t{a[i]} + q - b[i]) % q);
                RC_ASSERT(multiple[i] == std::uint64_t{scalar} * a[i] % q);
            }
        });
    }
}

TEST_CASE("inverses") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        rc::prop("a a^-1 = 1 for every unit, and units have inverses, " + std::string(set.name), [&ring] {
            const Rq a = make_element(ring, Style::random, *any_number());
            const std::optional<Rq> inverse = a.inverse();
            // A root of x^n + 1 at which a vanishes is the only excuse for having none.
            if (!inverse) {
                Residues vanishing(1, 1);
                std::uint64_t found = 0;
                const std::uint64_t q = ring.q();
                const std::uint64_t zeta = root_of_modulus(ring);
                std::uint64_t point = zeta;
                for (std::size_t i = 0; i < ring.n(); ++i, point = point * zeta % q * zeta % q) {
                    std::uint64_t value = 0;
                    for (std::size_t j = ring.n(); j-- > 0;)
                        value = (value * point + a[j]) % q;
                    found += value == 0 ? 1 : 0;
                }
                RC_ASSERT(found > 0U);
                return;
            }
            RC_ASSERT(a * *inverse == monomial(ring, 0));
            RC_ASSERT(inverse->inverse() == a);
        });
    }
}

TEST_CASE("zero divisors and zero have no inverse") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        CAPTURE(set.name);
        CHECK_FALSE(Rq(ring).inverse());
        // x^n + 1 splits into linear factors: x - zeta divides it.
        const Rq divisor = zero_divisor(ring);
        CHECK_FALSE(divisor.inverse());
        for (std::uint64_t i = 0; i < 3; ++i)
            CHECK_FALSE((divisor * make_element(ring, Style::random, i)).inverse());
        // One more, and the constant term is no root: a unit again.
        CHECK((divisor + monomial(ring, 0)).inverse().has_value());
    }
}

TEST_CASE("the lift takes the representative in (-q/2, q/2)") {
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        const std::int64_t q = set.q;
        CAPTURE(set.name);
        Poly edges(set.n);
        const std::int64_t values[] = {0, 1, -1, (q - 1) / 2, -(q - 1) / 2, (q - 1) / 2 - 1};
        std::copy(std::begin(values), std::end(values), &edges[0]);
        CHECK(Rq(ring, edges).lift() == edges);
        CHECK(infinity_norm(Rq(ring, edges).lift()) == (q - 1) / 2);
        Poly beyond(set.n);
        beyond[0] = (q + 1) / 2;
        beyond[1] = -(q + 1) / 2;
        beyond[2] = 5 * q + 7;
        beyond[3] = -5 * q - 7;
        const Poly lifted = Rq(ring, beyond).lift();
        CHECK(lifted[0] == -(q - 1) / 2);
        CHECK(lifted[1] == (q - 1) / 2);
        CHECK(lifted[2] == 7);
        CHECK(lifted[3] == -7);
    }
}

TEST_CASE("reduction and lift undo each other") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        rc::prop("for any element, " + std::string(set.name), [&] {
            const Rq a = make_element(ring, *any_style(), *any_number());
            const Poly lifted = a.lift();
            RC_ASSERT(infinity_norm(lifted) <= (set.q - 1) / 2);
            RC_ASSERT(Rq(ring, lifted) == a);
            RC_ASSERT(Rq(ring, std::int64_t{set.q} * lifted) == Rq(ring));
        });
    }
}

TEST_CASE("an operand from R stands for its image") {
    SHOW_SEED();
    for (const ParameterSet& set : parameter_sets()) {
        const Ring& ring = set.ring();
        rc::prop("in sums, differences and products, " + std::string(set.name), [&ring] {
            const Rq a = make_element(ring, *any_style(), *any_number());
            const Rq b = make_element(ring, *any_style(), *any_number());
            const Poly lifted = b.lift();
            RC_ASSERT(a + lifted == a + b);
            RC_ASSERT(a - lifted == a - b);
            RC_ASSERT(a * lifted == a * b);
            RC_ASSERT(lifted * a == b * a);
        });
    }
}

TEST_CASE("elements of R: sums, multiples, residues and norms") {
    SHOW_SEED();
    rc::prop("against the definitions", [] {
        const auto values = *rc::gen::container<std::vector<std::int64_t>>(
            8, rc::gen::inRange<std::int64_t>(-(std::int64_t{1} << 40), (std::int64_t{1} << 40)));
        const auto m = *rc::gen::inRange<std::int64_t>(1, 1 << 20);
        Poly a(8);
        std::copy(values.begin(), values.end(), &a[0]);
        const Poly residues = mod(a, m);
        std::int64_t greatest = 0;
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < 8; ++i) {
            RC_ASSERT(residues[i] >= 0);
            RC_ASSERT(residues[i] < m);
            RC_ASSERT((values[i] - residues[i]) % m == 0);
            greatest = std::max(greatest, std::max(values[i], -values[i]));
            sum += std::max(values[i], -values[i]);
        }
        RC_ASSERT(infinity_norm(a) == greatest);
        RC_ASSERT(one_norm(a) == sum);
        const Poly shifted = a + m;
        RC_ASSERT(shifted[0] == values[0] + m);
        RC_ASSERT(shifted[7] == values[7]);
        RC_ASSERT((a + a) == 2 * a);
        RC_ASSERT(mod(a + m * a, m) == residues);
    });
    Poly pythagorean(8);
    pythagorean[1] = 3;
    pythagorean[6] = -4;
    CHECK(squared_norm(pythagorean) == 25);
}

TEST_CASE("products over the integers agree with those mod q") {
    SHOW_SEED();
    const ParameterSet& set = parameter_set("small-256");
    rc::prop("for short factors", [&set] {
        Xof source = stream("short", *any_number(), 4096);
        Poly a(set.n);
        Poly b(set.n);
        for (std::size_t i = 0; i < set.n; ++i) {
            a[i] = static_cast<std::int64_t>(below(201, source)) - 100;
            b[i] = static_cast<std::int64_t>(below(201, source)) - 100;
        }
        RC_ASSERT(multiply_over_integers(a, b) == schoolbook(Rq(set.ring(), a), Rq(set.ring(), b)).lift());
    });
}

TEST_CASE("rings are interned") {
    CHECK(&Ring::get(64, 6393217) == &parameter_set("toy-64").ring());
    CHECK_FALSE(&Ring::get(64, 257) == &parameter_set("toy-64").ring());
    CHECK(Ring::get(64, 257).ell() == 9);
    CHECK(Ring::get(8, 17).ell() == 5);
}

} // namespace emrshare::test
