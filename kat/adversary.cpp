#include "adversary.hpp"

#include "node/key_making.hpp"

namespace emrshare::kat {

Bytes secret_key_of(const Coins& seed) {
    return node::make_signing_key_pair(seed).sk;
}

message::Message signed_as_is(const message::Message& message, const Bytes& sk) {
    return message.with("Sig", message::Item(message::signature_of(message.format(), message.bytes("h"), sk)));
}

message::Message signed_anew(const message::PublicParameters& pp, const message::Message& message, const Bytes& sk) {
    return signed_as_is(message.with("h", message::Item(message::right_h(pp.G(), message))), sk);
}

} // namespace emrshare::kat
