/// @file
/// The types of messages as data (spec, sections 11.3 to 11.5 and the states of chapters 12 and 13).
#pragma once

#include "message/item.hpp"
#include "pre/params.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace emrshare::message {

/// The code of a message, or of a part of one.
enum class Type : std::uint8_t {
    none = 0, ///< for fields that are no part
    enrolment = 1,
    reg_request = 2,
    reg_offer = 3,
    offer = 4,
    key_confirm = 5,
    certificate = 6,
    nonce_request = 10,
    nonce_grant = 11,
    tx_req = 20,
    endorsement = 21,
    voucher = 22,
    tx = 23,
    quorum = 24,
    block = 30,
    proposal = 31,
    ack = 32,
    commit = 33,
    new_term = 34,
    vote = 35,
    sync_request = 36,
    next_leader = 37,
    give_up = 38,
    access_request = 40,
    fetch_answer = 41,
    public_parameters = 50,
    node = 51,
    registration = 61,
    metadata = 62,
    credential = 63,
    revocation = 64,
    access = 65,
    register_user = 80,
    verified = 81,
    submit = 82,
    refuse = 83,
    recover = 84,
    ask = 85,
    expect = 86,
};

/// How a type is used.
enum class Use : std::uint8_t {
    message, ///< travels from node to node
    part,    ///< inside a message, or sealed, or stored
    command, ///< what a node's own user tells it
};

/// The kinds of fields (spec, section 11.1).
enum class Kind : std::uint8_t {
    id,
    pid,
    nonce,
    digest,
    vk,
    sig,
    element,
    elements, ///< list of element
    bytes,
    text,
    number,
    time,
    flag,
    part,          ///< an array of one type
    parts,         ///< list of such
    optional_part, ///< no or one such
    content,       ///< an array of one of the types 61 to 65
};

/// A field of a type.
struct Field {
    std::string_view name;  ///< as in the specification
    Kind kind;              ///< what it holds
    Type part = Type::none; ///< the type of a part
};

/// A type of one profile.
struct Format {
    Type type;                                       ///< its code
    std::string_view name;                           ///< as in the specification; the context of its signatures
    std::vector<Field> fields;                       ///< in their order, h and Sig included
    Use use = Use::message;                          ///< how it is used
    std::vector<std::string_view> printed_h = {};    ///< as-printed profile: the fields under h; empty: MSG.Digest.1
    bool is_signed() const noexcept;                 ///< whether it ends with h and Sig
    std::size_t index(std::string_view field) const; ///< position of a field in the array. @throws std::logic_error
};

/// All types of a profile.
std::span<const Format> formats(Profile profile);

/// The type of that code. @throws std::logic_error if the profile has none
const Format& format_of(Profile profile, Type type);

} // namespace emrshare::message
