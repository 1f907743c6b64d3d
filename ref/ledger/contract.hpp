/// @file
/// The contract: pure functions of the ledger and its blocks (spec, section 12.6).
#pragma once

#include "ledger/ledger.hpp"

namespace emrshare::ledger {

/// A question about a credential.
struct CredentialSubject {
    const Ledger& L;        ///< what is on the chain
    const Bytes& PID_A;     ///< whose record it is
    const Bytes& vc;        ///< digest of the credential
    const Bytes& PID_B;     ///< who presents it
    const std::string& url; ///< for what
    std::uint64_t now;      ///< ms
};

/// CONTRACT.Valid as data: checks TX.C24 to TX.C26.
std::span<const Check<CredentialSubject>> credential_checks();

/// CONTRACT.Audit: the contents that have the PID as author, PID_B or certificate.PID.
/// @param requests the Tx_req of all blocks, in order
std::vector<Message> audit(const std::vector<Message>& requests, ByteView PID);

} // namespace emrshare::ledger
