"""Mistakes in nodes: events, registration, retries, terms, requests and answers."""

from emrshare_py import author, hospital, management, node, registrar, user
from registry import Failure, Run, fault
from tampering import rewrite_method

REG_REQUEST = "node-reg-request.toy-64.corrected"
GRANT = "node-nonce-grant.toy-64.corrected"
COMMAND = "node-command.toy-64"
ACCESS = "node-access-request.toy-64.corrected"


@fault("time may run backwards",
       Run("node-command", failures=(
           Failure(COMMAND, "wrong acceptance", reason="NODE.Event.C1", comments=("one instant before the clock",)),),
           passes=(f"{COMMAND}.corrected.json#a kind that does not exist",)))
def clock_unchecked():
    rewrite_method(node.Node.event, ('require(time >= self.clock, "NODE.Event.C1", "time")', "pass"))


@fault("the coins of an event do not depend on how many came before",
       Run("node-nonce-request", profile="corrected", failures=(
           Failure("node-nonce-request.toy-64.corrected", "wrong value", symbol="sent", comments=("to the leader",)),),
           passes=("node-nonce-request.toy-64.corrected.json#for somebody",)))
def coins_without_counter():
    rewrite_method(node.Node.event, ("self.seed, self.events, time", "self.seed, time"))


@fault("the registrar does not ask whose key was shown with a card",
       Run("node-reg-request", failures=(
           Failure(REG_REQUEST, "wrong acceptance", reason="REG.Request.C3",
                   comments=("the card of alice, who showed another key",)),),
           passes=(f"{REG_REQUEST}.json#a card that was not shown", f"{REG_REQUEST}.json#the card's Id")))
def card_without_key():
    rewrite_method(registrar.Registrar.check_enrolment,
                   ("self.cards.get(enrolment.Id) == card", "self.cards.get(enrolment.Id, card)[0] == card[0] "
                    "and enrolment.Id in self.cards"))


@fault("an Enrolment may be sent again by anybody",
       Run("node-reg-request", failures=(
           Failure(REG_REQUEST, "wrong acceptance", reason="REG.Request.C4",
                   comments=("the same enrolment at the same time",)),),
           passes=(f"{REG_REQUEST}.json#with another one-time key", f"{REG_REQUEST}.json#the same enrolment, made")))
def enrolment_replayed():
    rewrite_method(registrar.Registrar.may_come_again, (" and before.time < enrolment.time", ""))


@fault("a certificate that was lost is not taken from the block",
       Run("node-certificate", failures=(
           Failure("node-certificate.toy-64.corrected", "wrong value", symbol="own", comments=("a block with hers",)),),
           passes=("node-certificate.toy-64.corrected.json#hers",)))
def certificate_not_in_block():
    rewrite_method(user.User.after_block, ("self.on_certificate(content.certificate)", "pass"))


@fault("a nonce is used once more",
       Run("node-nonce-grant", profile="corrected", failures=(
           Failure(GRANT, "wrong acceptance", reason="NONCE.Grant.C7", comments=("a nonce once more",)),),
           passes=(f"{GRANT}.json#the same bytes from another",)))
def grant_twice():
    rewrite_method(author.Author.check_grant,
                   ('require((grant.leader, grant.r) not in self.used, "NONCE.Grant.C7", "r")', "pass"))


@fault("a content that is lost is sent again even if it is no more good",
       Run("node-nonce-grant", profile="corrected", failures=(
           Failure(GRANT, "wrong value", symbol="own", comments=("no block comes, and the content is no more good",)),),
           passes=(f"{GRANT}.json#no block comes, and the content waits again",)))
def retry_unchecked():
    rewrite_method(author.Author.retry,
                   ("may_pass_later(self.network, self.ledger, self.now, tx.M)", "True"))


@fault("an author who asks again does not note when",
       Run("node-nonce-grant", profile="corrected", failures=(
           Failure(GRANT, "wrong value", symbol="own", comments=("no nonce comes, and she asks again",)),),
           passes=(f"{GRANT}.json#no nonce comes, one instant before",)))
def asked_not_noted():
    rewrite_method(author.Author.retry, ("self.ask_for_nonce()",
                                         'self.send(b"management", self.make("NonceRequest", self.name))'))


@fault("a hospital that gives up a leader keeps the request to itself",
       Run("node-command", failures=(
           Failure(f"{COMMAND}.corrected", "wrong value", symbol="sent",
                   comments=("time passes at a hospital, which gives the leader up",
                             "the same after an acknowledgement, which goes into the vote")),),
           passes=(f"{COMMAND}.corrected.json#time passes at a hospital, one instant",)))
def request_not_spread():
    rewrite_method(hospital.Hospital.time_out, ("self.send(TO_HOSPITALS, agreed[0].tx)", "pass"))


@fault("acknowledgements stand in the order in which they came",
       Run("node-ack", failures=(
           Failure("node-ack.toy-64.corrected", "wrong rejection",
                   comments=("the one that makes the quorum, not in the order of PP",)),),
           passes=("node-ack.toy-64.corrected.json#the first",)))
def acks_unsorted():
    rewrite_method(management.Management.by_hospital,
                   ("sorted(entries, key=lambda entry: self.network.order(entry.hid))", "list(entries)"))


@fault("a quorum of an old term takes the place of a later proposal",
       Run("node-give-up", failures=(
           Failure("node-give-up.toy-64.corrected", "wrong value", symbol="own",
                   comments=("a quorum of a term before that of the open proposal",)),),
           passes=("node-give-up.toy-64.corrected.json#a quorum of a term after",)))
def old_term_leads():
    rewrite_method(management.Management.on_give_up, (" and not is_open", ""))


@fault("a nonce that one requester used is refused to all",
       Run("node-access-request", profile="corrected", failures=(
           Failure(ACCESS, "wrong rejection", reason="ASK.C8", comments=("the same nonce by another requester",)),),
           passes=(f"{ACCESS}.json#once more",)))
def request_nonce_of_anybody():
    rewrite_method(user.User.check_request, ("(request.PID_B, request.r) not in self.seen",
                                             "request.r not in {r for _, r in self.seen}"))


@fault("an answer is taken twice",
       Run("node-fetch-answer", failures=(
           Failure("node-fetch-answer.toy-64.corrected", "wrong acceptance", reason="FETCH.C5",
                   comments=("once more",)),),
           passes=("node-fetch-answer.toy-64.corrected.json#under a nonce that she has not used",)))
def answer_twice():
    rewrite_method(user.User.check_answer, (" and not self.expected[answer.r][1]", ""))


@fault("an access request is taken as often as it is sent",
       Run("node-access-request", profile="corrected", failures=(
           Failure(ACCESS, "wrong acceptance", reason="ASK.C8",
                   comments=("once more", "once more, at the last instant of its window")),),
           passes=(f"{ACCESS}.json#to another owner",)))
def access_request_replayed():
    rewrite_method(user.User.check_request,
                   ('require((request.PID_B, request.r) not in self.seen, "ASK.C8", "r")', "pass"))
