/// @file
/// The public parameters of a network (spec, section 11.5; paper, section 4.B(1)).
#pragma once

#include "message/message.hpp"

#include <string>
#include <vector>

namespace emrshare::message {

/// What a node of the public parameters is.
enum class Role : std::uint8_t {
    management = 1, ///< MN
    hospital = 2,   ///< HN
    cloud = 3,      ///< CS
};

/// A node of the public parameters.
struct NodeEntry {
    Bytes id;  ///< 1 to 32 bytes
    Role role; ///< what it is
    Rq pk;     ///< lattice key
    Bytes vk;  ///< signature key
    /// The id as the transport's address.
    std::string name() const { return {id.begin(), id.end()}; }
};

/// The public parameters, checked.
class PublicParameters {
public:
    /// PP.Check.
    /// @throws Rejection `MSG.Decode.C1` to `MSG.Decode.C5`, `PP.Check.C1` to `PP.Check.C8`
    explicit PublicParameters(ByteView encoded);

    const Message& message() const noexcept { return message_; }            ///< as they travel
    const Dialect& dialect() const noexcept { return message_.dialect(); }  ///< profile and set
    const Bytes& G() const noexcept { return G_; }                          ///< H(PP), 32 bytes: names the network
    const std::vector<NodeEntry>& nodes() const noexcept { return nodes_; } ///< all, in their order
    /// The nodes of one role, in their order.
    std::vector<const NodeEntry*> nodes(Role role) const;
    /// The node of that id, or null.
    const NodeEntry* node(ByteView id) const noexcept;
    /// The node of that id and role, or null.
    const NodeEntry* node(ByteView id, Role role) const noexcept;
    /// mid_j, counted from 1.
    const NodeEntry& management(std::uint64_t j) const;
    /// The first management node, which holds T_B and the names.
    const NodeEntry& registrar() const { return management(1); }
    std::uint64_t N() const { return nodes(Role::management).size(); } ///< management nodes
    std::uint64_t H() const { return nodes(Role::hospital).size(); }   ///< hospitals
    std::uint64_t Q() const { return 2 * H() / 3 + 1; }                ///< the least integer with 3 Q > 2 H
    /// threshold, block_transactions, block_time, window, grant_time or timeout.
    std::uint64_t number(std::string_view field) const { return message_.number(field); }

    /// Whether h is MSG.Digest of the message.
    bool has_right_h(const Message& message) const { return message.bytes("h") == right_h(G_, message); }
    /// Whether @p voucher is a signature of its hospital on the message of that type with these fields.
    bool is_voucher_for(const Message& voucher, Type type, const Items& fields) const;
    /// Whether the vouchers or messages come from at least @p least hospitals, in the order of the nodes, none twice.
    bool are_from_hospitals(const std::vector<Message>& list, std::uint64_t least) const;

private:
    Message message_;
    Bytes G_;
    std::vector<NodeEntry> nodes_;
};

/// The bytes of public parameters (NET.Init.6).
struct Rules {
    std::uint64_t threshold = 1;          ///< endorsements have to be more
    std::uint64_t block_transactions = 8; ///< most in a block
    std::uint64_t block_time = 2000;      ///< ms that a transaction waits for others
    std::uint64_t window = 300000;        ///< ms by which a time may be off
    std::uint64_t grant_time = 120000;    ///< ms that a nonce is good
    std::uint64_t timeout = 10000;        ///< ms until a silent leader is given up
};

/// Encodes public parameters.
/// @param B rows of the public matrix, each an encoded element
Bytes encode_public_parameters(const Dialect& dialect, const std::vector<Bytes>& B, const std::vector<NodeEntry>& nodes,
                               const Rules& rules);

} // namespace emrshare::message
