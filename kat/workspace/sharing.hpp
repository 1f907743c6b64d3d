/// @file
/// What people do in the system (paper, sections 4.A and 4.B(2) to (5)), step by step over a Transport. Each step
/// either comes to its end or throws.
#pragma once

#include "workspace/transport.hpp"

#include <string>
#include <vector>

namespace emrshare::kat {

/// Info_A: what a person shows and says at the registrar's desk.
struct Person {
    std::string Name;  ///< as on the card
    std::string Id;    ///< of the card
    std::string Email; ///< may be empty
    std::string Phone; ///< may be empty
};

/// A record as it comes to the hospital.
struct Diagnosis {
    std::string form; ///< `file` or `fhir`
    Bytes EMR;        ///< any bytes
    Bytes Info_s;     ///< summary
};

/// What an owner allows.
struct Consent {
    Bytes request;                       ///< H of the AccessRequest
    std::string url;                     ///< of the record
    std::vector<std::uint64_t> sections; ///< increasing; 0 is the summary
    std::string purpose;                 ///< a claim of the credential
    std::uint64_t not_before = 0;        ///< ms
    std::uint64_t not_after = 0;         ///< ms
};

/// A record that was found on the chain.
struct Published {
    Bytes PID_A;     ///< whose it is
    std::string url; ///< where it is
    Bytes Info_s;    ///< as it stands in the Metadata
};

/// A user whose certificate is on the chain.
struct Registered {
    Bytes PID;               ///< hers
    std::uint64_t block = 0; ///< number of the block that has the certificate
};

/// What a requester's question led to.
struct Fetched {
    std::vector<node::Message> opened; ///< the parts `Disclosure`, all that were wanted or none
    std::optional<Rejection> refusal;  ///< why none; as printed there is none
};

/// `fhir` if the record is a bundle that RECORD.Split takes apart, otherwise `file`.
std::string form_of(const Bytes& record);

/// All records on the chain as the node sees it.
std::vector<Published> published(const node::Node& node);

/// The PID of the owner of the record at @p url. @throws Rejection `SHARE.Url.C1` (url) if none is on the chain
Bytes owner_of(const node::Node& node, const std::string& url);

/// The steps. A name is the one under which the transport knows somebody.
class Sharing {
public:
    /// @p transport must outlive this.
    explicit Sharing(Transport& transport) : t_(&transport) {}

    /// The registrar gives the cloud its f' in person (spec, section 13.2).
    void give_key(const std::string& cloud, const Bytes& f_prime);
    /// Section 4.B(2): the card is shown, PID and key are made, the certificate comes onto the chain.
    Registered register_user(const std::string& name, const Person& person);
    /// A hospital gives the owner a record. @return H(Record)
    Bytes issue(const std::string& hospital, const std::string& owner, const Diagnosis& diagnosis);
    /// The owner stores it encrypted with a cloud. @return its url
    std::string store(const std::string& owner, const Bytes& record, const std::string& cloud);
    /// The metadata come onto the chain. @param encrypted whether the summary stays closed
    /// @return the number of the block that has them
    /// @throws Rejection `TX.C17` (url) if she has published it already; as printed the chain takes it again
    std::uint64_t publish(const std::string& owner, const std::string& url, bool encrypted);
    /// The requester asks the owner for a record on the chain. @param to the owner's name
    void ask(const std::string& requester, const std::string& to, const std::string& url);
    /// The owner allows. @return vc; as printed an empty string
    Bytes allow(const std::string& owner, const Consent& consent, const std::string& to);
    /// The requester fetches sections. @param key vc; as printed the bytes of the url
    /// @throws Rejection if her own node refuses it; what others refuse is in the result
    Fetched fetch(const std::string& requester, const Bytes& key, const std::vector<std::uint64_t>& sections);
    /// The owner takes a credential back. @return the number of the block that says so
    /// @throws Rejection `TX.C23` (vc) if she has done so already
    std::uint64_t revoke(const std::string& owner, const Bytes& vc);

private:
    bool is_printed() const { return t_->pp().dialect().profile == Profile::as_printed; }
    node::User& user(const std::string& name) { return t_->at<node::User>(name); }
    Transport* t_;
};

} // namespace emrshare::kat
