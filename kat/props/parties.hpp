/// @file
/// Keys, delegations and blocks that an adapter makes.
#pragma once

#include "props/subject.hpp"

namespace emrshare::kat::props {

/// A key pair of KeyGen or OneTimeKeyGen.
struct Keys {
    Rq pk;
    Poly f;
    Json made; ///< all outputs of the operation
};

/// Somebody's own keys, of a fresh f' (KeyGen). @param owner whether they must do for an owner of the corrected profile
Keys keys_of(Subject& subject, std::string_view who);

/// A requester's keys for a delegation: of OneTimeKeyGen, as printed his own.
Keys delegation_keys(Subject& subject, std::string_view who, std::uint64_t number);

/// The owner's part of a delegation.
struct OwnerPart {
    Rq a_B;
    Rq r_B;
};

/// Number @p number of the owner's parts.
OwnerPart owner_part(Subject& subject, const Keys& owner, std::uint64_t number);

/// What the parties of a delegation hold in the end.
struct Delegated {
    Keys requester;
    OwnerPart owner;
    Rq b_B;
    Rq rk;
    Poly d; ///< a_B / r_B: what the attacks look for
};

/// a / b. @throws Violation that names b if it has no inverse
Rq quotient(const Rq& a, const Rq& b, const std::string& name);

/// Number @p number of the delegations to the requester of that name.
Delegated delegation(Subject& subject, const Keys& owner, std::string_view who, std::uint64_t number);

/// A random message, in hex.
std::string message_of(const Subject& subject, std::uint64_t number);

/// The encryption of message number @p number.
Rq encrypted(Subject& subject, const Rq& pk, std::uint64_t number);

/// The same, of the first message from that number on, in steps of 2^32, whose C is invertible.
Rq invertible(Subject& subject, const Rq& pk, std::uint64_t number);

/// What the cloud makes of a block.
Rq reencrypted(Subject& subject, const Delegated& given, const Rq& C_A, std::uint64_t number);

/// Something sealed, and what opens it.
struct Sealed {
    Json inputs; ///< of the operation that opens it
    Json plaintext;
};

/// Number @p number of random plaintexts, sealed for somebody by seal-channel, and by seal.
/// @{
Sealed sealed_for(Subject& subject, const Keys& receiver, std::uint64_t number);
Sealed sealed_file(Subject& subject, const Keys& receiver, std::uint64_t number);
/// @}

/// A wallet, and what opens it.
struct SealedWallet {
    Json inputs; ///< of wallet-open
    Json names;
    Json values;
};

/// Number @p number of random wallets.
SealedWallet sealed_wallet(Subject& subject, std::uint64_t number);

/// The inputs of sig-verify of a random message, signed with fresh keys.
Json signed_message(Subject& subject, std::uint64_t number);

/// The message, in hex, that f reads in C.
std::string decrypted(Subject& subject, const Poly& f, const Rq& C);

} // namespace emrshare::kat::props
