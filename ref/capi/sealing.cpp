// The C interface: sealed files in memory.
#include "capi/boundary.hpp"

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

std::uint64_t length_of(ByteView sealed) {
    ViewBuffer buffer(sealed);
    std::istream stream(&buffer);
    return check_sealed(stream, sealed.size()).length;
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

emrshare_status emrshare_seal_from_coins(const emrshare_set* set, emrshare_bytes pk, emrshare_bytes plaintext,
                                         emrshare_bytes coins, emrshare_buffer sealed) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        require_room(sealed, static_cast<std::size_t>(sealed_size(s, plaintext.size)), "sealed");
        const Rq key = read_element(s, pk, "pk");
        ViewBuffer source(view(plaintext, "plaintext"));
        std::istream in(&source);
        BytesBuffer target;
        std::ostream out(&target);
        // A stream swallows exceptions of its buffer unless it is told not to.
        out.exceptions(std::ios::badbit);
        seal(s, key, in, plaintext.size, out, read_coins(coins, "coins"));
        write({{sealed, target.bytes()}});
    });
}

emrshare_status emrshare_opened_size(emrshare_bytes sealed, uint64_t* length) {
    return guarded([&] {
        require_pointer(length, "length");
        *length = length_of(view(sealed, "sealed"));
    });
}

emrshare_status emrshare_open(const emrshare_set* set, emrshare_bytes f, emrshare_bytes pk, emrshare_bytes sealed,
                              emrshare_buffer plaintext, size_t* written) {
    return guarded([&] {
        const ParameterSet& s = parameters(set);
        const Poly private_key = read_short(s, f, "f");
        const Rq public_key = read_element(s, pk, "pk");
        const ByteView file = view(sealed, "sealed");
        require_room(plaintext, static_cast<std::size_t>(length_of(file)), "plaintext");
        ViewBuffer source(file);
        std::istream in(&source);
        BytesBuffer target;
        std::ostream out(&target);
        out.exceptions(std::ios::badbit);
        open(private_key, public_key, in, file.size(), out);
        if (written != nullptr) *written = target.bytes().size();
        write({{plaintext, target.bytes()}});
    });
}
}
