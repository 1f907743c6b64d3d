"""ML-DSA-65 of FIPS 204 (chapter 10).

A polynomial is a list of 256 integers, a vector a list of polynomials. Values in the domain of the NTT are named with
`_hat`. Public data that is used again and again (the matrix of a rho, the transform of a t_1) is remembered.
"""

import functools
import hashlib
from typing import NamedTuple

from .encoding import join_fields, split_fields
from .errors import require

Q = 8380417
N = 256
K, L = 6, 5
D = 13
TAU = 49
GAMMA1 = 1 << 19
GAMMA2 = (Q - 1) // 32
ETA = 4
BETA = TAU * ETA
OMEGA = 55
CHALLENGE = 48  # bytes of c~
PK_BYTES, SK_BYTES, SIGMA_BYTES, MU_BYTES = 1952, 4032, 3309, 64


def H(*parts, length: int) -> bytes:
    """The first `length` bytes of SHAKE256."""
    return hashlib.shake_256(b"".join(parts)).digest(length)


# The number theoretic transform. Each of the eight layers reads the two halves of the list and writes their sums and
# differences in turn; after eight such shuffles every value is where FIPS 204, Alg. 41, leaves it.

def _zeta(m: int) -> int:
    """1753^BitRev8(m)."""
    return pow(1753, int(f"{m:08b}"[::-1], 2), Q)


ZETAS = [[_zeta(m) for m in range(1 << layer, 2 << layer)] * (128 >> layer) for layer in range(8)]
INVERSE_ZETAS = [[pow(z, -1, Q) for z in row] for row in ZETAS]
INVERSE_N = pow(N, -1, Q)


def ntt(w) -> list:
    """NTT(w) (Alg. 41)."""
    w = list(w)
    for zetas in ZETAS:
        low = w[:128]
        high = [z * y % Q for z, y in zip(zetas, w[128:])]
        w[0::2] = [x + y for x, y in zip(low, high)]
        w[1::2] = [x - y for x, y in zip(low, high)]
    return [x % Q for x in w]


def inverse_ntt(w_hat) -> list:
    """NTT^-1(w_hat) (Alg. 42), reduced."""
    w = list(w_hat)
    for zetas in reversed(INVERSE_ZETAS):
        even, odd = w[0::2], w[1::2]
        w = [x + y for x, y in zip(even, odd)] + [z * (x - y) % Q for z, x, y in zip(zetas, even, odd)]
    return [x * INVERSE_N % Q for x in w]


def multiply_hat(a_hat, b_hat) -> list:
    """The product in the domain of the NTT."""
    return [x * y % Q for x, y in zip(a_hat, b_hat)]


def row_times(row_hat, v_hat) -> list:
    """The inner product of a row of the matrix and a vector, not reduced."""
    total = [0] * N
    for a_hat, b_hat in zip(row_hat, v_hat):
        total = [t + x * y for t, x, y in zip(total, a_hat, b_hat)]
    return total


def centred(x: int, modulus: int = Q) -> int:
    """x mod+- modulus."""
    x %= modulus
    return x - modulus if x > modulus // 2 else x


def norm(vector) -> int:
    """The greatest absolute value among centred coefficients."""
    return max(abs(centred(x)) for polynomial in vector for x in polynomial)


# Sampling

def _uniform_polynomial(seed: bytes) -> list:
    """RejNTTPoly (Alg. 30)."""
    count = 1008
    while True:
        data = hashlib.shake_128(seed).digest(count)
        a = [x for x in (low | mid << 8 | (high & 127) << 16
                         for low, mid, high in zip(data[0::3], data[1::3], data[2::3])) if x < Q]
        if len(a) >= N:
            return a[:N]
        count *= 2


@functools.lru_cache(maxsize=64)
def expand_a(rho: bytes) -> list:
    """A_hat (Alg. 32)."""
    return [[_uniform_polynomial(rho + bytes([s, r])) for s in range(L)] for r in range(K)]


def _bounded_polynomial(seed: bytes) -> list:
    """RejBoundedPoly (Alg. 31)."""
    count = 272
    while True:
        halves = [half for byte in H(seed, length=count) for half in (byte & 15, byte >> 4) if half < 9]
        if len(halves) >= N:
            return [ETA - half for half in halves[:N]]
        count *= 2


def expand_s(rho_prime: bytes) -> tuple:
    """(s_1, s_2) (Alg. 33)."""
    s = [_bounded_polynomial(rho_prime + bytes([r, 0])) for r in range(L + K)]
    return s[:L], s[L:]


def expand_mask(rho_2: bytes, kappa: int) -> list:
    """y (Alg. 34)."""
    seeds = [rho_2 + (kappa + r).to_bytes(2, "little") for r in range(L)]
    return [_unpack(H(seed, length=640), 20, GAMMA1) for seed in seeds]


def sample_in_ball(c_tilde: bytes) -> list:
    """c (Alg. 29)."""
    data = H(c_tilde, length=8 + 8 * N)  # far more than the 49 draws take
    signs, position = int.from_bytes(data[:8], "little"), 8
    c = [0] * N
    for i in range(N - TAU, N):
        while data[position] > i:
            position += 1
        j = data[position]
        position += 1
        c[i] = c[j]
        c[j] = -1 if signs >> (i + TAU - N) & 1 else 1
    return c


# Rounding

def power2round(t) -> tuple:
    """(t_1, t_0) of a polynomial (Alg. 35)."""
    t0 = [x - (1 << D) if x > 1 << (D - 1) else x for x in (x & ((1 << D) - 1) for x in t)]
    return [(x - low) >> D for x, low in zip(t, t0)], t0


def decompose(r: int) -> tuple:
    """(r_1, r_0) (Alg. 36)."""
    r %= Q
    r0 = centred(r, 2 * GAMMA2)
    if r - r0 == Q - 1:
        return 0, r0 - 1
    return (r - r0) // (2 * GAMMA2), r0


def high_bits(vector) -> list:
    """HighBits of every coefficient (Alg. 37)."""
    return [[decompose(x)[0] for x in polynomial] for polynomial in vector]


def low_bits(vector) -> list:
    """LowBits of every coefficient (Alg. 38)."""
    return [[decompose(x)[1] for x in polynomial] for polynomial in vector]


def use_hint(h, r) -> list:
    """UseHint of a polynomial, h being the set of the places of its ones (Alg. 40)."""
    result = []
    for i, x in enumerate(r):
        r1, r0 = decompose(x)
        if i in h:
            r1 = (r1 + (1 if r0 > 0 else -1)) % 16
        result.append(r1)
    return result


# Encodings

def _pack(polynomial, width: int, top: int) -> bytes:
    """BitPack of coefficients from top - 2^width + 1 to top (Alg. 17)."""
    return join_fields([top - x for x in polynomial], width)


def _unpack(data: bytes, width: int, top: int) -> list:
    """BitUnpack (Alg. 19)."""
    return [top - x for x in split_fields(data, width, N)]


def _pieces(data: bytes, size: int) -> list:
    return [data[i:i + size] for i in range(0, len(data), size)]


def w1_encode(w1) -> bytes:
    """w1Encode (Alg. 28)."""
    return b"".join(join_fields(polynomial, 4) for polynomial in w1)


def hint_pack(h) -> bytes:
    """HintBitPack of lists of places (Alg. 20)."""
    indices = [i for places in h for i in places]
    counts = [sum(map(len, h[:i + 1])) for i in range(K)]
    return bytes(indices + [0] * (OMEGA - len(indices)) + counts)


def pk_decode(pk: bytes) -> tuple:
    """(rho, t_1) (Alg. 23)."""
    return pk[:32], [split_fields(piece, 10, N) for piece in _pieces(pk[32:], 320)]


class SecretKey(NamedTuple):
    """The parts of a secret key."""

    rho: bytes
    K: bytes
    tr: bytes
    s1: list
    s2: list
    t0: list


def sk_encode(sk: SecretKey) -> bytes:
    """skEncode (Alg. 24)."""
    return (sk.rho + sk.K + sk.tr + b"".join(_pack(s, 4, ETA) for s in sk.s1 + sk.s2)
            + b"".join(_pack(t, D, 1 << (D - 1)) for t in sk.t0))


def sk_decode(sk: bytes) -> SecretKey:
    """The parts of a secret key. Rejects: SIG.SkDecode.C1, SIG.SkDecode.C2 (`sk`). Spec: SIG.SkDecode."""
    require(len(sk) == SK_BYTES, "SIG.SkDecode.C1", "sk")
    require(all(byte & 15 <= 8 and byte >> 4 <= 8 for byte in sk[128:1536]), "SIG.SkDecode.C2", "sk")
    s = [_unpack(piece, 4, ETA) for piece in _pieces(sk[128:1536], 128)]
    t0 = [_unpack(piece, D, 1 << (D - 1)) for piece in _pieces(sk[1536:], 416)]
    return SecretKey(sk[:32], sk[32:64], sk[64:128], s[:L], s[L:], t0)


# Keys

class KeyPair(NamedTuple):
    """A key pair and the seeds that made it."""

    pk: bytes
    sk: bytes
    rho: bytes
    rho_prime: bytes
    K: bytes
    tr: bytes


@functools.lru_cache(maxsize=64)
def keygen(xi: bytes) -> KeyPair:
    """A key pair. Spec: SIG.KeyGen."""
    seeds = H(xi, bytes([K, L]), length=128)
    rho, rho_prime, key = seeds[:32], seeds[32:96], seeds[96:]  # SIG.KeyGen.1
    A_hat = expand_a(rho)  # SIG.KeyGen.2
    s1, s2 = expand_s(rho_prime)  # SIG.KeyGen.3
    s1_hat = [ntt(s) for s in s1]
    t = [[(x + y) % Q for x, y in zip(inverse_ntt(row_times(row, s1_hat)), s)]
         for row, s in zip(A_hat, s2)]  # SIG.KeyGen.4
    t1, t0 = zip(*map(power2round, t))  # SIG.KeyGen.5
    pk = rho + b"".join(join_fields(polynomial, 10) for polynomial in t1)  # SIG.KeyGen.6
    tr = H(pk, length=64)  # SIG.KeyGen.7
    sk = sk_encode(SecretKey(rho, key, tr, s1, s2, list(t0)))  # SIG.KeyGen.8
    return KeyPair(pk, sk, rho, rho_prime, key, tr)


# Signing

def representative(tr: bytes, M: bytes, ctx: bytes) -> bytes:
    """mu of a message and its context. Spec: SIG.Sign.2."""
    return H(tr, bytes([0, len(ctx)]), ctx, M, length=MU_BYTES)


class Signed(NamedTuple):
    """A signature and the values of its last attempt."""

    sigma: bytes
    mu: bytes
    rho_2: bytes
    attempts: int
    c_tilde: bytes


class _Prepared(NamedTuple):
    """A secret key with the transforms that signing needs."""

    key: SecretKey
    s1_hat: list
    s2_hat: list
    t0_hat: list


@functools.lru_cache(maxsize=64)
def _prepare(sk: bytes) -> _Prepared:
    key = sk_decode(sk)  # SIG.Sign.1
    return _Prepared(key, *([ntt(x) for x in part] for part in (key.s1, key.s2, key.t0)))  # SIG.Sign.3


def sign(sk: bytes, M: bytes, ctx: bytes, rnd: bytes = bytes(32)) -> Signed:
    """A signature. Rejects: SIG.Sign.C1 (`ctx`), and as sk_decode. Spec: SIG.Sign."""
    require(len(ctx) <= 255, "SIG.Sign.C1", "ctx")
    return _sign(_prepare(sk), representative(_prepare(sk).key.tr, M, ctx), rnd)  # SIG.Sign.2


def sign_mu(sk: bytes, mu: bytes, rnd: bytes = bytes(32)) -> Signed:
    """A signature on a given mu. Rejects: SIG.SignMu.C1 (`mu`), and as sk_decode. Spec: SIG.SignMu."""
    require(len(mu) == MU_BYTES, "SIG.SignMu.C1", "mu")
    return _sign(_prepare(sk), mu, rnd)  # SIG.SignMu.1


def _times(c_hat, v_hat) -> list:
    return [inverse_ntt(multiply_hat(c_hat, x_hat)) for x_hat in v_hat]


def _add(u, v, sign: int = 1) -> list:
    return [[(x + sign * y) % Q for x, y in zip(a, b)] for a, b in zip(u, v)]


def _sign(prepared: _Prepared, mu: bytes, rnd: bytes) -> Signed:
    """The loop of SIG.Sign."""
    key = prepared.key
    A_hat = expand_a(key.rho)  # SIG.Sign.3
    rho_2 = H(key.K, rnd, mu, length=64)  # SIG.Sign.4
    kappa = 0
    while True:
        y = expand_mask(rho_2, kappa)  # SIG.Sign.5
        kappa += L
        y_hat = [ntt(polynomial) for polynomial in y]
        w = [inverse_ntt(row_times(row, y_hat)) for row in A_hat]  # SIG.Sign.6
        c_tilde = H(mu, w1_encode(high_bits(w)), length=CHALLENGE)  # SIG.Sign.7
        c_hat = ntt(sample_in_ball(c_tilde))  # SIG.Sign.8
        z = _add(y, _times(c_hat, prepared.s1_hat))  # SIG.Sign.9
        v = _add(w, _times(c_hat, prepared.s2_hat), -1)  # SIG.Sign.9
        r0 = low_bits(v)  # SIG.Sign.9
        if norm(z) >= GAMMA1 - BETA or max(abs(x) for row in r0 for x in row) >= GAMMA2 - BETA:
            continue  # SIG.Sign.10
        c_t0 = _times(c_hat, prepared.t0_hat)
        before, after = high_bits(_add(v, c_t0)), high_bits(v)
        h = [[i for i in range(N) if a[i] != b[i]] for a, b in zip(before, after)]  # SIG.Sign.11
        if norm(c_t0) >= GAMMA2 or sum(map(len, h)) > OMEGA:
            continue  # SIG.Sign.12
        packed = b"".join(_pack(map(centred, polynomial), 20, GAMMA1) for polynomial in z)
        return Signed(c_tilde + packed + hint_pack(h), mu, rho_2, kappa // L, c_tilde)  # SIG.Sign.13


# Verification

def hint_unpack(data: bytes) -> list:
    """The sets of places of ones (Alg. 21). Rejects: SIG.Verify.C4 to C7 (`sigma`)."""
    indices, counts = data[:OMEGA], data[OMEGA:]
    require(all(count <= OMEGA for count in counts), "SIG.Verify.C4", "sigma")
    bounds = [0, *counts]
    require(all(a <= b for a, b in zip(bounds, counts)), "SIG.Verify.C5", "sigma")
    h = [indices[a:b] for a, b in zip(bounds, counts)]
    require(all(i < j for places in h for i, j in zip(places, places[1:])), "SIG.Verify.C6", "sigma")
    require(not any(indices[counts[-1]:]), "SIG.Verify.C7", "sigma")
    return [frozenset(places) for places in h]


@functools.lru_cache(maxsize=64)
def _public(pk: bytes) -> tuple:
    """(A_hat, NTT(t_1 2^d), tr) of a public key."""
    rho, t1 = pk_decode(pk)  # SIG.Verify.2
    A_hat = expand_a(rho)  # SIG.Verify.3
    tr = H(pk, length=64)  # SIG.Verify.4
    return A_hat, [ntt([x << D for x in polynomial]) for polynomial in t1], tr


class Verified(NamedTuple):
    """What the verification of a right signature computed."""

    mu: bytes
    c_tilde: bytes


def verify(pk: bytes, M: bytes, ctx: bytes, sigma: bytes) -> Verified:
    """Accept a signature. Rejects: SIG.Verify.C1 (`ctx`), C2 (`pk`), C3 to C9 (`sigma`). Spec: SIG.Verify."""
    require(len(ctx) <= 255, "SIG.Verify.C1", "ctx")
    require(len(pk) == PK_BYTES, "SIG.Verify.C2", "pk")
    require(len(sigma) == SIGMA_BYTES, "SIG.Verify.C3", "sigma")
    c_tilde = sigma[:CHALLENGE]
    h = hint_unpack(sigma[CHALLENGE + 640 * L:])
    z = [_unpack(piece, 20, GAMMA1) for piece in _pieces(sigma[CHALLENGE:CHALLENGE + 640 * L], 640)]  # SIG.Verify.1
    require(norm(z) < GAMMA1 - BETA, "SIG.Verify.C8", "sigma")
    A_hat, t1_hat, tr = _public(pk)
    mu = representative(tr, M, ctx)  # SIG.Verify.5
    c_hat = ntt(sample_in_ball(c_tilde))  # SIG.Verify.6
    z_hat = [ntt(polynomial) for polynomial in z]
    w = [inverse_ntt([x - y * t for x, y, t in zip(row_times(row, z_hat), c_hat, t_hat)])
         for row, t_hat in zip(A_hat, t1_hat)]  # SIG.Verify.7
    w1 = [use_hint(places, polynomial) for places, polynomial in zip(h, w)]  # SIG.Verify.8
    made = H(mu, w1_encode(w1), length=CHALLENGE)  # SIG.Verify.9
    require(made == c_tilde, "SIG.Verify.C9", "sigma")  # SIG.Verify.10
    return Verified(mu, made)
