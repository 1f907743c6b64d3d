#include "ledger/ledger.hpp"

namespace emrshare::ledger {

using message::Item;
using message::Items;

namespace {

constexpr std::uint64_t kLedgerCode = 70;
constexpr std::uint64_t kGrantedCode = 71;

} // namespace

Item item_of(const Certificates& certificates) {
    Items entries;
    for (const auto& [PID, certificate] : certificates)
        entries.push_back(certificate->item());
    return Item(std::move(entries));
}

Item item_of(const MetadataMap& metadata) {
    Items entries;
    for (const auto& [name, content] : metadata)
        entries.push_back(content->item());
    return Item(std::move(entries));
}

Item item_of(const Credentials& credentials) {
    Items entries;
    for (const auto& [name, granted] : credentials)
        entries.emplace_back(Items{Item(kGrantedCode), granted.credential->item(), Item(granted.revoked)});
    return Item(std::move(entries));
}

Item Ledger::item() const {
    return Item(Items{Item(kLedgerCode), Item(height), message::item_of(last), Item(time), message::item_of(R),
                      Item(count), item_of(certificates), item_of(metadata), item_of(credentials), item_of(spent)});
}

const Bytes* key_of(const PublicParameters& pp, const Certificates& certificates, ByteView id) {
    if (const message::NodeEntry* node = pp.node(id)) return &node->vk;
    const auto found = certificates.find(id);
    // The bytes live in the certificate's item, which the ledger keeps.
    return found == certificates.end() ? nullptr : &found->second->bytes("vk");
}

Name name_of_record(const Bytes& author, const std::string& url) {
    return {author, Bytes(url.begin(), url.end())};
}

const Message* metadata_of(const MetadataMap& metadata, const Bytes& author, const std::string& url) {
    const auto found = metadata.find(name_of_record(author, url));
    return found == metadata.end() ? nullptr : found->second.get();
}

const message::NodeEntry& leader_of(const PublicParameters& pp, const Ledger& L, std::uint64_t term) {
    std::uint64_t rest = 0; // R mod N, from the most significant byte of the integer to the least
    for (std::size_t i = L.R.size(); i-- > 0;)
        rest = (rest * 256 + L.R[i]) % pp.N();
    const std::uint64_t j = (rest + term % pp.N()) % pp.N() + 1; // LEADER.1
    return pp.management(j);                                     // LEADER.2
}

} // namespace emrshare::ledger
