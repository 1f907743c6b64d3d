"""The operations of chapter 8 on the JSON values of vectors.

`evaluate` is the entry. Each operation is a function of the parameter set (None for the set `any`), the profile and
an `Inputs`, and returns two dictionaries of `Value`, outputs and intermediates.
"""

import functools
import hashlib
import struct
from typing import Callable, NamedTuple

from . import cbor, channel, corrected, encoding, fourier, gaussian, gram_schmidt, hashes, kem, long_runs, messages
from . import mldsa, ntru, pre, sample_pre, samplers, sampling_tree, sealed, transport, trapgen, wallet, xof
from . import params as parameter_sets
from .errors import Unsupported

DIGEST_ABOVE = 4096


class Value(NamedTuple):
    """A value as JSON and, for kinds that can be long, a function that makes its canonical bytes (section 8.2)."""

    json: object
    canonical: Callable = bytes


def hex_of(data: bytes) -> Value:
    """Kind `hex`."""
    return Value(data.hex(), lambda: data)


def hex_list(items) -> Value:
    """Kind `hex_list`."""
    return Value([item.hex() for item in items])


def scalar(x) -> Value:
    """Kinds `integer` and `boolean`."""
    return Value(x)


def integers(a) -> Value:
    """Kind `integers`."""
    a = list(a)
    return Value(a, lambda: b"".join(x.to_bytes(8, "little", signed=True) for x in a))


def matrix(rows) -> Value:
    """Kind `matrix`."""
    return Value([list(row) for row in rows],
                 lambda: b"".join(x.to_bytes(4, "little", signed=True) for row in rows for x in row))


def real(x: float) -> Value:
    """Kind `real`."""
    return Value(encoding.encode_real(x))


def reals(a) -> Value:
    """Kind `reals`."""
    return Value([encoding.encode_real(x) for x in a], lambda: struct.pack(f"<{len(a)}d", *a))


def complexes(a) -> Value:
    """Complex numbers as kind `reals`: real and imaginary part in turn."""
    return reals([part for x in a for part in (x.real, x.imag)])


def element(params, a) -> Value:
    """Kind `element`, of R_q or (as its image) of R."""
    return hex_of(encoding.encode_element(params, [c % params.q for c in a]))


def elements(params, rows) -> Value:
    """Kind `elements`."""
    encoded = [encoding.encode_element(params, row) for row in rows]
    return Value([row.hex() for row in encoded], lambda: b"".join(encoded))


def message(params, M) -> Value:
    """Kind `message`."""
    return hex_of(encoding.encode_message(params, M))


class Inputs:
    """The inputs of a vector, decoded by kind. A rejection names the input that is decoded."""

    def __init__(self, params, values: dict):
        self._params = params
        self._values = values

    def raw(self, name: str):
        """Kinds that need no decoding."""
        return self._values[name]

    def octets(self, name: str) -> bytes:
        """Kind `hex`."""
        return bytes.fromhex(self._values[name])

    def octets_list(self, name: str) -> list:
        """Kind `hex_list`."""
        return [bytes.fromhex(item) for item in self._values[name]]

    def coins(self, name: str = "coins") -> bytes:
        """Kind `hex`, checked as coins."""
        return xof.check_coins(self.octets(name), name)

    def real(self, name: str) -> float:
        """Kind `real`."""
        return encoding.decode_real(self._values[name])

    def element(self, name: str) -> list:
        """Kind `element`, of R_q."""
        return encoding.decode_element(self._params, self.octets(name), name)

    def short(self, name: str) -> list:
        """Kind `element`, of R."""
        return encoding.decode_short(self._params, self.octets(name), name)

    def message(self, name: str) -> list:
        """Kind `message`."""
        return encoding.decode_message(self._params, self.octets(name), name)


OPERATIONS = {}


def operation(name: str, *profiles: str):
    """Enter a function under an operation's name, for all profiles or for those given."""
    def enter(function):
        for profile in profiles or ("as-printed", "corrected", "both"):
            OPERATIONS[name, profile] = function
        return function
    return enter


def evaluate(operation_name: str, set_name: str, profile: str, inputs: dict) -> tuple:
    """(outputs, intermediates) of one vector, as JSON values.

    Raises Rejection if an input is refused, Unsupported if there is no such operation.
    """
    function = OPERATIONS.get((operation_name, profile))
    if function is None:
        raise Unsupported(f"{operation_name} in the profile {profile}")
    params = None if set_name == "any" else parameter_sets.by_name(set_name)
    outputs, intermediates = function(params, profile, Inputs(params, inputs))
    shorten = set_name not in ("any", "toy-64")
    return ({name: value.json for name, value in outputs.items()},
            {name: _digested(value) if shorten else value.json for name, value in intermediates.items()})


def _digested(value: Value):
    """The value, or if it is long the digest of its canonical bytes."""
    canonical = value.canonical()
    if len(canonical) > DIGEST_ABOVE:
        return "sha3-256:" + hashlib.sha3_256(canonical).hexdigest()
    return value.json


@functools.lru_cache(maxsize=4)
def master_key(params, coins: bytes) -> pre.MasterKey:
    """PRE.Setup, remembered by its coins."""
    return pre.setup(params, coins)


# XOF and samplers

@operation("xof")
def _(params, profile, inputs):
    label, parts = inputs.raw("label"), [bytes.fromhex(part) for part in inputs.raw("parts")]
    X = xof.xof_input(label, *parts)
    return {"stream": hex_of(xof.Stream(X).take(inputs.raw("length")))}, {"X": hex_of(X)}


@operation("uniform")
def _(params, profile, inputs):
    stream = xof.ByteString(inputs.octets("bytes"))
    residues = samplers.uniform(inputs.raw("count"), params.q, stream)
    return ({"residues": integers(residues)},
            {"taken": scalar(stream.taken), "dropped": scalar(stream.taken // 4 - len(residues))})


@operation("ternary")
def _(params, profile, inputs):
    stream = xof.ByteString(inputs.octets("bytes"))
    u = samplers.ternary(inputs.raw("count"), stream)
    return {"u": integers(u)}, {"taken": scalar(stream.taken)}


@operation("cbd")
def _(params, profile, inputs):
    stream = xof.ByteString(inputs.octets("bytes"))
    e = samplers.cbd(inputs.raw("count"), inputs.raw("eta"), stream)
    return {"e": integers(e)}, {"taken": scalar(stream.taken)}


@operation("mask")
def _(params, profile, inputs):
    stream = xof.ByteString(inputs.octets("bytes"))
    return {"v": integers(samplers.mask(inputs.raw("count"), inputs.raw("t"), stream))}, {}


@operation("sample-base")
def _(params, profile, inputs):
    return {"z_0": scalar(gaussian.base(inputs.raw("base"), xof.ByteString(inputs.octets("bytes"))))}, {}


@operation("exp")
def _(params, profile, inputs):
    return {"y": hex_of(gaussian.exp(inputs.real("r")).to_bytes(8, "big"))}, {}


@operation("bernoulli")
def _(params, profile, inputs):
    return {"accepted": scalar(gaussian.bernoulli(inputs.real("x"), xof.ByteString(inputs.octets("bytes"))))}, {}


@operation("sample-z")
def _(params, profile, inputs):
    stream = xof.ByteString(inputs.octets("bytes"))
    z, trials = gaussian.sample_z_trials(inputs.real("c"), inputs.real("sigma"), stream)
    return {"z": scalar(z)}, {"trials": scalar(trials), "taken": scalar(stream.taken)}


@operation("gaussian-poly")
def _(params, profile, inputs):
    coins = inputs.coins()
    return {"g": integers(gaussian.poly(inputs.raw("n"), inputs.real("sigma"), "KAT.Gaussian", coins))}, {}


# Hash functions

@operation("h1", "as-printed")
def _(params, profile, inputs):
    return {"H_1(id)": integers(hashes.h1_printed(params, inputs.octets("id")))}, {}


@operation("syndrome", "as-printed", "corrected")
def _(params, profile, inputs):
    return {"h": integers(hashes.syndrome(profile, params, inputs.octets("id")))}, {}


@operation("h2")
def _(params, profile, inputs):
    return {"delta": integers(hashes.h2(params, inputs.octets("x"), inputs.octets("y")))}, {}


# Encodings

@operation("encode-element")
def _(params, profile, inputs):
    return {"bytes": hex_of(encoding.encode_element(params, inputs.raw("coefficients")))}, {}


@operation("decode-element")
def _(params, profile, inputs):
    return {"coefficients": integers(inputs.element("bytes"))}, {}


@operation("encode-message")
def _(params, profile, inputs):
    return {"bytes": hex_of(encoding.encode_message(params, inputs.raw("coefficients")))}, {}


@operation("decode-message")
def _(params, profile, inputs):
    return {"coefficients": integers(inputs.message("bytes"))}, {}


# Lattices

@operation("trapgen")
def _(params, profile, inputs):
    trapdoor = trapgen.trapgen(params.k, params.q, params.n, inputs.coins())
    return {"B": elements(params, trapdoor.B)}, {"R": matrix(trapdoor.R), "T_B": matrix(trapdoor.T_B)}


@operation("gram-schmidt")
def _(params, profile, inputs):
    b_tilde, N = gram_schmidt.gram_schmidt(inputs.raw("basis"))
    return {"N": reals(N), "b~": reals([x for vector in b_tilde for x in vector])}, {}


@operation("sample-pre")
def _(params, profile, inputs):
    setup_coins, u, coins = inputs.coins("setup_coins"), inputs.raw("u"), inputs.coins()
    preimage = sample_pre.sample_pre(params, master_key(params, setup_coins), u, coins)
    return {"f'": element(params, preimage.x)}, _preimage_values(preimage)


def _preimage_values(preimage) -> dict:
    return {"t": reals(preimage.t), "c": reals(preimage.c), "z": integers(preimage.z)}


@operation("fft")
def _(params, profile, inputs):
    return {"values": complexes(fourier.forward(inputs.raw("a")))}, {}


@operation("ntru-solve")
def _(params, profile, inputs):
    solution = ntru.ntru_solve(inputs.raw("f"), inputs.raw("w"), params.q)
    if solution is None:
        return {"solvable": scalar(False)}, {}
    return {"solvable": scalar(True), "F": integers(solution.F), "W": integers(solution.W)}, {}


@operation("sampling-tree")
def _(params, profile, inputs):
    f, w, F, W = (inputs.short(name) for name in ("f", "w", "F", "W"))
    the_tree = sampling_tree.tree(f, w, F, W, params.q, params.s)
    # both leaves of a pair have the pair's deviation
    deviations = [pair.sigma for pair in sampling_tree.tree_leaves(the_tree) for _ in range(2)]
    return ({"max_N": real(sampling_tree.max_norm(the_tree))},
            {"L_10": complexes(the_tree.L_10), "leaves": reals(deviations)})


@operation("sample-delegation")
def _(params, profile, inputs):
    f, w, F, W = (inputs.short(name) for name in ("f", "w", "F", "W"))
    coins = inputs.coins()
    the_tree = sampling_tree.tree(f, w, F, W, params.q, params.s)
    delegation = sampling_tree.sample_delegation(params, f, F, the_tree, coins)
    return {"d": element(params, delegation.d)}, _delegation_values(delegation)


def _delegation_values(delegation) -> dict:
    return {"c": reals(delegation.c), "z_0": integers(delegation.z_0), "z_1": integers(delegation.z_1)}


# Proxy re-encryption

@operation("setup")
def _(params, profile, inputs):
    master = master_key(params, inputs.coins())
    return ({"B": elements(params, master.B), "K": hex_of(master.K)},
            {"R": matrix(master.R), "T_B": matrix(master.T_B), "N": reals(master.N),
             "attempts": scalar(master.attempts)})


@operation("extract", "as-printed", "corrected")
def _(params, profile, inputs):
    setup_coins, identity = inputs.coins("setup_coins"), inputs.octets("id")
    extracted = pre.extract(profile, params, master_key(params, setup_coins), identity)
    return ({"f'": element(params, extracted.f_prime)},
            {"coins": hex_of(extracted.coins), **_preimage_values(extracted.preimage),
             "f": element(params, extracted.f), "attempts": scalar(extracted.attempts)})


@operation("keygen", "as-printed")
def _(params, profile, inputs):
    f_prime, coins = inputs.short("f'"), inputs.coins()
    key = pre.keygen(params, f_prime, coins)
    return ({"f": element(params, key.f), "pk": element(params, key.pk)},
            {"f^-1": element(params, key.f_inverse), "u": element(params, key.u), "g": element(params, key.g),
             "attempts": scalar(key.attempts)})


@operation("keygen", "corrected")
def _(params, profile, inputs):
    f_prime, coins = inputs.short("f'"), inputs.coins()
    key = corrected.keygen(params, f_prime, coins)
    return ({name: element(params, a) for name, a in (("f", key.f), ("pk", key.pk), ("F", key.F), ("W", key.W))},
            {"f^-1": element(params, key.f_inverse), "u": element(params, key.u), "g": element(params, key.g),
             "w": element(params, key.w), "attempts": scalar(key.attempts)})


@operation("one-time-keygen", "corrected")
def _(params, profile, inputs):
    key = corrected.one_time_keygen(params, inputs.coins())
    return ({"f*": element(params, key.f), "pk*": element(params, key.pk)},
            {"f'*": element(params, key.f_prime), "u*": element(params, key.u), "g*": element(params, key.g),
             "w*": element(params, key.w), "attempts": scalar(key.attempts)})


@operation("enc")
def _(params, profile, inputs):
    pk, M, coins = inputs.element("pk"), inputs.message("M"), inputs.coins()
    ciphertext = pre.enc(params, pk, M, coins)
    return ({"C": element(params, ciphertext.C)},
            {"b": element(params, ciphertext.b), "v": element(params, ciphertext.v)})


@operation("dec")
def _(params, profile, inputs):
    f, C = inputs.short("f"), inputs.element("C")
    decrypted = pre.dec(params, f, C)
    return {"M": message(params, decrypted.M)}, {"C'": element(params, decrypted.C_prime)}


@operation("rekeygen-owner", "as-printed")
def _(params, profile, inputs):
    f_A, coins = inputs.short("f_A"), inputs.coins()
    part = pre.rekeygen_owner(params, f_A, coins)
    return ({"a_B": element(params, part.a_B), "r_B": element(params, part.r_B)},
            {"attempts": scalar(part.attempts), "e_B": element(params, part.e_B), "d": element(params, part.d)})


@operation("rekeygen-owner", "corrected")
def _(params, profile, inputs):
    f_A, w_A, F, W = (inputs.short(name) for name in ("f_A", "w_A", "F", "W"))
    coins = inputs.coins()
    part = corrected.rekeygen_owner(params, f_A, w_A, F, W, coins)
    return ({"a_B": element(params, part.a_B), "r_B": element(params, part.r_B)},
            {**_delegation_values(part.delegation), "d": element(params, part.delegation.d),
             "e_B": element(params, part.e_B), "attempts": scalar(part.attempts)})


@operation("rekeygen-requester")
def _(params, profile, inputs):
    a_B, f_B = inputs.element("a_B"), inputs.short("f_B")
    part = pre.rekeygen_requester(params, a_B, f_B)
    return {"b_B": element(params, part.b_B)}, {"f_B^-1": element(params, part.f_inverse)}


@operation("rekeygen-cloud", "as-printed")
def _(params, profile, inputs):
    r_B, b_B = inputs.element("r_B"), inputs.element("b_B")
    part = pre.rekeygen_cloud(params, r_B, b_B)
    return {"rk": element(params, part.rk)}, {"r_B^-1": element(params, part.r_inverse)}


@operation("rekeygen-cloud", "corrected")
def _(params, profile, inputs):
    r_B, b_B, pk_B = inputs.element("r_B"), inputs.element("b_B"), inputs.element("pk_B*")
    part = corrected.rekeygen_cloud(params, r_B, b_B, pk_B)
    return {"rk": element(params, part.rk)}, {"r_B^-1": element(params, part.r_inverse)}


@operation("reenc", "as-printed")
def _(params, profile, inputs):
    rk, C_A = inputs.element("rk"), inputs.element("C_A")
    return {"C_B": element(params, pre.reenc(params, rk, C_A))}, {}


@operation("reenc-coins", "corrected")
def _(params, profile, inputs):
    K_CS, delegation = inputs.coins("K_CS"), inputs.octets("delegation")
    rk, pk_B, C_A = inputs.element("rk"), inputs.element("pk_B*"), inputs.element("C_A")
    return {"coins": hex_of(corrected.reenc_coins(params, K_CS, delegation, rk, pk_B, C_A))}, {}


@operation("reenc", "corrected")
def _(params, profile, inputs):
    rk, pk_B, C_A, coins = inputs.element("rk"), inputs.element("pk_B*"), inputs.element("C_A"), inputs.coins()
    answer = corrected.reenc(params, rk, pk_B, C_A, coins)
    return ({"C_B": element(params, answer.C_B)},
            {"b'": element(params, answer.b_prime), "v'": element(params, answer.v_prime)})


def _dec_reencrypted(params, inputs, key_name: str) -> tuple:
    f_B, C_B, M = inputs.short(key_name), inputs.element("C_B"), inputs.message("M")
    M_B = pre.dec(params, f_B, C_B).M
    return {"M_B": message(params, M_B), "wrong_bits": scalar(sum(x != y for x, y in zip(M, M_B)))}, {}


@operation("dec-reencrypted", "as-printed")
def _(params, profile, inputs):
    return _dec_reencrypted(params, inputs, "f_B")


@operation("dec-reencrypted", "corrected")
def _(params, profile, inputs):
    return _dec_reencrypted(params, inputs, "f_B*")


@operation("chain", "corrected")
def _(params, profile, inputs):
    setup_coins, identity = inputs.coins("setup_coins"), inputs.octets("id")
    owner_coins, requester_coins = inputs.coins("owner_coins"), inputs.coins("requester_coins")
    delegation_coins, enc_coins = inputs.coins("delegation_coins"), inputs.coins("enc_coins")
    K_CS, name, M = inputs.coins("K_CS"), inputs.octets("delegation"), inputs.message("M")
    f_prime = pre.extract(profile, params, master_key(params, setup_coins), identity).f_prime
    owner = corrected.keygen(params, f_prime, owner_coins)
    requester = corrected.one_time_keygen(params, requester_coins)
    part = corrected.rekeygen_owner(params, owner.f, owner.w, owner.F, owner.W, delegation_coins)
    b_B = pre.rekeygen_requester(params, part.a_B, requester.f).b_B
    rk = corrected.rekeygen_cloud(params, part.r_B, b_B, requester.pk).rk
    C_A = pre.enc(params, owner.pk, M, enc_coins).C
    coins = corrected.reenc_coins(params, K_CS, name, rk, requester.pk, C_A)
    C_B = corrected.reenc(params, rk, requester.pk, C_A, coins).C_B
    M_B = pre.dec(params, requester.f, C_B).M
    return ({"C_B": element(params, C_B), "M_B": message(params, M_B)},
            {"pk_A": element(params, owner.pk), "pk_B*": element(params, requester.pk),
             "rk": element(params, rk), "C_A": element(params, C_A)})


# Sealed files, the channel, long runs

@operation("seal")
def _(params, profile, inputs):
    pk, plaintext, coins = inputs.element("pk"), inputs.octets("plaintext"), inputs.coins()
    return ({"sealed": hex_of(sealed.seal(params, pk, plaintext, coins))},
            {"fingerprint": hex_of(sealed.fingerprint(params, pk))})


@operation("open")
def _(params, profile, inputs):
    f, pk = inputs.short("f"), inputs.element("pk")
    return {"plaintext": hex_of(sealed.open_sealed(f, pk, inputs.octets("sealed")))}, {}


@operation("seal-hybrid")
def _(params, profile, inputs):
    pk, plaintext, coins = inputs.element("pk"), inputs.octets("plaintext"), inputs.coins()
    made = sealed.seal_hybrid(params, pk, plaintext, coins)
    return {"sealed": hex_of(made.sealed)}, {"m": hex_of(made.m), "K": hex_of(made.K)}


@operation("open-hybrid")
def _(params, profile, inputs):
    f, pk = inputs.short("f"), inputs.element("pk")
    return {"plaintext": hex_of(sealed.open_hybrid(f, pk, inputs.octets("sealed")))}, {}


@operation("reseal")
def _(params, profile, inputs):
    rk, pk_B = inputs.element("rk"), inputs.element("pk_B*")
    key = sealed.ReSealKey(rk, pk_B, inputs.coins("K_CS"), inputs.octets("digest"))
    return {"resealed": hex_of(sealed.reseal(params, key, inputs.octets("sealed")))}, {}


@operation("open-resealed")
def _(params, profile, inputs):
    f_B, pk_B = inputs.short("f_B*"), inputs.element("pk_B*")
    return {"plaintext": hex_of(sealed.open_resealed(f_B, pk_B, inputs.octets("resealed")))}, {}


@operation("kem-encaps")
def _(params, profile, inputs):
    pk, coins = inputs.element("pk"), inputs.coins()
    result = kem.encaps(params, pk, coins)
    return {"C": element(params, result.C), "K": hex_of(result.K)}, {"m": hex_of(result.m)}


@operation("kem-decaps")
def _(params, profile, inputs):
    f, pk, z, C = inputs.short("f"), inputs.element("pk"), inputs.coins("z"), inputs.element("C")
    result = kem.decaps(params, f, pk, z, C)
    return {"K": hex_of(result.K)}, {"m'": hex_of(result.m_prime)}


def _chain_values(run) -> tuple:
    return {"checkpoints": hex_list(run.checkpoints), "errors": scalar(run.errors)}, {}


@operation("accumulate", "both", "as-printed")
def _(params, profile, inputs):
    f, pk, coins = inputs.short("f"), inputs.element("pk"), inputs.coins()
    return _chain_values(long_runs.enc_dec(params, f, pk, inputs.raw("iterations"), coins))


@operation("accumulate", "corrected")
def _(params, profile, inputs):
    pk_A, rk, pk_B = inputs.element("pk_A"), inputs.element("rk"), inputs.element("pk_B*")
    f_B, coins = inputs.short("f_B*"), inputs.coins()
    return _chain_values(long_runs.re_enc(params, pk_A, rk, pk_B, f_B, inputs.raw("iterations"), coins))


# Signatures

@operation("sig-keygen")
def _(params, profile, inputs):
    key = mldsa.keygen(inputs.coins("xi"))
    return ({"pk": hex_of(key.pk), "sk": hex_of(key.sk)},
            {"rho": hex_of(key.rho), "rho'": hex_of(key.rho_prime), "K": hex_of(key.K), "tr": hex_of(key.tr)})


@operation("sig-sign")
def _(params, profile, inputs):
    sk, M, ctx, rnd = inputs.octets("sk"), inputs.octets("M"), inputs.octets("ctx"), inputs.coins("rnd")
    signed = mldsa.sign(sk, M, ctx, rnd)
    return ({"sigma": hex_of(signed.sigma)},
            {"mu": hex_of(signed.mu), "rho''": hex_of(signed.rho_2), "attempts": scalar(signed.attempts),
             "c~": hex_of(signed.c_tilde)})


@operation("sig-verify")
def _(params, profile, inputs):
    pk, M, ctx, sigma = (inputs.octets(name) for name in ("pk", "M", "ctx", "sigma"))
    verified = mldsa.verify(pk, M, ctx, sigma)
    return {"accepted": scalar(True)}, {"mu": hex_of(verified.mu), "c~'": hex_of(verified.c_tilde)}


# Messages and nodes

@operation("decode-protocol", "as-printed", "corrected")
def _(params, profile, inputs):
    decoded = messages.schema(profile, params).decode_message(inputs.octets("bytes"))
    return {"name": scalar(decoded.name), "fields": hex_list(map(cbor.encode, decoded.item[1:]))}, {}


@operation("sign-message", "as-printed", "corrected")
def _(params, profile, inputs):
    G, unsigned, xi = inputs.octets("G"), cbor.decode(inputs.octets("unsigned")), inputs.coins("xi")
    schema = messages.schema(profile, params)
    signed = schema.sign(G, mldsa.keygen(xi).sk, schema.by_code[unsigned[0]].name, *unsigned[1:])
    return {"h": hex_of(signed.h), "message": hex_of(signed.encoded)}, {}


@operation("check-pp")
def _(params, profile, inputs):
    network = transport.network_of(inputs.octets("PP"))
    return {"G": hex_of(network.G), "Q": scalar(network.quorum)}, {}


@operation("wallet-seal")
def _(params, profile, inputs):
    entries = list(zip(inputs.octets_list("names"), inputs.octets_list("values")))
    cost = wallet.Cost(inputs.raw("lambda"), inputs.raw("r"), inputs.raw("p"))
    return {"wallet": hex_of(wallet.seal(inputs.octets("password"), entries, cost, inputs.coins()))}, {}


@operation("wallet-open")
def _(params, profile, inputs):
    entries = wallet.open_wallet(inputs.octets("password"), inputs.octets("wallet"))
    return {"names": hex_list(name.encode() for name, _ in entries),
            "values": hex_list(value for _, value in entries)}, {}


@operation("seal-channel")
def _(params, profile, inputs):
    pk, context, plaintext = inputs.element("pk"), inputs.octets("context"), inputs.octets("plaintext")
    C, sealed_bytes = channel.seal(params, pk, context, plaintext, inputs.coins())
    return {"C": element(params, C), "sealed": hex_of(sealed_bytes)}, {}


@operation("open-channel")
def _(params, profile, inputs):
    f, pk, z, context = inputs.short("f"), inputs.element("pk"), inputs.coins("z"), inputs.octets("context")
    C, sealed_bytes = inputs.element("C"), inputs.octets("sealed")
    return {"plaintext": hex_of(channel.open_sealed(params, f, pk, z, context, C, sealed_bytes))}, {}


def _plan(inputs) -> transport.Plan:
    return transport.Plan(*map(inputs.raw, transport.Plan._fields))


@operation("net-init", "as-printed", "corrected")
def _(params, profile, inputs):
    coins = inputs.coins()
    pp = transport.init(params, profile, _plan(inputs), coins).pp
    told = {} if params.name == "high-2048" else {"PP": hex_of(pp.encoded)}
    return told | {"G": hex_of(messages.hash_item(pp))}, {}


def _transcript(params, profile, inputs) -> tuple:
    """The operations `transcript` and `transcript-sharing`: a whole run."""
    run = transport.Run(params, profile, _plan(inputs), inputs.coins())
    run.script(cbor.decode(inputs.octets("script")))
    told = {"digests": hex_list(run.digests())} if params.name == "high-2048" else {"messages": hex_list(run.messages)}
    return told | {"deliveries": matrix(run.delivery_rows()), "states": hex_list(run.states())}, {}


for _name in ("transcript", "transcript-sharing"):
    operation(_name, "as-printed", "corrected")(_transcript)


def _node_event(params, profile, inputs) -> tuple:
    """The operations `node-...`: an event after those of a history."""
    PP, name, seed, history = inputs.octets("PP"), inputs.raw("name"), inputs.coins("seed"), inputs.octets("history")
    node = transport.node_after(PP, name, seed, history).copy()
    [event] = cbor.decode(inputs.octets("event"))
    sent = transport.give(node, event)
    return ({"sent": hex_of(transport.encode_sent(sent)), "state": hex_of(node.state_digest())},
            {"ledger": hex_list(map(messages.hash_item, node.ledger.item())),
             "own": hex_list(map(messages.hash_item, node.own()))})


for _name in ("reg-request", "reg-offer", "key-confirm", "certificate", "nonce-request", "nonce-grant", "tx-req",
              "endorsement", "proposal", "ack", "commit", "give-up", "block", "next-leader", "sync-request",
              "access-request", "fetch-answer", "record", "grant", "access", "command"):
    operation(f"node-{_name}", "as-printed", "corrected")(_node_event)
