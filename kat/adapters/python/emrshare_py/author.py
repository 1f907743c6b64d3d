"""Nodes that bring contents onto the ledger: users, clouds, management (section 13.4)."""

from .errors import require
from .ledger import may_pass_later, spent_items
from .messages import Message
from .network import MANAGEMENT, Network
from .node import TO_HOSPITALS, TO_MANAGEMENT, Node, items_of


class Author(Node):
    """A node that may be the author of a Tx_req."""

    def __init__(self, network: Network, identity, seed: bytes):
        super().__init__(network, identity, seed)
        self.waiting = []  # contents
        self.sent = []  # Tx_req that no block has yet
        self.asked = 0
        self.used = {}  # (leader, r) -> expires of grants

    def handlers(self) -> dict:
        return super().handlers() | {"NonceGrant": self.on_nonce_grant, "Submit": self.on_submit}

    def submit(self, content: Message) -> None:
        """Spec: SUBMIT."""
        self.waiting.append(content)  # SUBMIT.1
        self.ask_for_nonce()  # SUBMIT.2

    def ask_for_nonce(self) -> None:
        """Spec: SUBMIT.2, NODE.Retry.2."""
        self.send(TO_MANAGEMENT, self.make("NonceRequest", self.name))
        self.asked = self.now

    def on_submit(self, command: Message) -> None:
        """Submit. Rejects: SUBMIT.C1 (`content`)."""
        content = command.content
        mine = content.author == self.name and content.name != "Registration"
        require(mine, "SUBMIT.C1", "content")
        self.submit(content)

    def on_nonce_grant(self, grant: Message) -> None:
        """NonceGrant (author). Rejects: NONCE.Grant.C1 to C8."""
        require(len(self.waiting) > 0, "NONCE.Grant.C1", "state")
        if self.printed:
            request = self.sign("Tx_req", self.waiting.pop(0), grant.r)  # NONCE.Grant.1
        else:
            self.check_grant(grant)
            request = self.sign("Tx_req", self.waiting.pop(0), grant, self.now)  # NONCE.Grant.1
            self.used = {key: expires for key, expires in self.used.items() if expires >= self.now}  # NONCE.Grant.1
            self.used[grant.leader, grant.r] = grant.expires  # NONCE.Grant.1
            self.sent.append(request)  # NONCE.Grant.1
        self.send(TO_HOSPITALS, request)  # NONCE.Grant.2

    def check_grant(self, grant: Message) -> None:
        """Rejects: NONCE.Grant.C2 to C8."""
        network, pp = self.network, self.network.pp
        require(network.has_role(grant.leader, MANAGEMENT), "NONCE.Grant.C2", "leader")
        network.check_signed(grant, network.nodes[grant.leader].vk, "NONCE.Grant.C3", "NONCE.Grant.C4")
        require(grant.author == self.name, "NONCE.Grant.C5", "author")
        require(self.now <= grant.expires, "NONCE.Grant.C6", "expires")
        require((grant.leader, grant.r) not in self.used, "NONCE.Grant.C7", "r")
        require(grant.expires <= self.now + pp.window + pp.grant_time, "NONCE.Grant.C8", "expires")

    def tick(self) -> None:
        super().tick()
        if not self.printed:
            self.retry()

    def retry(self) -> None:
        """Spec: NODE.Retry.1, NODE.Retry.2."""
        pp = self.network.pp
        lost = [tx for tx in self.sent if tx.grant.expires + pp.window < self.now]  # NODE.Retry.1
        self.sent = [tx for tx in self.sent if tx.grant.expires + pp.window >= self.now]  # NODE.Retry.1
        self.waiting += [tx.M for tx in lost
                         if may_pass_later(self.network, self.ledger, self.now, tx.M)]  # NODE.Retry.1
        if self.waiting and self.now >= self.asked + pp.timeout:
            self.ask_for_nonce()  # NODE.Retry.2

    def after_block(self, contents: list) -> None:
        """Spec: NODE.Retry.3."""
        super().after_block(contents)
        self.waiting = [content for content in self.waiting if content not in contents]  # NODE.Retry.3
        self.sent = [tx for tx in self.sent if tx.M not in contents]  # NODE.Retry.3

    def submissions(self) -> list:
        """What every author's state ends with, or a management node's before its desk."""
        return [items_of(self.waiting), items_of(self.sent), self.asked, spent_items(self.used)]
