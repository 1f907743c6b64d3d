// A hospital gives a patient a record of hers (spec, section 14.4; paper, section 4.B(3)).

#include "base/error.hpp"
#include "node/hospital.hpp"
#include "node/sharing.hpp"
#include "pre/encoding.hpp"
#include "random/xof.hpp"
#include "record/split.hpp"

namespace emrshare::node {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kAroundRecord = 64; // what an EMR has besides the Record and an element

/// ISSUE.1: the summary, then the sections of the record.
std::vector<Message> make_disclosures(const message::Dialect& dialect, const Message& Issue, const Coins& coins) {
    std::vector<Piece> pieces = split_record(Issue.text("form"), Issue.bytes("EMR"));
    pieces.insert(pieces.begin(), {"summary", Issue.bytes("Info_s")});
    std::vector<Message> disclosures;
    for (const Piece& piece : pieces) {
        const std::uint64_t num = disclosures.size();
        const Bytes salt = derive_bytes(XofInput("NODE.Salt").with(coins).with(num), kSaltBytes);
        disclosures.emplace_back(dialect, Type::disclosure,
                                 Items{item_of(salt), Item(num), item_of(piece.name), Item(piece.content)});
    }
    return disclosures;
}

std::vector<Bytes> digests_of(const std::vector<Message>& parts) {
    std::vector<Bytes> digests;
    digests.reserve(parts.size());
    for (const Message& part : parts)
        digests.push_back(part.digest());
    return digests;
}

} // namespace

void Hospital::on_issue(Step& step) {
    const Message& Issue = step.message;
    const Message* certificate = certificate_on_chain(*this, Issue.bytes("PID_A"));
    require(certificate != nullptr, "ISSUE.C1", "PID_A", "nobody of this PID has a certificate");
    const std::vector<Message> disclosures = make_disclosures(pp().dialect(), Issue, step.coins); // ISSUE.1
    const Message Attestation = sign(Type::attestation, {item_of(id()), Issue["PID_A"], Item(step.now),
                                                         item_of(digests_of(disclosures))}); // ISSUE.2
    const Message Record = make(Type::record, {Attestation.item(), item_of(disclosures)});
    const std::size_t around = pp().dialect().set->element_bytes() + kAroundRecord;
    require(Record.encode().size() + around <= message::kMessageLimit, "ISSUE.C2", "EMR",
            "with its summary it fits no message");
    const message::Sealed sealed =
        seal_part(pp(), certificate->element("pk"), "EMR", Record, derive_coins("NODE.Seal", step.coins)); // ISSUE.3
    step.send(Issue.text("to"), make(Type::emr, {Item(encode(sealed.C)), Item(sealed.sealed)}));
}

} // namespace emrshare::node
