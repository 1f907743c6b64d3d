// The C interface: sealed files in memory.
#include "capi/boundary.hpp"

#include "base/error.hpp"
#include "record/reseal.hpp"
#include "record/seal.hpp"

#include <istream>
#include <ostream>
#include <streambuf>

using namespace emrshare;
using namespace emrshare::capi;

namespace {

/// Bytes of the caller as a stream that can be sought in, without a copy.
class ViewBuffer final : public std::streambuf {
public:
    explicit ViewBuffer(ByteView bytes) {
        // std::streambuf knows no read-only memory; nothing here writes.
        char* const begin = const_cast<char*>(reinterpret_cast<const char*>(bytes.data()));
        setg(begin, begin, begin + bytes.size());
    }

private:
    pos_type seekoff(off_type by, std::ios_base::seekdir from, std::ios_base::openmode which) override {
        const std::ptrdiff_t base =
            from == std::ios_base::beg ? 0 : (from == std::ios_base::cur ? gptr() : egptr()) - eback();
        return seekpos(pos_type(base + by), which);
    }
    pos_type seekpos(pos_type position, std::ios_base::openmode) override {
        if (position < 0 || position > egptr() - eback()) return pos_type(off_type(-1));
        setg(eback(), eback() + static_cast<std::ptrdiff_t>(position), egptr());
        return position;
    }
};

/// A stream into memory that is wiped.
class BytesBuffer final : public std::streambuf {
public:
    /// What was written.
    const Bytes& bytes() const noexcept { return bytes_; }

private:
    std::streamsize xsputn(const char* data, std::streamsize size) override {
        bytes_.insert(bytes_.end(), data, data + size);
        return size;
    }
    int_type overflow(int_type byte) override {
        if (!traits_type::eq_int_type(byte, traits_type::eof()))
            bytes_.push_back(static_cast<std::uint8_t>(traits_type::to_char_type(byte)));
        return traits_type::not_eof(byte);
    }
    Bytes bytes_;
};

/// What @p transform makes of @p bytes, both as streams.
template <class Transform>
Bytes through_streams(ByteView bytes, const Transform& transform) {
    ViewBuffer source(bytes);
    std::istream in(&source);
    BytesBuffer target;
    std::ostream out(&target);
    // A stream swallows exceptions of its buffer unless it is told not to.
    out.exceptions(std::ios::badbit);
    transform(in, out);
    return target.bytes();
}

/// Where the head of a file stands, whatever its version.
std::uint64_t head_of(std::istream& file) {
    using namespace sealed_layout;
    return version_at(file, 0) == kReSealed ? kPrefixBytes : 0;
}

/// The head of a file of any version.
SealHeader header_of(std::istream& file, std::uint64_t size) {
    using namespace sealed_layout;
    const std::uint64_t begin = head_of(file);
    return read_header(file, begin, size, mode_at(file, begin));
}

/// What the head says, before anything is checked; 0 if there is none, of which the algorithm says why.
std::uint64_t stated_length(ByteView file) {
    ViewBuffer source(file);
    std::istream in(&source);
    try {
        return header_of(in, file.size()).length;
    } catch (const Rejection&) {
        return 0;
    }
}

emrshare_status seal_in(SealMode mode, const emrshare_set* set, emrshare_bytes pk, emrshare_bytes plaintext,
                        emrshare_bytes coins, emrshare_buffer sealed) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(sealed, static_cast<std::size_t>(sealed_size(s, plaintext.size, mode)), "sealed");
        const Rq key = read_element(s, pk, "pk");
        const ByteView text = view(plaintext, "plaintext");
        const Coins fresh = read_coins(coins, "coins");
        write({{sealed, through_streams(text, [&](std::istream& in, std::ostream& out) {
                    seal_as(mode, s, key, in, text.size(), out, fresh);
                })}});
    });
}

/// Opens a file by open(), open_hybrid() or open_resealed(). @param private_name,public_name what its keys are called
emrshare_status open_by(decltype(&emrshare::open) algorithm, const emrshare_set* set, emrshare_bytes f,
                        std::string_view private_name, emrshare_bytes pk, std::string_view public_name,
                        emrshare_bytes sealed, std::string_view file_name, emrshare_buffer plaintext, size_t* written) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        const Poly private_key = read_short(s, f, private_name);
        const Rq public_key = read_element(s, pk, public_name);
        const ByteView file = view(sealed, file_name);
        require_room(plaintext, static_cast<std::size_t>(stated_length(file)), "plaintext");
        const Bytes text = through_streams(file, [&](std::istream& in, std::ostream& out) {
            algorithm(private_key, public_key, in, file.size(), out, {}, 1);
        });
        if (written != nullptr) *written = text.size();
        write({{plaintext, text}});
    });
}

} // namespace

extern "C" {

emrshare_status emrshare_key_fingerprint(const emrshare_set* set, emrshare_bytes pk, emrshare_buffer fingerprint) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(fingerprint, EMRSHARE_FINGERPRINT_BYTES, "fingerprint");
        write({{fingerprint, key_fingerprint(s, read_element(s, pk, "pk"))}});
    });
}

uint64_t emrshare_sealed_size(const emrshare_set* set, uint64_t length) {
    return set != nullptr ? sealed_size(parameters(set), length) : 0;
}

uint64_t emrshare_sealed_hybrid_size(const emrshare_set* set, uint64_t length) {
    return set != nullptr ? sealed_size(parameters(set), length, SealMode::hybrid) : 0;
}

emrshare_status emrshare_seal_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes plaintext,
                                         emrshare_bytes coins, emrshare_buffer sealed) {
    return seal_in(SealMode::direct, set, pk, plaintext, coins, sealed);
}

emrshare_status emrshare_seal_hybrid_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes plaintext,
                                                emrshare_bytes coins, emrshare_buffer sealed) {
    return seal_in(SealMode::hybrid, set, pk, plaintext, coins, sealed);
}

emrshare_status emrshare_opened_size(emrshare_bytes sealed, uint64_t* length) {
    return guarded([&] {
        require_pointer(length, "length");
        const ByteView file = view(sealed, "sealed");
        ViewBuffer source(file);
        std::istream in(&source);
        const SealHeader header = header_of(in, file.size());
        sealed_layout::check_digest(header, in, head_of(in), 1);
        *length = header.length;
    });
}

emrshare_status emrshare_open(const emrshare_set* set, emrshare_bytes f, emrshare_bytes pk, emrshare_bytes sealed,
                              emrshare_buffer plaintext, size_t* written) {
    return open_by(open, set, f, "f", pk, "pk", sealed, "sealed", plaintext, written);
}

emrshare_status emrshare_open_hybrid(const emrshare_set* set, emrshare_bytes f, emrshare_bytes pk,
                                     emrshare_bytes sealed, emrshare_buffer plaintext, size_t* written) {
    return open_by(open_hybrid, set, f, "f", pk, "pk", sealed, "sealed", plaintext, written);
}

emrshare_status emrshare_sealed_digest(emrshare_bytes sealed, emrshare_buffer digest) {
    return guarded([&] {
        require_room(digest, sealed_layout::kDigestBytes, "digest");
        const ByteView file = view(sealed, "sealed");
        ViewBuffer source(file);
        std::istream in(&source);
        write({{digest, sealed_digest(in, file.size())}});
    });
}

uint64_t emrshare_resealed_size(uint64_t size) {
    return resealed_size(size);
}

emrshare_status emrshare_reseal(const emrshare_set* set, emrshare_bytes rk, emrshare_bytes pk_B, emrshare_bytes K_CS,
                                emrshare_bytes digest, emrshare_bytes sealed, emrshare_buffer resealed) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(resealed, static_cast<std::size_t>(resealed_size(sealed.size)), "resealed");
        const Rq key_rk = read_element(s, rk, "rk");
        const Rq key_pk_B = read_element(s, pk_B, "pk_B*");
        const Coins secret = read_coins(K_CS, "K_CS");
        const ByteView named = view(digest, "digest");
        const ReSealKey key{&s, key_rk, key_pk_B, secret, Bytes(named.begin(), named.end())};
        const ByteView file = view(sealed, "sealed");
        write({{resealed, through_streams(
                              file, [&](std::istream& in, std::ostream& out) { reseal(key, in, file.size(), out); })}});
    });
}

emrshare_status emrshare_open_resealed(const emrshare_set* set, emrshare_bytes f_B, emrshare_bytes pk_B,
                                       emrshare_bytes resealed, emrshare_buffer plaintext, size_t* written) {
    return open_by(open_resealed, set, f_B, "f_B*", pk_B, "pk_B*", resealed, "resealed", plaintext, written);
}
}
