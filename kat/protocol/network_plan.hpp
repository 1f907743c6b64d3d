/// @file
/// The plan of a network as inputs of a vector.
#pragma once

#include "node/network.hpp"
#include "operation.hpp"

namespace emrshare::kat {

/// The inputs that make a plan: N, H, clouds and the rules.
std::vector<Field> plan_fields();

/// These inputs of a call. @throws Rejection `KAT.Input.C1`, `KAT.Input.C2`
node::NetworkPlan plan_of(const Inputs& in);

/// These inputs of a plan.
Json inputs_of(const node::NetworkPlan& plan);

/// NET.Init, made at the first call.
const node::Initialization& initialized(const ParameterSet& set, Profile profile, const node::NetworkPlan& plan,
                                        const Coins& coins);

} // namespace emrshare::kat
