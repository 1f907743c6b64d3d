// The engines on number-theoretic transforms against FLINT, for every instruction set that this machine has.
#include "generators.hpp"

#include "ring/engine.hpp"
#include "ring/ntt/kernels.hpp"
#include "ring/ntt/portable.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>

namespace emrshare::test {
namespace {

/// The engines of one ring: FLINT's, and the others by instruction set.
struct Engines {
    explicit Engines(const Ring& ring_) : ring(&ring_), oracle(make_flint_engine(ring->n(), ring->q())) {
        for (const std::string_view set : ntt_instruction_sets())
            fast.emplace_back(set, make_ntt_engine(ring->n(), ring->q(), set));
    }
    const Ring* ring;
    std::unique_ptr<RingEngine> oracle;
    std::vector<std::pair<std::string_view, std::unique_ptr<RingEngine>>> fast;
};

/// Of the parameter sets, and of the least and the greatest q for other n: every width of vectors, even and odd numbers
/// of layers, and sums that come near 2^32.
std::vector<Engines> make_all_engines() {
    std::vector<Engines> all;
    for (const ParameterSet& set : parameter_sets())
        all.emplace_back(set.ring());
    const std::pair<std::uint32_t, std::uint32_t> others[] = {
        {8, 17},    {8, 2147483489},   {16, 97},     {16, 2147483489},  {32, 193},         {32, 2147483137},
        {128, 257}, {128, 2147483137}, {512, 12289}, {512, 2147473409}, {4096, 2147377153}};
    for (const auto& [n, q] : others)
        all.emplace_back(Ring::get(n, q));
    return all;
}

const std::vector<Engines>& all_engines() {
    static const std::vector<Engines> all = make_all_engines();
    return all;
}

std::string name_of(const Engines& engines) {
    return "n = " + std::to_string(engines.ring->n()) + ", q = " + std::to_string(engines.ring->q());
}

/// Elements that bring the lazy reductions to their limits.
std::vector<Residues> edge_elements(std::uint32_t n, std::uint32_t q) {
    std::vector<Residues> elements;
    for (const std::uint32_t c : {0U, 1U, q - 1, (q - 1) / 2, (q + 1) / 2}) {
        elements.emplace_back(n, c);
        Residues alternating(n, 0);
        for (std::uint32_t i = 0; i < n; i += 2)
            alternating[i] = c;
        elements.push_back(alternating);
        for (const std::uint32_t place : {0U, 1U, n / 2, n - 1}) {
            Residues single(n, 0);
            single[place] = c;
            elements.push_back(single);
        }
    }
    return elements;
}

/// The engine's product, coefficients and prepared forms mixed.
bool multiplies_as(const RingEngine& engine, const Residues& a, const Residues& b, const Residues& expected) {
    return engine.multiply(a, b) == expected && engine.multiply_prepared(engine.prepare(a), b) == expected;
}

std::uint32_t any_below(std::uint32_t bound, ByteSource& source) {
    return static_cast<std::uint32_t>(below(bound, source));
}

} // namespace

TEST_CASE("every engine gives FLINT's products and inverses") {
    SHOW_SEED();
    CHECK(ntt_instruction_sets().back() == "portable");
    for (const Engines& engines : all_engines()) {
        check_cases(times(30, 2000), 100, [&engines] {
            const Rq a = make_element(*engines.ring, *any_style(), *any_number());
            const Rq b = make_element(*engines.ring, *any_style(), *any_number());
            const Residues product = engines.oracle->multiply(a.residues(), b.residues());
            for (const auto& [set, engine] : engines.fast) {
                RC_LOG() << name_of(engines) << ", " << set << '\n';
                RC_ASSERT(multiplies_as(*engine, a.residues(), b.residues(), product));
            }
        });
        check_cases(times(5, 200), 100, [&engines] {
            const Rq a = make_element(*engines.ring, *any_style(), *any_number());
            const std::optional<Residues> inverse = engines.oracle->invert(a.residues());
            for (const auto& [set, engine] : engines.fast) {
                RC_LOG() << name_of(engines) << ", " << set << '\n';
                RC_ASSERT(engine->invert(a.residues()) == inverse);
                RC_ASSERT(engine->is_unit(a.residues()) == inverse.has_value());
            }
        });
    }
}

TEST_CASE("every engine multiplies every pair of edge elements as FLINT does") {
    for (const Engines& engines : all_engines()) {
        if (engines.ring->n() > times(64, 4096)) continue;
        const std::vector<Residues> elements = edge_elements(engines.ring->n(), engines.ring->q());
        for (const Residues& a : elements) {
            for (const Residues& b : elements) {
                const Residues product = engines.oracle->multiply(a, b);
                for (const auto& [set, engine] : engines.fast) {
                    INFO(name_of(engines) << ", " << set);
                    REQUIRE(multiplies_as(*engine, a, b, product));
                }
            }
        }
    }
    // The large rings: each edge element by the greatest one.
    for (const Engines& engines : all_engines()) {
        const Residues greatest(engines.ring->n(), engines.ring->q() - 1);
        for (const Residues& a : edge_elements(engines.ring->n(), engines.ring->q())) {
            const Residues product = engines.oracle->multiply(a, greatest);
            for (const auto& [set, engine] : engines.fast) {
                INFO(name_of(engines) << ", " << set);
                REQUIRE(multiplies_as(*engine, a, greatest, product));
            }
        }
    }
}

TEST_CASE("no engine inverts an element with a zero among its values") {
    for (const Engines& engines : all_engines()) {
        const Rq divisor = zero_divisor(*engines.ring);
        REQUIRE_FALSE(engines.oracle->invert(divisor.residues()));
        for (const auto& [set, engine] : engines.fast) {
            INFO(name_of(engines) << ", " << set);
            CHECK_FALSE(engine->invert(divisor.residues()));
            CHECK_FALSE(engine->invert(Residues(engines.ring->n(), 0)));
            CHECK_FALSE(engine->is_unit(divisor.residues()));
            CHECK_FALSE(engine->is_unit(Residues(engines.ring->n(), 0)));
        }
    }
}

TEST_CASE("the arithmetic keeps to its ranges on all edge values") {
    using ntt::Arithmetic;
    for (const std::uint32_t q : {17U, 97U, 257U, 6393217U, 55628801U, 704186369U, 1887440897U, 2147483489U}) {
        CAPTURE(q);
        std::vector<std::uint32_t> words; // all edges of a range, or, for a small q, all numbers of it
        for (const std::uint32_t edge : {0U, q / 2, q, q + q / 2, 2 * q, 1U << 31, 0U - q, 0U})
            for (std::uint32_t i = 0; i < 40; ++i)
                words.push_back(edge - 20 + i);
        for (const std::uint32_t x : words) {
            if (x < 2 * q) CHECK(Arithmetic::reduced(x, q) == x % q);
            for (const std::uint32_t w : words) {
                if (w >= q) continue;
                const std::uint32_t product = Arithmetic::times(x, ntt::factor(w, q), q);
                if (product >= 2 * q || product % q != std::uint64_t{x} * w % q) FAIL(x << " times " << w);
            }
        }
        const ntt::Plan plan(8, q, 1);
        for (const std::uint32_t x : words) {
            for (const std::uint32_t w : words) {
                if (w >= q || std::uint64_t{x} * w >= std::uint64_t{q} << 32) continue;
                const std::uint32_t product = Arithmetic::montgomery(x, w, plan.inverse_of_q, q);
                const std::uint32_t expected = static_cast<std::uint32_t>(std::uint64_t{x} * w % q);
                if (product >= q || ntt::product(product, plan.R, q) != expected) FAIL(x << " by " << w);
            }
        }
    }
}

namespace {

/// What the comparison must notice: arithmetic that leaves out the reduction after a sum or a product.
struct WithoutReduction : ntt::Arithmetic {
    static std::uint32_t reduced(std::uint32_t x, std::uint32_t) noexcept { return x; }
};

template <class A>
bool multiplies_rightly(const Engines& engines, const Residues& a, const Residues& b) {
    const ntt::Plan plan(engines.ring->n(), engines.ring->q(), 1);
    Residues a_hat = a;
    Residues product = b;
    ntt::forward<A>(plan, a_hat.data());
    ntt::multiply<A>(plan, a_hat.data(), product.data());
    return product == engines.oracle->multiply(a, b);
}

/// Whether the kernels of one instruction set, with the tables of @p plan, multiply as FLINT does.
bool multiplies_rightly(const Engines& engines, const ntt::Kernels& kernels, const ntt::Plan& plan, const Residues& a,
                        const Residues& b) {
    Residues a_hat(plan.n);
    Residues product(plan.n);
    kernels.transform(plan, a.data(), a_hat.data());
    kernels.multiply(plan, a_hat.data(), b.data(), product.data());
    return product == engines.oracle->multiply(a, b);
}

} // namespace

TEST_CASE("control: a reduction that is left out is noticed") {
    for (const ParameterSet& set : parameter_sets()) {
        const Engines engines(set.ring());
        const Residues greatest(set.n, set.q - 1);
        CHECK(multiplies_rightly<ntt::Arithmetic>(engines, greatest, greatest));
        CHECK_FALSE(multiplies_rightly<WithoutReduction>(engines, greatest, greatest));
    }
}

TEST_CASE("control: a wrong root is noticed, whichever it is and whatever the instruction set") {
    SHOW_SEED();
    std::vector<ntt::Kernels> all(ntt::vector_kernels().begin(), ntt::vector_kernels().end());
    all.push_back(ntt::kPortableKernels);
    Xof source = stream("wrong roots");
    for (const char* const name : {"toy-64", "small-256"}) {
        const Engines engines(parameter_set(name).ring());
        const std::uint32_t n = engines.ring->n();
        const std::uint32_t q = engines.ring->q();
        Residues a(n);
        Residues b(n);
        for (std::uint32_t i = 0; i < n; ++i) {
            a[i] = any_below(q, source);
            b[i] = any_below(q, source);
        }
        for (const ntt::Kernels& kernels : all) {
            if (!kernels.usable()) continue;
            INFO(name << ", " << kernels.name);
            const ntt::Plan plan(n, q, kernels.lanes);
            CHECK(multiplies_rightly(engines, kernels, plan, a, b));
            // The roots between vectors stand in one table, those within vectors in the other.
            for (std::size_t i = 1; i < n / plan.lanes; ++i) {
                ntt::Plan wrong = plan;
                wrong.roots[i] = ntt::factor((plan.roots[i].value + 1) % q, q);
                CHECK_FALSE(multiplies_rightly(engines, kernels, wrong, a, b));
            }
            for (std::size_t i = 0; i < plan.lane_roots.size(); ++i) {
                if (i / plan.lanes % 2 != 0) continue; // a quotient
                ntt::Plan wrong = plan;
                wrong.lane_roots[i] = (plan.lane_roots[i] + 1) % q;
                CHECK_FALSE(multiplies_rightly(engines, kernels, wrong, a, b));
            }
        }
    }
}

TEST_CASE("an element that one engine prepared serves under the others") {
    SHOW_SEED();
    const Ring& ring = parameter_set("small-256").ring();
    const Rq a = make_element(ring, Style::random, 1);
    const Rq b = make_element(ring, Style::random, 2);
    const Rq product = a * b;
    for (const std::string& first : engine_names()) {
        select_engine(first);
        const Rq prepared = a.prepared();
        CHECK(prepared == a);
        for (const std::string& second : engine_names()) {
            INFO(first << ", " << second);
            select_engine(second);
            CHECK(prepared * b == product);
            CHECK(b * prepared == product);
            CHECK(a * b == product);
        }
    }
    select_engine("flint");
}

TEST_CASE("an engine that does not exist is refused, and the one in use stays") {
    const RingEngine* const in_use = &parameter_set("toy-64").ring().engine();
    for (const char* const name : {"", "FLINT", "ntt:", "ntt:mmx", "flint "})
        CHECK(refusal([name] { select_engine(name); }) == "RING.Engine.C1");
    CHECK(&parameter_set("toy-64").ring().engine() == in_use);
    for (const std::string& name : engine_names())
        CHECK(refusal([&name] { select_engine(name); }) == "accepted");
    CHECK(&parameter_set("toy-64").ring().engine() != in_use);
    select_engine("flint");
    CHECK(&parameter_set("toy-64").ring().engine() == in_use);
}

} // namespace emrshare::test
