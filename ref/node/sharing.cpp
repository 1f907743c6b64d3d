#include "node/sharing.hpp"

#include "base/error.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"
#include "record/section.hpp"

namespace emrshare::node {

const Message* certificate_on_chain(const Node& node, ByteView PID) {
    const auto found = node.certificates().find(PID);
    return found == node.certificates().end() ? nullptr : found->second.get();
}

bool fits_into_messages(const Message& Upload) {
    constexpr std::size_t kAroundAnswer = 64; // fields of a FetchAnswer that an Upload has not
    constexpr std::size_t kAroundBlock = 4;
    const message::Dialect& dialect = Upload.dialect();
    const std::vector<Message> sections = Upload.parts("sections");
    std::size_t blocks = 0;
    for (const Message& section : sections)
        blocks += section["C"].entries()->size();
    const bool is_list = blocks <= message::kListLimit;
    const std::size_t again = dialect.profile == Profile::as_printed
                                  ? 0
                                  : sections.size() * (dialect.set->element_bytes() + kAroundBlock) + kAroundAnswer;
    return is_list && Upload.encode().size() + again <= message::kMessageLimit;
}

std::string url_of(ByteView cid, ByteView digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string url(cid.begin(), cid.end());
    url += '/';
    for (const std::uint8_t byte : digest) {
        url += kDigits[byte / 16];
        url += kDigits[byte % 16];
    }
    return url;
}

const message::NodeEntry* cloud_of(const PublicParameters& pp, const std::string& url) {
    return pp.node(bytes_of(url.substr(0, url.find('/'))), Role::cloud);
}

message::Sealed seal_part(const PublicParameters& pp, const Rq& pk, std::string_view name, const Message& part,
                          const Coins& coins) {
    return message::seal_for_from_coins(*pp.dialect().set, pk, channel_context(pp, name), part.encode(), coins);
}

Bytes open_carried(const PublicParameters& pp, const KeyPair& pair, const Coins& seed, const Message& carrier) {
    return message::open_sealed(*pp.dialect().set, pair.f, pair.pk, derive_coins("NODE.z", seed),
                                channel_context(pp, carrier.format().name),
                                {carrier.element("C"), carrier.bytes("sealed")});
}

std::vector<Bytes> encrypt_element(const ParameterSet& set, const Rq& pk, const Rq& element, const Coins& coins) {
    return encrypt_blocks(set, pk, encode(element), "BLOCKS.Element", coins); // BLOCKS.Element.1
}

Rq decrypt_element(const ParameterSet& set, const Poly& f, const std::vector<Bytes>& blocks) {
    require(blocks.size() * set.message_bytes() == set.element_bytes(), "BLOCKS.Element.C1", "blocks",
            "they are not as many as an element needs");
    return decode_element(set, decrypt_blocks(set, f, blocks)); // BLOCKS.Element.2
}

bool are_increasing(const std::vector<std::uint64_t>& numbers) {
    return std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
}

} // namespace emrshare::node
