#include "base/error.hpp"
#include "props/properties.hpp"
#include "props/property.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace emrshare::kat::props {
namespace {

// A row for each property.
// clang-format off
constexpr Property kProperties[] = {
    {"decryption", "what Enc encrypts, Dec reads", "5.E Lemma 1", "",
     "keygen enc dec", "blocks", 40, decryption},
    {"reencrypted-decryption", "what ReEnc makes of a block, the requester reads", "5.E Lemma 2", "E-LEMMA2",
     "keygen one-time-keygen rekeygen-owner rekeygen-requester rekeygen-cloud enc reenc dec", "delegations", 10,
     reencrypted_decryption},
    {"key-encapsulation", "both sides have one key", "9.7", "",
     "keygen kem-encaps kem-decaps", "encapsulations", 10, key_encapsulation},
    {"channel", "what is sealed for somebody, he opens", "11.6", "",
     "keygen seal-channel open-channel", "messages", 10, channel_opens},
    {"file", "a sealed file opens as what was sealed", "7", "",
     "keygen seal open", "files", 10, file_opens},
    {"wallet", "a wallet opens under its password", "16", "",
     "wallet-seal wallet-open", "wallets", 2, wallet_opens},
    {"signature", "what was signed is accepted", "10.3", "",
     "sig-keygen sig-sign sig-verify", "signatures", 5, signature_verifies},

    {"tampered-ciphertext", "a changed block reads as another, a malformed one is refused", "6.4", "",
     "keygen enc dec", "blocks", 5, tampered_ciphertext},
    {"tampered-encapsulation", "a changed C gives a key that nobody else has, each another", "9.7", "",
     "keygen kem-encaps kem-decaps", "encapsulations", 5, tampered_encapsulation},
    {"tampered-channel", "a change in context, C or sealed is refused", "11.6", "",
     "keygen seal-channel open-channel", "messages", 5, tampered_channel},
    {"tampered-file", "a changed file is refused, under a digest that was made anew if the specification notices", "7", "",
     "keygen seal open", "files", 3, tampered_file},
    {"tampered-wallet", "a changed wallet or password is refused", "16", "",
     "wallet-seal wallet-open", "wallets", 1, tampered_wallet},
    {"tampered-signature", "a change in key, message, context or signature is refused", "10.3", "",
     "sig-keygen sig-sign sig-verify", "signatures", 3, tampered_signature},
    {"tampered-message", "a change in any field of a signed message is refused", "11.2",
     "E-NONCE E-NUM E-REQUEST", "node-*", "messages for each operation", 1, tampered_message},

    {"replay-message", "a signed message that has its effect once is refused the second time", "5.D",
     "E-ENDORSER-TWICE E-REQUEST E-SHARE", "node-*", "messages for each operation", 1, message_twice},
    {"replay-nonce", "a request is good under its own nonce alone, and once", "5.D", "E-NONCE",
     "node-tx-req node-nonce-grant", "", 1, breach_nonce},
    {"replay-block", "a block has one place in the chain, and so has a request", "4.B(4)", "E-NUM",
     "node-commit node-block", "", 1, breach_block},
    {"replay-request", "an access request is good for one owner, and once", "4.B(5)", "E-REQUEST",
     "node-access-request", "", 1, breach_request},
    {"old-message", "what is too old or from the future is refused", "5.D", "E-TIME",
     "node-tx-req node-commit node-proposal node-access-request node-access", "", 1, breach_time},
    {"endorser-twice", "each hospital counts once", "4.B(4)", "E-ENDORSER-TWICE",
     "node-endorsement node-commit", "", 1, breach_endorser},
    {"unendorsed", "no block has what was not endorsed", "4.B(4)", "E-UNENDORSED",
     "node-commit node-block", "", 1, breach_endorsements},
    {"leader", "who leads is not for the leader to say", "4.B(4)", "E-LEADER",
     "node-proposal node-give-up node-commit node-next-leader", "", 1, breach_leader},
    {"forged-answer", "an answer is taken from the cloud that was asked, for what was asked", "4.B(5)", "E-ANSWER",
     "node-fetch-answer node-access", "", 1, breach_answer},
    {"forged-link", "a url is taken from the cloud that stores the record", "4.B(3)", "E-LINK",
     "node-record", "", 1, breach_link},
    {"forged-grant", "a grant is taken from the owner, by the requester who asked", "4.B(5)", "E-GRANT",
     "node-grant", "", 1, breach_grant},
    {"forged-share", "a share is taken from the requester, once", "4.B(5)", "E-SHARE",
     "node-grant", "", 1, breach_share},
    {"no-credential", "the cloud serves the holder of a credential that is good, within its scope", "4.A 7-9",
     "E-NO-CREDENTIAL", "node-access", "", 1, breach_credential},
    {"sybil", "one person, one card and one key register once", "5.B", "",
     "node-reg-request node-command", "", 1, breach_registration},

    {"average", "delegations do not tell the owner's key", "5.C", "E-AVERAGE",
     "keygen rekeygen-owner", "delegations", 64, average_of_delegations},
    {"requester-alone", "an answer does not tell the requester d", "5.C", "E-REQUESTER-ALONE",
     "keygen one-time-keygen rekeygen-owner rekeygen-requester rekeygen-cloud enc reenc", "delegations", 5,
     requester_alone},
    {"owner-and-cloud", "owner and cloud do not find a key of the requester that is of use elsewhere", "5.C",
     "E-OWNER-AND-CLOUD", "keygen one-time-keygen rekeygen-owner rekeygen-requester rekeygen-cloud enc",
     "delegations", 3, owner_and_cloud},
    {"strip", "the mask of ReEnc cannot be taken off by rounding", "9.6", "E-REENC-DET",
     "keygen one-time-keygen rekeygen-owner rekeygen-requester rekeygen-cloud enc reenc", "blocks", 20,
     stripped_mask},
    {"repeat", "a question has one answer, and each question a mask of its own", "9.6", "E-REENC-DET",
     "keygen one-time-keygen rekeygen-owner rekeygen-requester rekeygen-cloud enc reenc-coins", "questions", 3,
     repeated_answer},
    {"mask-key", "the cloud refuses keys that take the mask off", "9.6", "E-REENC-DET",
     "keygen one-time-keygen rekeygen-owner rekeygen-requester rekeygen-cloud", "delegations", 2, mask_key},
    {"identities", "identities are spread over all syndromes", "4.B(1)", "E-H1-RANGE",
     "syndrome", "identities", 12, identity_syndromes},
};
// clang-format on

} // namespace

std::span<const Property> properties() {
    return kProperties;
}

const Property& property(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(kProperties), std::end(kProperties), [&](const Property& p) { return p.name == name; });
    require(found != std::end(kProperties), "PROPS.Name.C1", name, "there is no such property; see 'props list'");
    return *found;
}

std::string_view name_of(Verdict verdict) noexcept {
    switch (verdict) {
    case Verdict::holds:
        return "holds";
    case Verdict::fails:
        return "fails";
    case Verdict::not_offered:
        return "not offered";
    case Verdict::broken:
        return "broken";
    }
    return "";
}

Examined examine(const Property& property, Adapter& adapter, const Hello& hello, attack::Setting setting,
                 bool strict_checks) {
    setting.experiment = property.name;
    if (setting.samples == 0) setting.samples = property.samples;
    Subject subject(adapter, hello, std::move(setting), strict_checks);
    Examined result{&property, Verdict::holds, {}, 0, 0, {}, nullptr};
    try {
        result.trials = property.run(subject);
    } catch (const Violation& violation) {
        result.verdict = Verdict::fails;
        result.reason = violation.reason;
    } catch (const Rejection& rejection) {
        result.verdict = Verdict::fails;
        result.reason = "an output is malformed: " + rejection.field() + ": " + rejection.reason();
    } catch (const NotOffered& missing) {
        result.verdict = Verdict::not_offered;
        result.reason = missing.what;
    } catch (const Broken& broken) {
        result.verdict = Verdict::broken;
        result.reason = broken.breakdown.way + ": " + broken.breakdown.reason;
    }
    if (result.verdict == Verdict::fails) result.reproduction = subject.trail();
    result.questions = subject.questions();
    if (result.verdict != Verdict::not_offered) result.remarks = subject.remarks();
    return result;
}

} // namespace emrshare::kat::props
