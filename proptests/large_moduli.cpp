// The printed Lemma 2 does not fail for want of a larger q: the equations once more, in a ring of
// FLINT's own with n = 256 and primes q of 30, 60 and 120 bits.
#include "statistics.hpp"
#include "support.hpp"

#include "random/gaussian.hpp"
#include "random/samplers.hpp"

#include <catch2/catch.hpp>

#include <flint/fmpz.h>
#include <flint/fmpz_mod_poly.h>

namespace emrshare::test {
namespace {

constexpr std::size_t kDegree = 256;
constexpr double kSigma = 40;
constexpr std::uint32_t kEta = 2;

/// A FLINT integer.
class Integer {
public:
    explicit Integer(std::int64_t value = 0) { fmpz_init_set_si(value_, value); }
    ~Integer() { fmpz_clear(value_); }
    Integer(const Integer&) = delete;
    Integer& operator=(const Integer&) = delete;
    fmpz* get() noexcept { return value_; }

private:
    fmpz_t value_;
};

/// The greatest prime below 2^bits that is 1 mod 2n.
void find_prime(Integer& q, ulong bits) {
    fmpz_one(q.get());
    fmpz_mul_2exp(q.get(), q.get(), bits);
    fmpz_add_ui(q.get(), q.get(), 1);
    do {
        fmpz_sub_ui(q.get(), q.get(), 2 * kDegree);
    } while (fmpz_is_prime(q.get()) != 1);
}

/// Z_q[x]/(x^n + 1) and elements of it.
class LargeRing {
public:
    class Element {
    public:
        explicit Element(const LargeRing& ring) : ring_(ring) { fmpz_mod_poly_init(poly_, ring.context_); }
        ~Element() { fmpz_mod_poly_clear(poly_, ring_.context_); }
        Element(const Element& other) : Element(other.ring_) { fmpz_mod_poly_set(poly_, other.poly_, ring_.context_); }
        Element& operator=(const Element& other) {
            fmpz_mod_poly_set(poly_, other.poly_, ring_.context_);
            return *this;
        }

        Element operator+(const Element& other) const {
            Element sum(ring_);
            fmpz_mod_poly_add(sum.poly_, poly_, other.poly_, ring_.context_);
            return sum;
        }
        Element operator*(const Element& other) const {
            Element product(ring_);
            fmpz_mod_poly_mulmod(product.poly_, poly_, other.poly_, ring_.modulus_, ring_.context_);
            return product;
        }
        bool operator==(const Element& other) const {
            return fmpz_mod_poly_equal(poly_, other.poly_, ring_.context_) != 0;
        }
        /// Whether there is an inverse; if so, it is left in @p inverse.
        bool invert(Element& inverse) const {
            return fmpz_mod_poly_invmod(inverse.poly_, poly_, ring_.modulus_, ring_.context_) != 0;
        }
        /// The representatives in (-q/2, q/2), modulo 2.
        Poly lifted_mod_2() const {
            Poly bits(kDegree);
            Integer coefficient;
            Integer half;
            fmpz_fdiv_q_2exp(half.get(), fmpz_mod_ctx_modulus(ring_.context_), 1);
            for (std::size_t i = 0; i < kDegree; ++i) {
                fmpz_mod_poly_get_coeff_fmpz(coefficient.get(), poly_, static_cast<slong>(i), ring_.context_);
                if (fmpz_cmp(coefficient.get(), half.get()) > 0)
                    fmpz_sub(coefficient.get(), coefficient.get(), fmpz_mod_ctx_modulus(ring_.context_));
                bits[i] = fmpz_is_odd(coefficient.get()) != 0 ? 1 : 0;
            }
            return bits;
        }

    private:
        friend class LargeRing;
        const LargeRing& ring_;
        fmpz_mod_poly_t poly_;
    };

    explicit LargeRing(ulong bits) {
        Integer q;
        find_prime(q, bits);
        fmpz_mod_ctx_init(context_, q.get());
        fmpz_mod_poly_init(modulus_, context_);
        fmpz_mod_poly_set_coeff_ui(modulus_, kDegree, 1, context_);
        fmpz_mod_poly_set_coeff_ui(modulus_, 0, 1, context_);
    }
    ~LargeRing() {
        fmpz_mod_poly_clear(modulus_, context_);
        fmpz_mod_ctx_clear(context_);
    }
    LargeRing(const LargeRing&) = delete;
    LargeRing& operator=(const LargeRing&) = delete;

    ulong bits() const { return fmpz_bits(fmpz_mod_ctx_modulus(context_)); }

    Element image(const Poly& a) const {
        Element element(*this);
        Integer coefficient;
        for (std::size_t i = 0; i < a.size(); ++i) {
            fmpz_set_si(coefficient.get(), a[i]);
            fmpz_mod_poly_set_coeff_fmpz(element.poly_, static_cast<slong>(i), coefficient.get(), context_);
        }
        return element;
    }

    /// Sixteen random bytes for each coefficient.
    Element random(ByteSource& source) const {
        Element element(*this);
        Integer coefficient;
        for (std::size_t i = 0; i < kDegree; ++i) {
            fmpz_set_ui(coefficient.get(), source.read_le<8>());
            fmpz_mul_2exp(coefficient.get(), coefficient.get(), 64);
            fmpz_add_ui(coefficient.get(), coefficient.get(), source.read_le<8>());
            fmpz_mod_poly_set_coeff_fmpz(element.poly_, static_cast<slong>(i), coefficient.get(), context_);
        }
        return element;
    }

private:
    fmpz_mod_ctx_t context_;
    fmpz_mod_poly_t modulus_;
};

using Element = LargeRing::Element;

struct Keys {
    Element f;
    Element f_inverse;
    Element pk;
};

/// KeyGen with f' from D_{Z^n, sigma}.
Keys make_keys(const LargeRing& ring, std::uint64_t number) {
    for (std::uint64_t attempt = 0;; ++attempt) {
        const XofInput input = XofInput("large").with(coins("large", number)).with(attempt);
        const Element f = ring.image(2 * gaussian_poly(kDegree, kSigma, input) + 1);
        Element f_inverse(ring);
        if (!f.invert(f_inverse)) continue;
        const Element g = ring.image(gaussian_poly(kDegree, kSigma, XofInput(input).with(std::string_view("g"))));
        Xof source(XofInput(input).with(std::string_view("u")));
        const Element u = ring.image(ternary(kDegree, source));
        return {f, f_inverse, g * f_inverse + u};
    }
}

} // namespace

TEST_CASE("Lemma 2 fails as printed with q of 30, 60 and 120 bits, while Lemma 1 holds") {
    SHOW_SEED();
    const std::size_t blocks = times(400, 4000);
    for (const ulong bits : {30UL, 60UL, 120UL}) {
        CAPTURE(bits);
        const LargeRing ring(bits);
        REQUIRE(ring.bits() == bits);
        const Keys alice = make_keys(ring, 1);
        const Keys bob = make_keys(ring, 2);
        Xof source = stream("large moduli", bits, 1 << 20);
        const auto psi_element = [&] { return centred_binomial(kDegree, kEta, source); };
        // The parts of ReKeyGen as the three parties compute them.
        Element r_B = ring.random(source);
        Element r_inverse(ring);
        while (!r_B.invert(r_inverse))
            r_B = ring.random(source);
        const Element d = alice.f + ring.image(2 * psi_element());
        const Element b_B = r_B * d * bob.f_inverse;
        const Element rk = b_B * r_inverse;
        CHECK(rk * bob.f == d);
        const Element control_rk = alice.f * bob.f_inverse; // e_B = 0
        double owner = 0;
        UnreadBlocks printed(kDegree);
        double control = 0;
        for (std::size_t i = 0; i < blocks; ++i) {
            Poly M(kDegree);
            for (std::size_t j = 0; j < kDegree; ++j)
                M[j] = static_cast<std::int64_t>(source.read_le<1>() & 1);
            const Element masked = alice.pk * ring.image(2 * psi_element()) + ring.image(2 * psi_element());
            const Element C_A = masked + ring.image(M);
            owner += error_rate(M, (alice.f * C_A).lifted_mod_2());
            printed.add(error_rate(M, (bob.f * (rk * C_A)).lifted_mod_2()));
            control += error_rate(M, (bob.f * (control_rk * C_A)).lifted_mod_2());
        }
        report("bit error rate of the printed re-encryption, q of " + std::to_string(bits) + " bits", printed.rate());
        check_unread(printed);
        CHECK(owner == 0);
        CHECK(control == 0);
    }
}

} // namespace emrshare::test
