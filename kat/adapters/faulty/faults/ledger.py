"""Mistakes in the ledger: transactions, blocks and finality."""

from emrshare_py import ledger, network
from registry import Failure, Run, fault
from tampering import rewrite, rewrite_method, rewritten

TX_REQ = "node-tx-req.toy-64.corrected"
PROPOSAL = "node-proposal.toy-64.corrected"
COMMIT = "node-commit.toy-64.corrected"
GIVE_UP = "node-give-up.toy-64.corrected"


def rewrite_content_check(name: str, *changes: tuple) -> None:
    """Rewrite the checks of one content."""
    ledger.CONTENT_CHECKS[name] = rewritten(ledger.CONTENT_CHECKS[name], *changes)


@fault("the signature of a Tx_req is not verified",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong acceptance", reason="TX.C3", comments=("signed by another user",)),),
           passes=(f"{TX_REQ}.json#a signed digest of something else", f"{TX_REQ}.json#a nonce with the other")))
def transaction_signature_unchecked():
    rewrite(ledger.check_transaction, ('network.check_signed(tx, key, "TX.C2", "TX.C3")',
                                       'require(network.digest_is_right(tx), "TX.C2", "h")'))


@fault("a nonce is spent for all who give nonces",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong rejection", reason="TX.C12",
                   comments=("a nonce that another management node gave for a transaction in a block",)),),
           passes=(f"{TX_REQ}.json#the nonce of a transaction in a block",)))
def nonce_of_anybody():
    rewrite(ledger.check_transaction, ("(grant.leader, grant.r) not in L.spent",
                                       "grant.r not in {r for _, r in L.spent}"))


@fault("a grant may expire as late as it likes",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong acceptance", reason="TX.C29",
                   comments=("the nonce expires one after the latest end",)),),
           passes=(f"{TX_REQ}.json#the nonce expired one before now",)))
def grant_without_end():
    rewrite(ledger.check_transaction,
            ('require(grant.expires <= tx.time + pp.window + pp.grant_time, "TX.C29", "expires")', "pass"))


@fault("a user grants access to another user's record",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong acceptance", reason="TX.C18",
                   comments=("a credential for another user's record",)),),
           passes=(f"{TX_REQ}.json#a credential for a record that nobody has",)))
def record_of_anybody():
    rewrite_content_check("Credential", ("metadata_key(M.author, M.url) in L.metadata",
                                         "M.url.encode() in {url for _, url in L.metadata}"))


@fault("an access may come onto the chain twice",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong acceptance", reason="TX.C27", comments=("an access that is on the chain",)),),
           passes=(f"{TX_REQ}.json#the nonce of a transaction in a block",)))
def access_twice():
    rewrite_content_check("Access", ('yield (M.author, M.r) not in L.spent, "TX.C27", "M.r"', "pass"))


@fault("a credential is over at its last instant",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong rejection", reason="TX.C26",
                   comments=("an access, at the last instant of the credential",)),),
           passes=(f"{TX_REQ}.json#an access one after not_after",)))
def credential_ends_early():
    rewrite(ledger.access_checks, ("now <= credential.not_after", "now < credential.not_after"))


@fault("hospitals may stand in any order",
       Run("node-commit node-proposal", failures=(
           Failure(COMMIT, "wrong acceptance", reason="BLOCK.C10", comments=("endorsers in another order",)),
           Failure(COMMIT, "wrong acceptance", reason="COMMIT.C1", comments=("acknowledgements in another order",)),
           Failure(PROPOSAL, "wrong acceptance", reason="PROP.C6", comments=("hospitals in another order",))),
           passes=(f"{COMMIT}.json#an endorser twice", f"{PROPOSAL}.json#a hospital twice")))
def hospitals_unordered():
    rewrite_method(network.Network.are_hospitals_in_order, ("all(a < b for a, b in zip(places, places[1:]))",
                                                            "len(set(places)) == len(places)"))


@fault("the acknowledgements of the last block are not verified",
       Run("node-commit", failures=(
           Failure(COMMIT, "wrong acceptance", reason="BLOCK.C8", comments=("acknowledgements of another term",)),),
           passes=(f"{COMMIT}.json#one acknowledgement of the last block too few",)))
def last_acks_unchecked():
    rewrite(ledger.check_block, ("_acks_are_right(network, quorum, BM.num - 1, BM.prev)", "True"))


@fault("the transactions of a block are all judged at the ledger before it",
       Run("node-commit", failures=(
           Failure(COMMIT, "wrong acceptance", reason="BLOCK.C12", comments=("the same request twice",)),),
           passes=(f"{COMMIT}.json#a request that has expired at the time of the block",)))
def block_judged_at_once():
    rewrite(ledger._check_entries, ("apply_transaction(network, trial, tx.Tx_req)", "pass"))


@fault("R does not depend on the block",
       Run("node-commit", failures=(
           Failure(COMMIT, "wrong value", symbol="ledger", places={"the first block": "entry 4"}),),
           passes=(f"{COMMIT}.json#num is 2 at height 0",)))
def leader_without_block():
    rewrite(ledger.apply_block, ("hash_item([BM.prev, BM.quorum])", "hash_item([BM.quorum])"))


@fault("nonces that have expired are kept",
       Run("node-commit", failures=(
           Failure(COMMIT, "wrong value", symbol="ledger",
                   comments=("a nonce that ends before a block is forgotten with it",)),),
           passes=(f"{COMMIT}.json#the first block",)))
def spent_for_ever():
    rewrite(ledger.apply_block, ("if expires >= BM.time", ""))


@fault("spent nonces stand in the order in which they came",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong value", symbol="ledger", places={"a registration": "entry 9"}),),
           passes=(f"{TX_REQ}.json#the nonce of a transaction in a block",)))
def spent_unsorted():
    rewrite(ledger.spent_items, ("sorted(spent)", "spent"))


@fault("votes of all terms are counted together",
       Run("node-proposal", failures=(
           Failure(PROPOSAL, "wrong rejection", reason="PROP.C8",
                   comments=("the vote of the greater term, though others have more",)),
           Failure(PROPOSAL, "wrong acceptance", reason="PROP.C8",
                   comments=("the vote of the greater term, though others have more; the other one",))),
           passes=(f"{PROPOSAL}.json#the block with more votes", f"{PROPOSAL}.json#as many votes")))
def votes_of_all_terms():
    rewrite(ledger.choice, (" if vote.term == greatest", ""))


@fault("among equal votes the greatest h is chosen",
       Run("node-proposal", failures=(
           Failure(PROPOSAL, "wrong rejection", reason="PROP.C8",
                   comments=("as many votes: the block with the lesser h",)),
           Failure(PROPOSAL, "wrong acceptance", reason="PROP.C8",
                   comments=("as many votes: the block with the lesser h; the other one",))),
           passes=(f"{PROPOSAL}.json#the block with more votes", f"{PROPOSAL}.json#the vote of the greater term")))
def choice_of_greatest():
    rewrite(ledger.choice, ("min(counts, key=lambda h_B: (-counts[h_B], h_B))",
                            "max(counts, key=lambda h_B: (counts[h_B], h_B))"))


@fault("a hospital acknowledges two blocks in one term",
       Run("node-proposal", failures=(
           Failure(PROPOSAL, "wrong acceptance", reason="PROP.C5",
                   comments=("a second block in the term in which the hospital has acknowledged one",)),),
           passes=(f"{PROPOSAL}.json#of term 0 when",)))
def vote_twice():
    rewrite(ledger.check_proposal, ("vote.term < proposal.term", "vote.term <= proposal.term"))


@fault("a leader may date a new block back",
       Run("node-proposal", failures=(
           Failure(PROPOSAL, "wrong acceptance", reason="PROP.C10",
                   comments=("BM.time is one before now - window",)),),
           passes=(f"{PROPOSAL}.json#BM.time is one after",)))
def block_dated_back():
    rewrite(ledger.check_proposal, ('require(chosen is not None or now <= BM.time + window, "PROP.C10", "BM.time")',
                                    "pass"))


@fault("the block that comes with a vote is taken at its word",
       Run("node-give-up", failures=(
           Failure(GIVE_UP, "wrong acceptance", reason="TERM.C7",
                   comments=("a vote with a block that has the h of another",)),),
           passes=(f"{GIVE_UP}.json#a vote with another block",)))
def voted_block_unchecked():
    rewrite(ledger._brings_its_block, ("network.digest_is_right(BM) and ", ""))


@fault("a hospital may endorse twice",
       Run("node-endorsement", profile="corrected", failures=(
           Failure("node-endorsement.toy-64.corrected", "wrong acceptance", reason="END.C4",
                   comments=("a second one of the same hospital",)),),
           passes=("node-endorsement.toy-64.corrected.json#signed by another hospital",)))
def endorsement_twice():
    rewrite(ledger.check_endorsement, ('require(not endorsed_before, "END.C4", "hid")', "pass"))


@fault("any management node may propose",
       Run("node-proposal", failures=(
           Failure(PROPOSAL, "wrong acceptance", reason="PROP.C1", comments=("by the node that does not lead",)),),
           passes=(f"{PROPOSAL}.json#signed by the other management node",)))
def leader_unchecked():
    rewrite(ledger.check_proposal,
            ('require(proposal.leader == leader_of(network, L, proposal.term), "PROP.C1", "leader")', "pass"))
