// Memory that held secrets is zero when it is given back. This executable replaces the global
// operators new and delete, and looks at every block just before it is freed.
#include "support.hpp"

#include "pre/dec.hpp"
#include "pre/enc.hpp"
#include "pre/encoding.hpp"
#include "pre/extract.hpp"
#include "pre/hash.hpp"
#include "pre/kem.hpp"
#include "pre/keygen.hpp"
#include "pre/keygen_printed.hpp"
#include "pre/reenc.hpp"
#include "pre/reenc_printed.hpp"
#include "pre/rekeygen.hpp"
#include "pre/rekeygen_printed.hpp"
#include "random/samplers.hpp"
#include "record/seal.hpp"
#include "sign/encoding.hpp"
#include "sign/ml_dsa.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <cstring>
#include <new>
#include <sstream>

namespace {

/// Before every block: its size, padded to keep the alignment.
constexpr std::size_t kHead = 2 * alignof(std::max_align_t);

/// Blocks from this size on are counted while someone looks.
constexpr std::size_t kLeastSize = 48;

bool looking = false;
std::size_t freed_blocks = 0;
std::size_t unwiped_blocks = 0;

void* allocate(std::size_t size) {
    void* block = std::malloc(kHead + size);
    if (block == nullptr) throw std::bad_alloc();
    std::memcpy(block, &size, sizeof size);
    return static_cast<char*>(block) + kHead;
}

void release(void* data) noexcept {
    if (data == nullptr) return;
    char* const block = static_cast<char*>(data) - kHead;
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof size);
    if (looking && size >= kLeastSize) {
        ++freed_blocks;
        bool zero = true;
        for (std::size_t i = 0; i < size; ++i)
            zero = zero && block[kHead + i] == 0;
        if (!zero) ++unwiped_blocks;
    }
    std::free(block);
}

} // namespace

void* operator new(std::size_t size) {
    return allocate(size);
}
void* operator new[](std::size_t size) {
    return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return allocate(size);
}
void operator delete(void* data) noexcept {
    release(data);
}
void operator delete[](void* data) noexcept {
    release(data);
}
void operator delete(void* data, std::size_t) noexcept {
    release(data);
}
void operator delete[](void* data, std::size_t) noexcept {
    release(data);
}

namespace emrshare::test {
namespace {

/// What was freed while @p action ran.
struct Freed {
    std::size_t blocks;
    std::size_t unwiped;
};

template <class Action>
Freed freed_by(Action&& action) {
    freed_blocks = 0;
    unwiped_blocks = 0;
    looking = true;
    action();
    looking = false;
    return {freed_blocks, unwiped_blocks};
}

/// Keeps the compiler from leaving out stores to memory that is about to be freed.
void use(const void* data) {
    asm volatile("" : : "r"(data) : "memory");
}

template <class Vector>
void fill_grow_and_free(std::size_t size) {
    Vector values;
    for (std::size_t i = 0; i < size; ++i)
        values.push_back(static_cast<typename Vector::value_type>(i % 100 + 1));
    use(values.data());
    Vector copy = values;
    use(copy.data());
    Vector moved = std::move(copy);
    moved.shrink_to_fit();
    moved.resize(2 * size);
    use(moved.data());
}

} // namespace

TEST_CASE("vectors of the wiping allocator are zero when freed, also when they grow") {
    for (const std::size_t size : {64U, 1000U, 100000U}) {
        for (const Freed& freed : {freed_by([size] { fill_grow_and_free<WipedVector<std::uint8_t>>(size); }),
                                   freed_by([size] { fill_grow_and_free<WipedVector<std::int64_t>>(size); }),
                                   freed_by([size] { fill_grow_and_free<WipedVector<double>>(size); })}) {
            CHECK(freed.blocks >= 3);
            CHECK(freed.unwiped == 0);
        }
        // The control: ordinary vectors are not.
        const Freed control = freed_by([size] { fill_grow_and_free<std::vector<std::uint8_t>>(size); });
        CHECK(control.blocks >= 3);
        CHECK(control.unwiped >= 3);
    }
}

TEST_CASE("coins are zero when they are destroyed") {
    alignas(Coins) unsigned char storage[sizeof(Coins)];
    SHOW_SEED();
    const Coins original = coins("wipe");
    Coins* const copy = new (storage) Coins(original);
    use(storage);
    CHECK(*copy == original);
    CHECK(std::memcmp(storage, original.bytes.data(), original.bytes.size()) == 0);
    copy->~Coins();
    use(storage);
    const unsigned char zeros[sizeof(Coins)] = {};
    CHECK(std::memcmp(storage, zeros, sizeof zeros) == 0);
}

TEST_CASE("wipe overwrites what it is told to, and no more") {
    unsigned char bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    wipe(bytes + 2, 3);
    const unsigned char expected[8] = {1, 2, 0, 0, 0, 6, 7, 8};
    CHECK(std::memcmp(bytes, expected, 8) == 0);
    wipe(bytes, 0);
    CHECK(bytes[0] == 1);
}

TEST_CASE("no operation frees a block of memory that still holds anything") {
    SHOW_SEED();
    for (const std::string_view name : {"toy-64", "small-256"}) {
        CAPTURE(name);
        const ParameterSet& set = parameter_set(name);
        const MasterKey& msk = master_key(set);
        const Bytes id = bytes_of("Alice");
        const Poly f_prime = extract(Profile::corrected, msk, id);
        const KeyPair keys = keygen_printed_from_coins(set, f_prime, coins("keys"));
        const Poly M(set.n);
        const Rq C = enc_from_coins(set, keys.pk, M, coins("enc"));
        const OwnerShare share = rekeygen_owner_printed_from_coins(set, keys.f, coins("owner"));
        const Rq b_B = rekeygen_requester(set, share.a_B, keys.f);
        const Rq rk = rekeygen_cloud_printed(set, share.r_B, b_B);
        const OwnerKey owner = keygen_from_coins(set, f_prime, coins("corrected keys"));
        const SamplingTree tree = sampling_tree(set, owner);
        const Coins c = coins("operations");
        // The control: a secret in an ordinary vector.
        const Freed control = freed_by([&] {
            const std::vector<std::int64_t> copy(keys.f.begin(), keys.f.end());
            use(copy.data());
        });
        CHECK(control.unwiped == 1);
        const auto check = [](const char* operation, const Freed& freed) {
            INFO(operation);
            CHECK(freed.blocks > 0);
            CHECK(freed.unwiped == 0);
        };
        check("TrapGen", freed_by([&] { (void)trapgen(set.k, set.q, set.n, c); }));
        check("Setup", freed_by([&] { (void)setup_from_coins(set, c); }));
        check("Extract", freed_by([&] { (void)extract(Profile::corrected, msk, id); }));
        check("Extract as printed", freed_by([&] { (void)extract(Profile::as_printed, msk, id); }));
        check("KeyGen", freed_by([&] { (void)keygen_printed_from_coins(set, f_prime, c); }));
        check("Enc", freed_by([&] { (void)enc_from_coins(set, keys.pk, M, c); }));
        check("Dec", freed_by([&] { (void)dec(set, keys.f, C); }));
        check("ReKeyGen, owner", freed_by([&] { (void)rekeygen_owner_printed_from_coins(set, keys.f, c); }));
        check("ReKeyGen, requester", freed_by([&] { (void)rekeygen_requester(set, share.a_B, keys.f); }));
        check("ReKeyGen, cloud", freed_by([&] { (void)rekeygen_cloud_printed(set, share.r_B, b_B); }));
        check("ReEnc", freed_by([&] { (void)reenc_printed(set, rk, C); }));
        const Encapsulation sent = kem_encaps_from_coins(set, keys.pk, c);
        check("requester's KeyGen", freed_by([&] { (void)one_time_keygen_from_coins(set, c); }));
        check("corrected KeyGen", freed_by([&] { (void)keygen_from_coins(set, f_prime, c); }));
        check("sampling tree", freed_by([&] { (void)sampling_tree(set, owner); }));
        check("corrected ReKeyGen, owner", freed_by([&] { (void)rekeygen_owner_from_coins(set, owner, tree, c); }));
        check("corrected ReEnc", freed_by([&] { (void)reenc_from_coins(set, rk, keys.pk, C, c); }));
        check("Encaps", freed_by([&] { (void)kem_encaps_from_coins(set, keys.pk, c); }));
        check("Decaps", freed_by([&] { (void)kem_decaps(set, keys.f, keys.pk, c, sent.C); }));
        check("encodings", freed_by([&] {
                  (void)decode_element(set, encode(C));
                  (void)decode_short(set, encode_short(set, keys.f));
                  (void)decode_message(set, encode_message(set, M));
              }));
        check("derived coins", freed_by([&] { (void)derive_coins(XofInput("test").with(c)); }));
        // Streams belong to the caller: made and freed outside.
        std::istringstream plaintext(std::string(100, 'a'));
        std::ostringstream sealed;
        sealed << std::string(100000, '\0');
        sealed.seekp(0);
        check("seal", freed_by([&] { seal(set, keys.pk, plaintext, 100, sealed, c); }));
        const std::string file = sealed.str().substr(0, static_cast<std::size_t>(sealed.tellp()));
        std::istringstream input(file);
        std::ostringstream opened;
        opened << std::string(1000, '\0');
        opened.seekp(0);
        check("open", freed_by([&] { open(keys.f, keys.pk, input, file.size(), opened); }));
        CHECK(opened.str().substr(0, 100) == std::string(100, 'a'));
        plaintext.clear();
        plaintext.seekg(0);
        sealed.seekp(0);
        // Crypto++ keeps where the nonce is in a block of its own; nothing secret is in it.
        CHECK(freed_by([&] { seal_hybrid(set, keys.pk, plaintext, 100, sealed, c); }).unwiped == 1);
        const std::string hybrid = sealed.str().substr(0, static_cast<std::size_t>(sealed.tellp()));
        std::istringstream hybrid_input(hybrid);
        opened.seekp(0);
        CHECK(freed_by([&] { open_hybrid(keys.f, keys.pk, hybrid_input, hybrid.size(), opened); }).unwiped == 1);
        CHECK(opened.str().substr(0, 100) == std::string(100, 'a'));
    }
}

TEST_CASE("signatures free no block of memory that still holds anything") {
    SHOW_SEED();
    const Coins xi = coins("signer");
    const ml_dsa::KeyPair pair = ml_dsa::keygen_from_coins(xi);
    const Bytes M = bytes_of("message");
    const Bytes sigma = ml_dsa::sign_from_coins(pair.sk, M, {}, xi);
    const auto check = [](const char* operation, const Freed& freed) {
        INFO(operation);
        CHECK(freed.blocks > 0);
        CHECK(freed.unwiped == 0);
    };
    check("KeyGen", freed_by([&] { (void)ml_dsa::keygen_from_coins(xi); }));
    check("Sign", freed_by([&] { (void)ml_dsa::sign_from_coins(pair.sk, M, {}, xi); }));
    check("Verify", freed_by([&] { (void)ml_dsa::verify(pair.pk, M, {}, sigma); }));
    check("secret key", freed_by([&] { (void)ml_dsa::sk_encode(ml_dsa::sk_decode(pair.sk)); }));
}

} // namespace emrshare::test
