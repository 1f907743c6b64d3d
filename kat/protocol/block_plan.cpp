#include "protocol/block_plan.hpp"

namespace emrshare::kat {
Message BlockPlan::block(const Scene& s) const {
    return s.sign(leader, Type::block,
                  {Item(num), item_of(prev), quorum.item(), Item(time), item_of(bytes_of(leader)), item_of(txs)});
}

Message BlockPlan::proposal(const Scene& s, std::uint64_t term, const std::vector<Message>& terms) const {
    return proposal_of(s, leader, term, block(s), terms);
}

BlockPlan first_block(const Scene& s) {
    const Message no_quorum = s.make(Type::quorum, {Item(zero()), Item(Items{})});
    return {1, s.pp().G(), no_quorum, kSceneTime, s.leader(), {s.tx(carols_request(s), s.enough())}};
}

Message proposal_of(const Scene& s, const std::string& leader, std::uint64_t term, const Message& BM,
                    const std::vector<Message>& terms) {
    return s.sign(leader, Type::proposal, {item_of(bytes_of(leader)), Item(term), BM.item(), item_of(terms)});
}

Message new_term(const Scene& s, const std::string& hospital, std::uint64_t term) {
    return s.sign(hospital, Type::new_term,
                  {item_of(bytes_of(hospital)), Item(std::uint64_t{1}), Item(term), Item(Items{})});
}

Message new_term(const Scene& s, const std::string& hospital, std::uint64_t term, std::uint64_t vote_term,
                 const Message& BM) {
    const Message vote = s.make(Type::vote, {Item(vote_term), BM["h"]});
    return s.sign(hospital, Type::new_term,
                  {item_of(bytes_of(hospital)), Item(std::uint64_t{1}), Item(term), Item(Items{vote.item()})});
}

Message give_up(const Scene& s, const Message& NewTerm) {
    return s.make(Type::give_up, {NewTerm.item(), Item(Items{})});
}

Message give_up(const Scene& s, const Message& NewTerm, const Message& BM) {
    return s.make(Type::give_up, {NewTerm.item(), Item(Items{BM.item()})});
}

Message metadata_tx(const Scene& s, const std::string& url, std::uint64_t time, std::uint64_t expires) {
    const Message grant = s.grant("MN-1", s.id_of("alice"), url, expires);
    return s.tx(s.request("alice", s.metadata("alice", url), grant, time), s.enough());
}

} // namespace emrshare::kat
