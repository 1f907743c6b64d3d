"""Mistakes in hybrid and re-encrypted files."""

from emrshare_py import corrected, sealed
from registry import RANDOM, Failure, Run, fault
from tampering import rewrite

SEALED = tuple(f"{i} bytes" for i in (0, 1, 300, 65536, 65537))
OPENED = ("one chunk", "empty file", "two chunks")
HYBRID = ("hybrid, 301 bytes", "hybrid, empty")
RESEALED = ("direct, two blocks", "direct, empty", *HYBRID)

# At toy-64 a hybrid file has its block at byte 50, its digest at 234 and its chunks at 266; a re-encrypted one has 41
# bytes before that.
DIGEST = {name: "byte 234" for name in SEALED}


@fault("the digest of a file does not cover its head",
       Run("seal-hybrid open-hybrid reseal open-resealed", failures=(
           Failure("seal-hybrid.toy-64", "wrong value", symbol="sealed", step="SEAL.SealHybrid.7", cause="SEAL.Hash.2",
                   places=DIGEST),
           Failure("open-hybrid.toy-64", "wrong rejection", reason="by SEAL.Open.C5", comments=OPENED),
           Failure("reseal.toy-64", "wrong rejection", reason="by SEAL.Open.C5", comments=RESEALED),
           Failure("open-resealed.toy-64", "wrong rejection", reason="by SEAL.Open.C5", comments=RESEALED)),
           passes=("seal-hybrid.toy-64.both.json#pk not reduced",)))
def file_digest_without_head():
    rewrite(sealed.digest_of, ('head + b"".join(digests)', 'b"".join(digests)'))


@fault("the digest of a file is one of its blocks, not of their digests",
       Run("seal-hybrid open-hybrid reseal open-resealed", failures=(
           Failure("seal-hybrid.toy-64", "wrong value", symbol="sealed", step="SEAL.SealHybrid.7", cause="SEAL.Hash.1",
                   places=DIGEST),
           Failure("open-hybrid.toy-64", "wrong rejection", reason="by SEAL.Open.C5", comments=OPENED),
           Failure("reseal.toy-64", "wrong rejection", reason="by SEAL.Open.C5",
                   comments=("direct, two blocks", *HYBRID)),
           Failure("open-resealed.toy-64", "wrong rejection", reason="by SEAL.Open.C5",
                   comments=("direct, two blocks", *HYBRID))),
           passes=("reseal.toy-64.corrected.json#direct, empty", "open-resealed.toy-64.corrected.json#direct, empty")))
def file_digest_of_blocks():
    rewrite(sealed.digest_of, ('head + b"".join(digests)', "head + blocks"))


@fault("the key of the chunks does not depend on the head",
       Run("seal-hybrid open-hybrid open-resealed", failures=(
           Failure("seal-hybrid.toy-64", "wrong value", symbol="K", step="SEAL.SealHybrid.5",
                   places={name: "byte 0" for name in SEALED}),
           Failure("open-hybrid.toy-64", "wrong rejection", reason="by SEAL.OpenHybrid.C1", comments=OPENED),
           Failure("open-resealed.toy-64", "wrong rejection", reason="by SEAL.OpenHybrid.C1", comments=HYBRID)),
           passes=("open-resealed.toy-64.corrected.json#direct",)))
def chunk_key_without_head():
    rewrite(sealed.seal_hybrid, ("params, head, m)", "params, m)"))
    rewrite(sealed._open_chunks, ("layout.params, layout.head, m)", "layout.params, m)"))


@fault("the nonce does not say which chunk is the last",
       Run("seal-hybrid open-hybrid open-resealed", failures=(
           Failure("seal-hybrid.toy-64", "wrong value", symbol="sealed", step="SEAL.SealHybrid.7",
                   cause="SEAL.SealHybrid.6",
                   # The first of two chunks is as it should be.
                   places={name: "byte 266" for name in SEALED} | {"65537 bytes": "byte 65818"}),
           Failure("open-hybrid.toy-64", "wrong rejection", reason="by SEAL.OpenHybrid.C1", comments=OPENED),
           Failure("open-resealed.toy-64", "wrong rejection", reason="by SEAL.OpenHybrid.C1", comments=HYBRID)),
           passes=("open-resealed.toy-64.corrected.json#direct",)))
def nonce_without_last():
    rewrite(sealed._nonce, ("int(i == count - 1)", "0"))


@fault("the number of the chunk is big-endian in the nonce",
       Run("seal-hybrid open-hybrid", failures=(
           Failure("seal-hybrid.toy-64", "wrong value", symbol="sealed", step="SEAL.SealHybrid.7",
                   cause="SEAL.SealHybrid.6", places={"65537 bytes": "byte 65818"}),
           Failure("open-hybrid.toy-64", "wrong rejection", reason="by SEAL.OpenHybrid.C1",
                   comments=("two chunks",))),
           passes=("seal-hybrid.toy-64.both.json#65536 bytes", "open-hybrid.toy-64.both.json#one chunk")))
def nonce_big_endian():
    rewrite(sealed._nonce, ('"little"', '"big"'))


@fault("an empty hybrid file has no chunk, hence no tag",
       Run("seal-hybrid open-hybrid reseal open-resealed", failures=(
           Failure("seal-hybrid.toy-64", "wrong value", symbol="sealed", step="SEAL.SealHybrid.7",
                   places={"0 bytes": "byte 266"}),
           Failure("open-hybrid.toy-64", "wrong rejection", reason="by SEAL.Open.C4", comments=("empty file",)),
           Failure("reseal.toy-64", "wrong rejection", reason="by SEAL.Open.C4", comments=("hybrid, empty",)),
           Failure("open-resealed.toy-64", "wrong rejection", reason="by SEAL.Open.C4", comments=("hybrid, empty",))),
           passes=("seal-hybrid.toy-64.both.json#1 bytes", "seal-hybrid.toy-64.both.json#65536 bytes",
                   "open-hybrid.toy-64.both.json#two chunks", "reseal.toy-64.corrected.json#direct, empty")))
def empty_without_chunk():
    rewrite(sealed._chunk_count, ("max(1, -(-length // CHUNK))", "-(-length // CHUNK)"))


@fault("the tag of the first chunk is compared, those of the others are not",
       Run("open-hybrid", failures=(
           Failure("open-hybrid.toy-64", "wrong acceptance", bug="damaged",
                   reason="SEAL.OpenHybrid.C1 must refuse chunk 1", comments=("a bit of the second chunk",)),),
           passes=("open-hybrid.toy-64.both.json#two chunks", "open-hybrid.toy-64.both.json#last bit of the tag")))
def chunk_tag_first_only():
    rewrite(sealed._open_chunks,
            ("        require(text is not None",
             "        if i > 0:\n"
             "            text = gcm.Cipher(K, _nonce(i, count)).apply(chunk[:-gcm.TAG_BYTES])\n"
             "        require(text is not None"))


@fault("the tag of the last chunk is compared, those of the others are not",
       Run("open-hybrid", failures=(
           Failure("open-hybrid.toy-64", "wrong acceptance", bug="damaged",
                   reason="SEAL.OpenHybrid.C1 must refuse chunk 0", comments=("a bit of the first of two chunks",)),),
           passes=("open-hybrid.toy-64.both.json#two chunks", "open-hybrid.toy-64.both.json#a bit of the chunk")))
def chunk_tag_last_only():
    rewrite(sealed._open_chunks,
            ("        require(text is not None",
             "        if i < count - 1:\n"
             "            text = gcm.Cipher(K, _nonce(i, count)).apply(chunk[:-gcm.TAG_BYTES])\n"
             "        require(text is not None"))


@fault("a re-encrypted file is not compared with the key for which it is",
       Run("open-resealed", failures=(
           Failure("open-resealed.toy-64", "wrong acceptance", bug="wrong-key",
                   reason="SEAL.OpenReSealed.C3 must refuse key", comments=("a file for another key",)),),
           passes=("open-resealed.toy-64.corrected.json#direct",
                   "open-resealed.toy-64.corrected.json#another key, under a digest")))
def resealed_key_unchecked():
    rewrite(sealed.open_resealed, (" and fingerprint(layout.params, pk_B) == resealed[9:PREFIX]", ""))


@fault("a re-encrypted file may have any version in front",
       Run("open-resealed", failures=(
           Failure("open-resealed.toy-64", "wrong acceptance", bug="file-format",
                   reason="SEAL.OpenReSealed.C2 must refuse version", comments=("version 3",)),),
           passes=("open-resealed.toy-64.corrected.json#version 128 more",)))
def resealed_version_unchecked():
    rewrite(sealed.open_resealed, ('require(resealed[8] == RESEALED, "SEAL.OpenReSealed.C2", "version")', "pass"))


@fault("the coins of a re-encryption do not depend on the block",
       Run("reenc-coins reseal", failures=(
           Failure("reenc-coins.toy-64", "wrong value", symbol="coins", step="CPRE.ReEncCoins.1",
                   places={name: "byte 0" for name in RANDOM}),
           Failure("reseal.toy-64", "wrong value", symbol="resealed", step="SEAL.ReSeal.5", cause="CPRE.ReEncCoins.1",
                   comments=("direct, two blocks", "hybrid, 301 bytes", "hybrid, empty"))),
           passes=("reseal.toy-64.corrected.json#direct, empty",)))
def reenc_coins_without_block():
    rewrite(corrected.reenc_coins, ("(rk, pk_B, C_A)", "(rk, pk_B)"))


@fault("the cloud re-encrypts any file, not the one alone that the owner has named",
       Run("reseal", failures=(
           Failure("reseal.toy-64", "wrong acceptance", bug="chosen-block", reason="SEAL.ReSeal.C3 must refuse digest",
                   comments=("another file of the owner", "last byte of the digest that the owner has named",
                             "a chosen block")),),
           passes=("reseal.toy-64.corrected.json#direct", "reseal.toy-64.corrected.json#a bit of the block")))
def reseal_any_file():
    rewrite(sealed.reseal,
            ('require(sealed[layout.digest:layout.chunks] == key.digest, "SEAL.ReSeal.C3", "digest")', "pass"))


@fault("the digest of a re-encrypted file does not cover the bytes before the owner's head",
       Run("reseal open-resealed", failures=(
           Failure("reseal.toy-64", "wrong value", symbol="resealed", step="SEAL.ReSeal.5", cause="SEAL.ReSeal.4",
                   places={"direct, two blocks": "byte 459", "hybrid, 301 bytes": "byte 275",
                           "direct, empty": "byte 91", "hybrid, empty": "byte 275"}),
           Failure("open-resealed.toy-64", "wrong rejection", reason="by SEAL.Open.C5", comments=RESEALED)),
           passes=("reseal.toy-64.corrected.json#a bit of the block",)))
def resealed_digest_without_front():
    rewrite(sealed.reseal, ("digest_of(params, head, blocks)", "digest_of(params, layout.head, blocks)"))
    rewrite(sealed._check_digest, ("sealed[:layout.blocks]", "layout.head"))
