#include "workspace/metadata.hpp"

#include "base/error.hpp"
#include "files.hpp"
#include "printable.hpp"
#include "random/xof.hpp"
#include "record/split.hpp"

#include <algorithm>

namespace emrshare::kat {
namespace {

using message::Message;
using message::Type;

std::string text_of(const Bytes& bytes) {
    return as_utf8(std::string(bytes.begin(), bytes.end()));
}

/// The part Record if Info_s is one.
std::optional<Message> plain_record(const message::PublicParameters& pp, const Published& record) {
    try {
        return message::decode_part(pp.dialect(), Type::record, record.Info_s);
    } catch (const Rejection&) {
        return std::nullopt; // it is encrypted
    }
}

bool is_attested(const message::PublicParameters& pp, const Published& record, const Message& attestation,
                 const Message& summary) {
    const message::NodeEntry* hospital = pp.node(attestation.bytes("hid"), message::Role::hospital);
    const std::vector<Bytes> digests = attestation.byte_strings("digests");
    return hospital != nullptr && attestation.bytes("PID_A") == record.PID_A && pp.has_right_h(attestation) &&
           is_signed_by(attestation, hospital->vk) && !digests.empty() && digests.front() == summary.digest();
}

} // namespace

Summary read_summary(const message::PublicParameters& pp, const Published& record) {
    const std::optional<Message> Record = plain_record(pp, record);
    if (!Record || Record->parts("disclosures").empty()) return {};
    const Message attestation = Record->part("attestation");
    const Message summary = Record->parts("disclosures").front();
    const Bytes& hid = attestation.bytes("hid");
    const std::size_t digests = attestation.byte_strings("digests").size();
    return {false, text_of(summary.bytes("content")), text_of(hid), digests == 0 ? 0 : digests - 1,
            is_attested(pp, record, attestation, summary)};
}

Bytes read_record(const std::string& path) {
    const InputFile file(path);
    require(file.size <= kRecordLimit, "RECORD.Split.C2", path,
            "it has " + std::to_string(file.size) + " bytes; a record has at most " + std::to_string(kRecordLimit));
    return bytes_of(read_file(path));
}

} // namespace emrshare::kat
