#include "message/format.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace emrshare::message {
namespace {

constexpr Field kH = {"h", Kind::digest};
constexpr Field kSig = {"Sig", Kind::sig};

/// The types that both profiles have, but for nonce_grant, tx_req, block, access_request and fetch_answer.
std::vector<Format> shared_formats() {
    return {
        {Type::enrolment,
         "Enrolment",
         {{"Name", Kind::text},
          {"Id", Kind::text},
          {"Email", Kind::text},
          {"Phone", Kind::text},
          {"vk", Kind::vk},
          {"pk*", Kind::element},
          {"time", Kind::time},
          kH,
          kSig},
         Use::part},
        {Type::reg_request, "RegRequest", {{"C", Kind::element}, {"sealed", Kind::bytes}}},
        {Type::reg_offer, "RegOffer", {{"mid", Kind::id}, {"C", Kind::element}, {"sealed", Kind::bytes}, kH, kSig}},
        {Type::offer, "Offer", {{"PID", Kind::pid}, {"f'", Kind::element}}, Use::part},
        {Type::key_confirm, "KeyConfirm", {{"PID", Kind::pid}, {"pk", Kind::element}, kH, kSig}},
        {Type::certificate,
         "Certificate",
         {{"PID", Kind::pid},
          {"pk", Kind::element},
          {"vk", Kind::vk},
          {"mid", Kind::id},
          {"time", Kind::time},
          kH,
          kSig}},
        {Type::nonce_request, "NonceRequest", {{"author", Kind::id}}},
        {Type::sync_request, "SyncRequest", {{"from", Kind::id}, {"num", Kind::number}}},
        {Type::public_parameters,
         "PP",
         {{"version", Kind::number},
          {"profile", Kind::text},
          {"set", Kind::text},
          {"B", Kind::elements},
          {"nodes", Kind::parts, Type::node},
          {"threshold", Kind::number},
          {"block_transactions", Kind::number},
          {"block_time", Kind::number},
          {"window", Kind::number},
          {"grant_time", Kind::number},
          {"timeout", Kind::number}},
         Use::part},
        {Type::node,
         "Node",
         {{"id", Kind::id}, {"role", Kind::number}, {"pk", Kind::element}, {"vk", Kind::vk}},
         Use::part},
        {Type::registration,
         "Registration",
         {{"author", Kind::id}, {"certificate", Kind::part, Type::certificate}},
         Use::part},
        {Type::metadata, "Metadata", {{"author", Kind::id}, {"url", Kind::text}, {"Info_s", Kind::bytes}}, Use::part},
        {Type::credential,
         "Credential",
         {{"author", Kind::id},
          {"vc", Kind::digest},
          {"PID_B", Kind::pid},
          {"url", Kind::text},
          {"not_before", Kind::time},
          {"not_after", Kind::time}},
         Use::part},
        {Type::revocation, "Revocation", {{"author", Kind::id}, {"vc", Kind::digest}}, Use::part},
        {Type::access,
         "Access",
         {{"author", Kind::id},
          {"PID_A", Kind::pid},
          {"vc", Kind::digest},
          {"PID_B", Kind::pid},
          {"url", Kind::text},
          {"r", Kind::nonce},
          {"expires", Kind::time}},
         Use::part},
        {Type::register_user,
         "Register",
         {{"Name", Kind::text}, {"Id", Kind::text}, {"Email", Kind::text}, {"Phone", Kind::text}},
         Use::command},
        {Type::verified, "Verified", {{"Id", Kind::text}, {"Name", Kind::text}, {"key", Kind::digest}}, Use::command},
        {Type::submit, "Submit", {{"content", Kind::content}}, Use::command},
        {Type::refuse, "Refuse", {{"author", Kind::id}}, Use::command},
        {Type::recover, "Recover", {}, Use::command},
        {Type::ask, "Ask", {{"PID_A", Kind::pid}, {"url", Kind::text}, {"to", Kind::text}}, Use::command},
        {Type::expect, "Expect", {{"r", Kind::nonce}}, Use::command},
    };
}

std::vector<Format> corrected_formats() {
    std::vector<Format> all = shared_formats();
    const std::vector<Format> own = {
        {Type::nonce_grant,
         "NonceGrant",
         {{"leader", Kind::id}, {"author", Kind::id}, {"r", Kind::nonce}, {"expires", Kind::time}, kH, kSig}},
        {Type::tx_req,
         "Tx_req",
         {{"M", Kind::content}, {"grant", Kind::part, Type::nonce_grant}, {"time", Kind::time}, kH, kSig}},
        {Type::endorsement,
         "E",
         {{"Tx_req", Kind::part, Type::tx_req}, {"hid", Kind::id}, {"res", Kind::flag}, kH, kSig}},
        {Type::voucher, "Voucher", {{"hid", Kind::id}, kSig}, Use::part},
        {Type::tx, "Tx", {{"Tx_req", Kind::part, Type::tx_req}, {"endorsers", Kind::parts, Type::voucher}}, Use::part},
        {Type::quorum, "Quorum", {{"term", Kind::number}, {"acks", Kind::parts, Type::voucher}}, Use::part},
        {Type::block,
         "BM",
         {{"num", Kind::number},
          {"prev", Kind::digest},
          {"quorum", Kind::part, Type::quorum},
          {"time", Kind::time},
          {"leader", Kind::id},
          {"Block", Kind::parts, Type::tx},
          kH,
          kSig},
         Use::part},
        {Type::proposal,
         "Proposal",
         {{"leader", Kind::id},
          {"term", Kind::number},
          {"BM", Kind::part, Type::block},
          {"terms", Kind::parts, Type::new_term},
          kH,
          kSig}},
        {Type::ack,
         "Ack",
         {{"hid", Kind::id}, {"num", Kind::number}, {"term", Kind::number}, {"h_B", Kind::digest}, kH, kSig}},
        {Type::commit, "Commit", {{"BM", Kind::part, Type::block}, {"quorum", Kind::part, Type::quorum}}},
        {Type::new_term,
         "NewTerm",
         {{"hid", Kind::id},
          {"num", Kind::number},
          {"term", Kind::number},
          {"vote", Kind::optional_part, Type::vote},
          kH,
          kSig},
         Use::part},
        {Type::vote, "Vote", {{"term", Kind::number}, {"h_B", Kind::digest}}, Use::part},
        {Type::give_up, "GiveUp", {{"NewTerm", Kind::part, Type::new_term}, {"BM", Kind::optional_part, Type::block}}},
        {Type::access_request,
         "AccessRequest",
         {{"PID_B", Kind::pid},
          {"PID_A", Kind::pid},
          {"url", Kind::text},
          {"r", Kind::nonce},
          {"time", Kind::time},
          kH,
          kSig}},
        {Type::fetch_answer,
         "FetchAnswer",
         {{"cid", Kind::id},
          {"PID_B", Kind::pid},
          {"r", Kind::nonce},
          {"C_B", Kind::elements},
          {"delta_A", Kind::bytes},
          kH,
          kSig}},
    };
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

std::vector<Format> printed_formats() {
    std::vector<Format> all = shared_formats();
    const std::vector<Format> own = {
        {Type::nonce_grant, "NonceGrant", {{"r", Kind::nonce}}},
        {Type::tx_req, "Tx_req", {{"M", Kind::content}, {"r", Kind::nonce}, kH, kSig}, Use::message, {"M"}},
        {Type::endorsement,
         "E",
         {{"Tx_req", Kind::part, Type::tx_req}, {"hid", Kind::id}, {"res", Kind::flag}, kH, kSig},
         Use::message,
         {"Tx_req", "res"}},
        {Type::block,
         "BM",
         {{"Block", Kind::parts, Type::tx_req}, {"num", Kind::number}, kH, kSig},
         Use::message,
         {"Block"}},
        {Type::next_leader, "NextLeader", {{"num", Kind::number}, {"R", Kind::number}, kH, kSig}},
        {Type::access_request, "AccessRequest", {{"PID_B", Kind::pid}, kH, kSig}, Use::message, {"PID_B"}},
        {Type::fetch_answer, "FetchAnswer", {{"C_B", Kind::elements}, {"delta_A", Kind::bytes}}},
    };
    all.insert(all.end(), own.begin(), own.end());
    return all;
}

} // namespace

bool Format::is_signed() const noexcept {
    return fields.size() >= 2 && fields[fields.size() - 2].name == "h";
}

std::size_t Format::index(std::string_view field) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == field; });
    if (found == fields.end()) throw std::logic_error(std::string(name) + " has no field " + std::string(field));
    return 1 + static_cast<std::size_t>(found - fields.begin());
}

std::span<const Format> formats(Profile profile) {
    static const std::vector<Format> corrected = corrected_formats();
    static const std::vector<Format> printed = printed_formats();
    return profile == Profile::corrected ? corrected : printed;
}

const Format& format_of(Profile profile, Type type) {
    const std::span<const Format> all = formats(profile);
    const auto found = std::find_if(all.begin(), all.end(), [&](const Format& f) { return f.type == type; });
    if (found == all.end()) throw std::logic_error("no message has the code " + std::to_string(static_cast<int>(type)));
    return *found;
}

} // namespace emrshare::message
