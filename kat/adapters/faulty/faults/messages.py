"""Mistakes in messages: their encoding, digests and signatures, the public parameters, the channel and the wallet."""

from emrshare_py import channel, gcm, messages, mldsa, network, wallet
from registry import Failure, Run, fault
from tampering import replace, rewrite, rewrite_method


@fault("h does not cover the network",
       Run("sign-message", failures=(
           Failure("sign-message.toy-64.corrected", "wrong value", symbol="h", comments=("Enrolment", "Tx_req", "Ack")),
           Failure("sign-message.toy-64.as-printed", "wrong value", symbol="h", comments=("NextLeader",))),
           passes=("sign-message.toy-64.as-printed.json#Tx_req", "sign-message.toy-64.as-printed.json#BM")))
def digest_without_network():
    rewrite_method(messages.Schema.digest, ("[G, type_.code, *values]", "[type_.code, *values]"))


@fault("h does not cover the type of the message",
       Run("sign-message", failures=(
           Failure("sign-message.toy-64.corrected", "wrong value", symbol="h", comments=("Enrolment", "Tx_req", "Ack")),
           Failure("sign-message.toy-64.as-printed", "wrong value", symbol="h", comments=("NextLeader",))),
           passes=("sign-message.toy-64.as-printed.json#Tx_req", "sign-message.toy-64.as-printed.json#BM")))
def digest_without_type():
    rewrite_method(messages.Schema.digest, ("[G, type_.code, *values]", "[G, *values]"))


@fault("as printed, h of E covers the Tx_req and not res",
       Run("sign-message", failures=(
           Failure("sign-message.toy-64.as-printed", "wrong value", symbol="h", comments=("E",)),),
           passes=("sign-message.toy-64.corrected", "sign-message.toy-64.as-printed.json#Tx_req")))
def digest_without_res():
    rewrite_method(messages.Schema.digest, ("items if len(items) > 1 else items[0]", "items[0]"))


@fault("any encoding of an item is taken, not the deterministic one alone",
       Run("decode-protocol", failures=(
           Failure("decode-protocol.toy-64", "wrong acceptance", reason="MSG.Decode.C3",
                   comments=("1 in two bytes", "the code in three bytes", "the number of entries in two bytes")),),
           passes=("decode-protocol.toy-64.corrected.json#a byte string of indefinite length",
                   "decode-protocol.toy-64.corrected.json#an unknown code")))
def encoding_not_unique():
    rewrite(messages.decode_item, ('require(cbor.encode(item) == data, "MSG.Decode.C3", "message")', "pass"))


@fault("a boolean is taken for an integer",
       Run("decode-protocol", failures=(
           Failure("decode-protocol.toy-64", "wrong acceptance", reason="MSG.Decode.C5",
                   comments=("SyncRequest, num: a boolean",)),),
           passes=("decode-protocol.toy-64.corrected.json#E, res: the integer 1",)))
def boolean_is_integer():
    rewrite(messages._is_integer, (" and not isinstance(item, bool)", ""))


@fault("a part is taken for a message",
       Run("decode-protocol", failures=(
           Failure("decode-protocol.toy-64", "wrong acceptance", reason="MSG.Decode.C4",
                   comments=("a part alone", "a command")),),
           passes=("decode-protocol.toy-64.corrected.json#an unknown code",)))
def part_is_message():
    rewrite_method(messages.Schema.decode_message, ("self.messages", "self.by_code"))


@fault("two nodes may have one signature key",
       Run("check-pp", failures=(
           Failure("check-pp.toy-64", "wrong acceptance", reason="PP.Check.C3", comments=("two nodes of one vk",)),),
           passes=("check-pp.toy-64.both.json#two nodes of one id",)))
def shared_key_unchecked():
    rewrite(network.check_pp, (" and node.vk not in keys", ""))


@fault("the channel does not bind its context",
       Run("seal-channel open-channel", failures=(
           Failure("seal-channel.toy-64", "wrong value", symbol="sealed", comments=("0 bytes", "100 bytes")),
           Failure("open-channel.toy-64", "wrong rejection", comments=("0 bytes", "100 bytes"))),
           passes=("open-channel.toy-64.both.json#another private key",)))
def channel_without_context():
    rewrite(channel.seal, ("NONCE, context, plaintext", 'NONCE, b"", plaintext'))
    rewrite(channel.open_sealed, ("NONCE, context, sealed", 'NONCE, b"", sealed'))


@fault("the channel's tag is not compared",
       Run("open-channel", failures=(
           Failure("open-channel.toy-64", "wrong acceptance", reason="CHAN.Open.C2",
                   comments=("the last bit of the tag", "another context", "another private key")),),
           passes=("open-channel.toy-64.both.json#15 bytes", "open-channel.toy-64.both.json#100 bytes")))
def channel_tag_unchecked():
    good = gcm.open_sealed

    def open_sealed(key, nonce, associated, sealed):
        return gcm.Cipher(key, nonce).apply(sealed[:-gcm.TAG_BYTES])

    replace(good, open_sealed)


@fault("the verification of a signature forgets the context",
       Run("sig-verify", sets="any", failures=(
           Failure("sig-verify.any", "wrong rejection", reason="SIG.Verify.C9", comments=("context of 255 bytes",)),),
           passes=("sig-verify.any.both.json#empty message, empty context",)))
def context_not_verified():
    rewrite(mldsa.verify, ("representative(tr, M, ctx)", 'representative(tr, M, b"")'))


@fault("signatures do not bind their context",
       Run("sig-sign", sets="any", failures=(
           Failure("sig-sign.any", "wrong value", symbol="attempts", step="SIG.Sign.5", cause="SIG.Sign.2",
                   comments=("context of 255 bytes",)),
           Failure("sig-sign.any", "wrong value", symbol="mu", step="SIG.Sign.2", comments=("random 4, hedged",))),
           passes=("sig-sign.any.both.json#empty message, empty context",)))
def context_unbound():
    rewrite(mldsa.representative, ("bytes([0, len(ctx)]), ctx, M", "bytes(2), M"))


@fault("a wallet is sealed without its last entry",
       Run("wallet-seal", sets="any", failures=(
           Failure("wallet-seal.any", "wrong value", symbol="wallet", comments=("a seed and a credential",)),),
           passes=("wallet-seal.any.both.json#no entry",)))
def wallet_entry_lost():
    rewrite(wallet.seal, ("cbor.encode([CODE, entries])", "cbor.encode([CODE, entries[:-1]])"))


@fault("the tag of a wallet is not compared",
       Run("wallet-open", sets="any", failures=(
           Failure("wallet-open.any", "wrong acceptance", reason="WALLET.Open.C4", comments=("a bit of the tag",)),),
           passes=("wallet-open.any.both.json#a seed and a credential", "wallet-open.any.both.json#another magic")))
def wallet_tag_unchecked():
    rewrite(wallet.open_wallet,
            ("gcm.open_sealed(K, NONCE, head, sealed)", "gcm.Cipher(K, NONCE).apply(sealed[:-gcm.TAG_BYTES])"))
