/// @file
/// What happens to a network in a vector of a whole run (spec, section 8.7: NET.Run).
#pragma once

#include "node/network.hpp"

#include <string>
#include <vector>

namespace emrshare::kat {

/// When the transport's clock begins, ms.
inline constexpr std::uint64_t kRunBegins = 1700000000000;

/// What a line of a script does once its time has passed.
enum class Action : std::uint8_t {
    nothing = 0,
    command = 1, ///< to the node, with these bytes
    crash = 2,   ///< of the node
    recover = 3, ///< of the node
    join = 4,    ///< of a user of that name
};

/// A line of a script.
struct ScriptLine {
    std::uint64_t wait; ///< ms; 0: no node is told that time passes
    std::string name;   ///< of a node; empty if nothing is done
    Action action;
    Bytes bytes; ///< of a command
};

/// The encoding of the list of [ms, name, action, bytes].
Bytes encode_script(const std::vector<ScriptLine>& script);

/// The script of which @p bytes is the encoding. @throws Rejection `KAT.Input.C2` (@p field) for anything else
std::vector<ScriptLine> decode_script(ByteView bytes, const std::string& field);

/// NET.Run.1 to NET.Run.3 for one line.
/// @throws Rejection `KAT.Input.C2` (script) if it names no node, or the check by which a node refuses its command
void perform(node::Network& network, const Coins& coins, const ScriptLine& line);

/// The plan of the vectors' runs.
node::NetworkPlan run_plan();

/// The script of the vectors' run in the profile of the network.
std::vector<ScriptLine> write_script(const node::Initialization& init, const Coins& coins);

/// The plan of the vectors' runs of phases (3) and (5): one hospital, so that blocks are short.
node::NetworkPlan sharing_plan();

/// The script of phases (3) and (5) after the registration of alice and bob.
std::vector<ScriptLine> write_sharing_script(const node::Initialization& init, const Coins& coins);

} // namespace emrshare::kat
