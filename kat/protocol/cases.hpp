/// @file
/// The vectors of the nodes' transitions: for each check one that fails it alone (spec, chapters 12 and 13).
#pragma once

#include "protocol/actor.hpp"

namespace emrshare::kat {

/// Appends @p more to @p cases.
void append(std::vector<Case>& cases, std::vector<Case> more);

/// @name Cases of one transition, in the profile of the scene
/// @{
std::vector<Case> commit_cases(const Scene& one_hospital, const Scene& four_hospitals);
std::vector<Case> tx_req_cases(const Scene& scene);
std::vector<Case> endorsement_cases(const Scene& scene);
std::vector<Case> proposal_cases(const Scene& scene);
std::vector<Case> ack_cases(const Scene& scene);
std::vector<Case> give_up_cases(const Scene& scene);
std::vector<Case> nonce_request_cases(const Scene& scene);
std::vector<Case> nonce_grant_cases(const Scene& scene);
std::vector<Case> reg_request_cases(const Scene& scene);
std::vector<Case> reg_offer_cases(const Scene& scene);
std::vector<Case> key_confirm_cases(const Scene& scene);
std::vector<Case> certificate_cases(const Scene& scene);
std::vector<Case> access_request_cases(const Scene& scene);
std::vector<Case> fetch_answer_cases(const Scene& scene);
std::vector<Case> record_cases(const Scene& scene);
std::vector<Case> grant_cases(const Scene& scene);
std::vector<Case> grant_edges(const Scene& scene); ///< what an implementation could do otherwise unnoticed
std::vector<Case> access_cases(const Scene& scene);
std::vector<Case> access_edges(const Scene& scene); ///< likewise; corrected alone
std::vector<Case> sync_request_cases(const Scene& scene);
std::vector<Case> command_cases(const Scene& scene);
std::vector<Case> printed_tx_req_cases(const Scene& scene);
std::vector<Case> printed_endorsement_cases(const Scene& scene);
std::vector<Case> printed_block_cases(const Scene& scene);
std::vector<Case> next_leader_cases(const Scene& scene);
/// @}

/// The command Verified of a user who shows her card and the fingerprint of her key.
Items shown_card(const Scene& scene, const std::string& user);

/// A certificate of somebody who is on no chain, by the registrar.
Message carols_certificate(const Scene& scene);
/// The registrar's request to commit it.
Message carols_request(const Scene& scene);

} // namespace emrshare::kat
