/// @file
/// The experiments' functions, for the registry.
#pragma once

#include "attack/experiment.hpp"

namespace emrshare::kat::attack {

/// Each returns its rows; the registry says what it does.
/// @{
std::vector<Row> lemma2(const Setting& setting);
std::vector<Row> average(const Setting& setting);
std::vector<Row> covariance(const Setting& setting);
std::vector<Row> requester_alone(const Setting& setting);
std::vector<Row> owner_and_cloud(const Setting& setting);
std::vector<Row> cloud_and_requester(const Setting& setting);
std::vector<Row> onward(const Setting& setting);
std::vector<Row> direction(const Setting& setting);
std::vector<Row> transitive(const Setting& setting);
std::vector<Row> identity_collision(const Setting& setting);
std::vector<Row> identity_sum(const Setting& setting);
std::vector<Row> short_preimages(const Setting& setting);
std::vector<Row> strip(const Setting& setting);
std::vector<Row> repeat(const Setting& setting);
std::vector<Row> chosen_block(const Setting& setting);
std::vector<Row> known_coins(const Setting& setting);
std::vector<Row> noise_regression(const Setting& setting);
std::vector<Row> lattice_decrypt(const Setting& setting);
std::vector<Row> lattice(const Setting& setting);
std::vector<Row> cloud_alone(const Setting& setting);
std::vector<Row> zonotope(const Setting& setting);
std::vector<Row> reaction(const Setting& setting);
std::vector<Row> owner_reaction(const Setting& setting);
std::vector<Row> nonce_swap(const Setting& setting);
std::vector<Row> block_renumber(const Setting& setting);
std::vector<Row> request_replay(const Setting& setting);
std::vector<Row> leader_bias(const Setting& setting);
std::vector<Row> malleability(const Setting& setting);
std::vector<Row> sybil(const Setting& setting);
std::vector<Row> credential_widening(const Setting& setting);
std::vector<Row> credential_replay(const Setting& setting);
std::vector<Row> equivocate(const Setting& setting);
std::vector<Row> double_endorse(const Setting& setting);
std::vector<Row> censor(const Setting& setting);
std::vector<Row> linkability(const Setting& setting);
std::vector<Row> decentralization(const Setting& setting);
std::vector<Row> data_integrity(const Setting& setting);
/// @}

} // namespace emrshare::kat::attack
