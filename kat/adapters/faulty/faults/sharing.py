"""Mistakes of the protocol, from a message's digest to the access: records and credentials above all."""

from emrshare_py import (author, bundles, cloud, credentials, hospital, ledger, management, messages, owner, records,
                         requester)
from registry import Failure, Run, fault
from tampering import rewrite, rewrite_method

SIGN = "sign-message.toy-64.corrected"
COMMIT = "node-commit.toy-64.corrected"
PROPOSAL = "node-proposal.toy-64.corrected"
ENDORSEMENT = "node-endorsement.toy-64.as-printed"
NONCE_GRANT = "node-nonce-grant.toy-64.corrected"
TX_REQ = "node-tx-req.toy-64.corrected"
EVENTS = {"node-record": ("Key", "Issue", "EMR", "Store", "Upload", "Link", "Publish"),
          "node-grant": ("Allow", "CloudGrant", "Grant", "Share"),
          "node-access": ("Fetch", "FetchRequest", "Challenge", "Presentation", "Commit", "FetchAnswer")}


def operation_of(event: str) -> str:
    return next(operation for operation, events in EVENTS.items() if event in events)


def file_of(comments: tuple) -> str:
    """The vectors of the corrected profile whose comments begin with the event of these."""
    return f"{operation_of(comments[0].split(':')[0])}.toy-64.corrected"


def of(event: str, *failures, passes: tuple, profile: str = "corrected") -> Run:
    """A run of the vectors that are about an event; `passes` are comments behind its name."""
    operation = operation_of(event)
    return Run(operation, profile=profile, filter=f"{event}: ", failures=failures,
               passes=tuple(f"{operation}.toy-64.{profile}.json#{event}: {comment}" for comment in passes))


def accepted(check: str, *comments) -> Failure:
    """What a check that was left out lets through."""
    return Failure(file_of(comments), "wrong acceptance", reason=check, comments=comments)


def refused(check: str, *comments) -> Failure:
    """What a check refuses that ought not to."""
    return Failure(file_of(comments), "wrong rejection", reason=check, comments=comments)


def differs(symbol: str, *comments) -> Failure:
    """What comes out otherwise."""
    return Failure(file_of(comments), "wrong value", symbol=symbol, comments=comments)


# Messages, ledger and nodes

@fault("the last field of a message is not signed",
       Run("sign-message", profile="corrected", failures=(
           Failure(SIGN, "wrong value", symbol="h", comments=("Tx_req", "VC", "Grant", "Presentation")),)))
def last_field_unsigned():
    rewrite_method(messages.Schema.digest, ("[G, type_.code, *values]", "[G, type_.code, *values[:-1]]"))


@fault("the nonce of a request that is in a block is not spent",
       Run("node-commit", failures=(
           Failure(COMMIT, "wrong value", symbol="ledger", comments=("the first block",)),),
           passes=(f"{COMMIT}.json#no entry", f"{COMMIT}.json#a request that has expired")))
def nonce_not_spent():
    rewrite(ledger.apply_transaction, ("L.spent[grant.leader, grant.r] = grant.expires", "pass"))


@fault("an author takes a nonce that the ledger would refuse",
       Run("node-nonce-grant", profile="corrected", failures=(
           Failure(NONCE_GRANT, "wrong acceptance", reason="NONCE.Grant.C8",
                   comments=("it expires one after what a grant can",)),),
           passes=(f"{NONCE_GRANT}.json#it expires as late as a grant can",)))
def grant_too_long():
    rewrite_method(author.Author.check_grant, ("self.now + pp.window + pp.grant_time", "self.now + 2 * pp.window"))


@fault("a revocation is forgotten if its credential is not on the chain yet",
       Run("node-nonce-grant", profile="corrected", failures=(
           Failure(NONCE_GRANT, "wrong value", symbol="own",
                   comments=("a revocation whose credential was lost as well waits again",)),),
           passes=(f"{NONCE_GRANT}.json#no block comes, and the content waits again",)))
def every_check_lasts():
    rewrite(ledger.may_pass_later, (" if check in LASTING", ""))


@fault("a hospital waits for a request that a block has made invalid",
       Run("node-commit", failures=(
           Failure(COMMIT, "wrong value", symbol="own",
                   comments=("of a request that the block has made invalid a hospital waits no more",)),),
           passes=(f"{COMMIT}.json#of a request that is over",)))
def invalid_request_pending():
    rewrite_method(hospital.Hospital.after_commit, ("ledger.check_content, ", "lambda *_: None, "))


@fault("as many endorsers as the threshold are enough in a block",
       Run("node-commit node-proposal", failures=(
           Failure(COMMIT, "wrong acceptance", reason="BLOCK.C10",
                   comments=("as many endorsers as threshold, not more",)),
           Failure(PROPOSAL, "wrong acceptance", reason="BLOCK.C10",
                   comments=("a request with as many endorsers as threshold, not more",))),
           passes=(f"{COMMIT}.json#an endorser twice", f"{COMMIT}.json#endorsers in another order")))
def endorsers_one_too_few():
    rewrite(ledger._check_entries, ("len(ids) > network.pp.threshold", "len(ids) >= network.pp.threshold"))


@fault("as printed, a request comes into the pool with as many endorsers as the threshold",
       Run("node-endorsement", profile="as-printed", failures=(
           Failure(ENDORSEMENT, "wrong rejection", reason="PEND.C4",
                   comments=("the third message of one hospital: the request comes into the pool",)),),
           passes=(f"{ENDORSEMENT}.json#the first",)))
def pool_one_too_early():
    rewrite_method(management.Management.on_endorsement,
                   ("agreed == self.network.pp.threshold + 1", "agreed == self.network.pp.threshold"))


@fault("nobody asks whether a credential is revoked",
       Run("node-tx-req", profile="corrected", failures=(
           Failure(TX_REQ, "wrong acceptance", reason="TX.C26", comments=("an access under a revoked credential",)),),
           passes=(f"{TX_REQ}.json#an access one after not_after",)),
       of("Presentation", accepted("TX.C26", "Presentation: the credential is revoked"),
          passes=("of bob", "the credential is not on the chain")))
def revocation_unchecked():
    rewrite(ledger.access_checks, ("not granted.revoked and ", ""))


# Records

@fault("all disclosures of a record have one salt",
       of("Issue", differs("sent", "Issue: a record", "Issue: an empty file"), passes=("no JSON",)))
def one_salt():
    rewrite_method(hospital.Hospital.on_issue, ('xof("NODE.Salt", self.coins, num)', 'xof("NODE.Salt", self.coins)'))


@fault("a bundle ends at a zero byte, as a string of C",
       of("Issue", accepted("RECORD.Split.C3", "Issue: a zero byte behind a bundle"),
          passes=("a record", "no JSON", "1500 arrays in one another")))
def bundle_ends_at_zero():
    rewrite(bundles.read_bundle, ("place < len(text)", 'text[place:place + 1] not in ("", "\\0")'))


@fault("a byte order mark before a bundle is refused",
       of("Issue", refused("RECORD.Split.C3", "Issue: a byte order mark, an escape in a member's name, a pair of "
                                              "surrogates"),
          passes=("a record", "an id with escapes", "half a pair of surrogates")))
def byte_order_mark_refused():
    rewrite(bundles.read_bundle, ("len(MARK) if text.startswith(MARK) else 0", "0"))


@fault("a user takes a record of no section, not even a summary",
       of("EMR", accepted("EMR.C6", "EMR: no section, not even a summary"), passes=("hers", "a section too few")))
def record_without_sections():
    rewrite_method(owner.Owner.on_record, ("1 <= len(record.disclosures) <= ", "len(record.disclosures) <= "))


@fault("the disclosures of a record are not compared with the attestation",
       of("EMR", accepted("EMR.C6", "EMR: two sections in each other's place"), passes=("hers", "of another patient")))
def attestation_not_compared():
    rewrite_method(owner.Owner.on_record, ("require(numbered and counted and attested, ", "require(True, "))


@fault("a user takes the record of another patient",
       of("EMR", accepted("EMR.C5", "EMR: of another patient"), passes=("hers", "by a management node")))
def record_of_another():
    rewrite_method(owner.Owner.check_attestation,
                   ('require(attestation.PID_A == self.name, "EMR.C5", "PID_A")', "pass"))


@fault("a section's ciphertext is not bound to its number",
       of("Store", differs("own", "Store: her record"), accepted("STORE.C2", "Store: again"),
          passes=("with a hospital",)))
def section_not_numbered():
    rewrite(records.associated, ("PID_A + le64(num)", "PID_A"))


@fault("delta is made of the blocks alone",
       of("Store", differs("own", "Store: her record"), accepted("STORE.C2", "Store: again"),
          passes=("with a hospital",)),
       of("Upload", refused("UPLOAD.C3", "Upload: of alice"),
          passes=("of somebody without certificate", "numbered from 1")))
def delta_of_blocks():
    rewrite(records.delta_of_section, ("section.encoded, PID_A", 'b"".join(section.C), PID_A'))


@fault("the cloud stores a delta without making it again",
       of("Upload", accepted("UPLOAD.C3", "Upload: the delta for another PID"), passes=("of alice", "signed by bob")))
def delta_unchecked():
    rewrite_method(cloud.Cloud.on_upload, ('require(upload.delta == delta, "UPLOAD.C3", "delta")', "pass"))


@fault("any cloud may say where a record is",
       of("Link", accepted("LINK.C2", "Link: by another cloud"), passes=("of her upload", "signed by another cloud")))
def link_of_any_cloud():
    rewrite_method(owner.Owner.on_link, ("link.cid == own.cid", "network.has_role(link.cid, CLOUD)"))


@fault("a cloud may name any url",
       of("Link", accepted("LINK.C5", "Link: another url"), passes=("of her upload", "of another upload")))
def link_to_anywhere():
    rewrite_method(owner.Owner.on_link, ('require(link.url == url_of(own.cid, own.upload), "LINK.C5", "url")', "pass"))


@fault("an encrypted summary is published in clear",
       of("Publish", differs("own", "Publish: an encrypted summary"), passes=("a plain summary", "another url")))
def summary_in_clear():
    rewrite_method(owner.Owner.on_publish, ("if command.encrypted:", "if False:"))


# Grants

@fault("one request is granted twice",
       of("Allow", accepted("ALLOW.C1", "Allow: for the same request again"), differs("own", "Allow: two sections"),
          passes=("what nobody asked", "no section")))
def request_granted_twice():
    rewrite_method(owner.Owner.on_allow,
                   ("self.requested = [other for other in self.requested if other != request]", "pass"))


@fault("the cloud does not compare a credential's owner with the sender of the delegation",
       of("CloudGrant", accepted("CGRANT.C7", "CloudGrant: a credential that names bob as owner"),
          passes=("of alice, whoever sends it", "a credential signed by bob")))
def delegation_of_another():
    rewrite_method(cloud.Cloud.on_grant,
                   ('require(credential.PID_A == grant.PID_A, "CGRANT.C7", "credential")', "pass"))


@fault("a requester takes a grant that he has not asked for",
       of("Grant", accepted("GRANT.C13", "Grant: he has not asked", "Grant: a second one for what he has asked once"),
          passes=("for bob, whoever sends it", "once more")))
def grant_unasked():
    rewrite_method(requester.Requester.check_delegation, ('require(asked, "GRANT.C13", "credential.url")', "pass"))
    rewrite_method(requester.Requester.on_grant, ("self.asking.remove(", "self.asking.discard("))

@fault("the digests of claims stand in the order in which the claims were made",
       of("Allow", differs("own", "Allow: two sections"), passes=("no section",)))
def claims_unsorted():
    rewrite(credentials.digests_of, ("tuple(sorted(map(hash_item, claims)))", "tuple(map(hash_item, claims))"))


@fault("an owner grants a section that the record has not",
       of("Allow", accepted("ALLOW.C3", "Allow: a section that the record has not"),
          passes=("two sections", "a section twice")))
def section_beyond_the_record():
    rewrite(credentials.are_sections, (" and numbers[-1] < count", ""))


@fault("an owner grants another record than the one that was asked for",
       of("Allow", accepted("ALLOW.C2", "Allow: another record than the one asked for"),
          passes=("two sections", "what nobody asked")))
def another_record_granted():
    rewrite_method(owner.Owner.on_allow, (" and url == request.url", ""))


@fault("a user lets the cloud delegate another owner's record",
       of("CloudGrant", accepted("CGRANT.C9", "CloudGrant: of bob, for alice's record"),
          passes=("of alice, whoever sends it", "signed by bob")))
def delegation_of_any_record():
    rewrite_method(cloud.Cloud.on_grant,
                   ('require(stored.PID_A == grant.PID_A, "CGRANT.C9", "credential.url")', "pass"))


@fault("the requester has one key pair for all delegations",
       of("Grant", differs("sent", "Grant: for bob, whoever sends it"), passes=("for alice", "once more")))
def one_key_for_all():
    rewrite_method(requester.Requester.delegation_key,
                   ('"NODE.DelegationKey", self.seed, vc', '"NODE.DelegationKey", self.seed'))


@fault("the requester does not compare the claims with the credential",
       of("Grant", accepted("GRANT.C9", "Grant: a claim is not shown"),
          passes=("for bob, whoever sends it", "a credential for no section")))
def claims_not_compared():
    rewrite_method(requester.Requester.check_delegation, ("digests_of(claims) == credential.claims and scope", "scope"))


@fault("the cloud takes another share of a delegation that has one",
       of("Share", accepted("SHARE.C7", "Share: once more"), passes=("of bob", "of alice")))
def share_replaced():
    rewrite_method(cloud.Cloud.on_share, ('require(delegation.rk is None, "SHARE.C7", "vc")', "pass"))


# Questions

@fault("a requester asks for sections that he was not granted",
       of("Fetch", accepted("FETCH.Start.C2", "Fetch: out of scope"), passes=("a section", "out of their order")))
def fetch_out_of_scope():
    rewrite_method(requester.Requester.on_fetch, ("granted and ", ""))


@fault("there is no limit of failed fetches",
       of("Challenge", accepted("CHALLENGE.C7", "Challenge: after three answers that do not open"),
          passes=("for his question",)),
       of("Fetch", accepted("FETCH.Start.C3", "Fetch: after three answers that do not open"),
          passes=("a section", "without a delegation")))
def no_limit_of_failures():
    rewrite_method(requester.Requester.on_fetch,
                   ('require(held.failures < MAX_FAILURES, "FETCH.Start.C3", "vc")', "pass"))
    rewrite_method(requester.Requester.on_challenge,
                   ('require(held.failures < MAX_FAILURES, "CHALLENGE.C7", "vc")', "pass"))


@fault("a challenge is good for a millisecond too long",
       of("Challenge", accepted("CHALLENGE.C5", "Challenge: it expired one before now"),
          passes=("for his question", "he wants nothing")))
def challenge_too_long():
    rewrite_method(requester.Requester.on_challenge,
                   ("self.now <= challenge.expires", "self.now <= challenge.expires + 1"))


@fault("the nonce of a challenge is not noted",
       of("Challenge", differs("own", "Challenge: for his question"),
          accepted("CHALLENGE.C6", "Challenge: once more"),
          accepted("CHALLENGE.C7", "Challenge: after three answers that do not open"),
          passes=("he wants nothing", "by another cloud")))
def challenge_not_noted():
    rewrite_method(requester.Requester.on_challenge, ("self.expected[challenge.r] = (self.now, False)", "pass"),
                   ("if held.r:", "if held.r in self.expected:"))


@fault("a requester shows all his claims",
       of("Challenge", differs("sent", "Challenge: for his question"), passes=("he wants nothing", "once more")))
def all_claims_shown():
    rewrite_method(requester.Requester.on_challenge,
                   ("claims_of(held.delegation.claims, held.wanted)", "held.delegation.claims"))


# Decisions and answers

@fault("a credential that is shown is over in its last millisecond",
       of("Presentation", refused("PRESENT.C10", "Presentation: in the last millisecond"),
          passes=("of bob", "a credential that has ended")))
def presented_credential_ends_early():
    rewrite(credentials.is_expired, ("now <= credential.not_after", "now < credential.not_after"))


@fault("the nonce of a Presentation is not noted",
       of("Presentation", differs("own", "Presentation: of bob"), accepted("PRESENT.C7", "Presentation: once more"),
          passes=("another challenge",)))
def presentation_not_noted():
    rewrite_method(cloud.Cloud.on_presentation, ("self.answered[self.identity, r] = presentation.expires", "pass"))


@fault("a credential serves whoever holds it",
       of("Presentation", accepted("PRESENT.C9", "Presentation: the credential in the hands of alice"),
          passes=("of bob", "signed by alice")))
def bearer_credential():
    rewrite_method(cloud.Cloud.check_credential,
                   ('require(credential.PID_B == presentation.PID_B, "PRESENT.C9", "PID_B")', "pass"))


@fault("a claim that is not in the credential opens a section",
       of("Presentation", accepted("PRESENT.C11", "Presentation: a claim for another section"),
          passes=("of bob", "a claim twice")))
def claim_not_in_credential():
    rewrite_method(cloud.Cloud.check_credential, (" and set(digests) <= set(credential.claims)", ""))


@fault("a credential that has ended is good as long as the chain does not say so",
       of("Presentation", accepted("PRESENT.C10", "Presentation: a credential that has ended"),
          passes=("of bob", "the chain has the credential for another holder")))
def credential_without_end():
    rewrite_method(cloud.Cloud.check_credential,
                   ('require(not is_expired(credential, self.now), "PRESENT.C10", "credential")', "pass"))


@fault("the cloud does not ask the contract",
       of("Presentation", accepted("TX.C24", "Presentation: the credential is not on the chain"),
          accepted("TX.C25", "Presentation: the chain has the credential for another holder"),
          accepted("TX.C26", "Presentation: the credential is revoked"), passes=("of bob", "once more")))
def contract_not_asked():
    rewrite_method(cloud.Cloud.on_presentation,
                   ("check_access(self.ledger, credential.PID_A, vc, credential.PID_B, credential.url, now)", "pass"))


@fault("the cloud answers before the access is on the chain",
       of("Presentation", differs("sent", "Presentation: of bob", "Presentation: in the last millisecond"),
          passes=("once more", "another challenge")))
def answer_before_the_block():
    rewrite_method(cloud.Cloud.on_presentation,
                   ("self.pending[r] = PendingAccess(presentation, self.sender, end)",
                    "self.pending[r] = PendingAccess(presentation, self.sender, end); self.serve(self.pending[r])"))


@fault("the coins of a re-encryption are known to everybody",
       of("Commit", differs("sent", "Commit: the access is on the chain, and the answer leaves"), passes=()))
def reencryption_without_secret():
    rewrite_method(cloud.Cloud.reencrypted, ('derive_coins("NODE.K_CS", self.seed)', "bytes(32)"))


@fault("an answer's sections are not compared with those of the grant",
       of("FetchAnswer", accepted("FETCH.C8", "FetchAnswer: another ciphertext with its delta"),
          passes=("to his question", "another ciphertext under the right delta")))
def sections_not_compared():
    rewrite_method(requester.Requester.check_sections,
                   ('require(answer.delta_A == granted, "FETCH.C8", "delta_A")', "pass"))


@fault("any cloud may answer a question",
       of("FetchAnswer", accepted("FETCH.C9", "FetchAnswer: by another cloud"), passes=("to his question", "no block")))
def answer_of_any_cloud():
    rewrite_method(requester.Requester.check_sections,
                   ('require(answer.cid == cloud_of(self.network, held.delegation.credential.url), "FETCH.C9", "cid")',
                    "pass"))


@fault("an answer that does not open is not counted",
       of("FetchAnswer", differs("own", "FetchAnswer: a block that does not open"),
          passes=("to his question", "no block")))
def failure_not_counted():
    rewrite_method(requester.Requester.open_answer, ("held.failures + 1", "held.failures"))
