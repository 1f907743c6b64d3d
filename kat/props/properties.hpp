/// @file
/// The properties' functions, for the registry.
#pragma once

#include "props/subject.hpp"

namespace emrshare::kat::props {

/// Each examines its property and returns the number of trials; the registry says what it claims.
/// @{
std::uint64_t decryption(Subject& subject);
std::uint64_t reencrypted_decryption(Subject& subject);
std::uint64_t key_encapsulation(Subject& subject);
std::uint64_t channel_opens(Subject& subject);
std::uint64_t file_opens(Subject& subject);
std::uint64_t wallet_opens(Subject& subject);
std::uint64_t signature_verifies(Subject& subject);

std::uint64_t tampered_ciphertext(Subject& subject);
std::uint64_t tampered_encapsulation(Subject& subject);
std::uint64_t tampered_channel(Subject& subject);
std::uint64_t tampered_file(Subject& subject);
std::uint64_t tampered_wallet(Subject& subject);
std::uint64_t tampered_signature(Subject& subject);
std::uint64_t tampered_message(Subject& subject);

std::uint64_t message_twice(Subject& subject);
std::uint64_t breach_nonce(Subject& subject);
std::uint64_t breach_block(Subject& subject);
std::uint64_t breach_request(Subject& subject);
std::uint64_t breach_time(Subject& subject);
std::uint64_t breach_endorser(Subject& subject);
std::uint64_t breach_endorsements(Subject& subject);
std::uint64_t breach_leader(Subject& subject);
std::uint64_t breach_answer(Subject& subject);
std::uint64_t breach_link(Subject& subject);
std::uint64_t breach_grant(Subject& subject);
std::uint64_t breach_share(Subject& subject);
std::uint64_t breach_credential(Subject& subject);
std::uint64_t breach_registration(Subject& subject);

std::uint64_t average_of_delegations(Subject& subject);
std::uint64_t requester_alone(Subject& subject);
std::uint64_t owner_and_cloud(Subject& subject);
std::uint64_t stripped_mask(Subject& subject);
std::uint64_t repeated_answer(Subject& subject);
std::uint64_t mask_key(Subject& subject);
std::uint64_t identity_syndromes(Subject& subject);
/// @}

} // namespace emrshare::kat::props
