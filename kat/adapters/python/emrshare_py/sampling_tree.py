"""The sampling tree (section 9.3), ffSampling and delegations (section 9.4)."""

import math
from typing import NamedTuple

from . import fourier, ring
from .gaussian import GaussianSequence
from .params import P


class Leaves(NamedTuple):
    """A node of m = 2: two leaves of the same squared norm N and deviation sigma."""

    N: float
    sigma: float


class Node(NamedTuple):
    """An inner node: the multipliers L, the nodes of E (even half) and O (odd half)."""

    L: list
    even: object
    odd: object


class Tree(NamedTuple):
    """The list L_10 and the trees of D_00 and D_11."""

    L_10: list
    first: object
    second: object


def tree(f, w, F, W, q: int, s: int) -> Tree:
    """The sampling tree of a key; f, w, F, W in R. Spec: LAT.Tree."""
    f_v, w_v, F_v, W_v = (fourier.forward(a) for a in (f, w, F, W))
    S = [(a.real * a.real + a.imag * a.imag) + (b.real * b.real + b.imag * b.imag)
         for a, b in zip(f_v, w_v)]  # LAT.Tree.1
    p_squared, q_squared = float(P * P), float(q * q)
    D_00 = [p_squared * S_j for S_j in S]  # LAT.Tree.2
    D_11 = [q_squared / S_j for S_j in S]  # LAT.Tree.2
    L_10 = []
    for j, S_j in enumerate(S):
        numerator = fourier.times(F_v[j], f_v[j].conjugate()) + fourier.times(W_v[j], w_v[j].conjugate())
        divisor = P * S_j
        L_10.append(complex(numerator.real / divisor, numerator.imag / divisor))  # LAT.Tree.3
    return Tree(L_10, _node(D_00, float(s)), _node(D_11, float(s)))


def _node(D, s: float):
    """The node of a list D of m/2 positive values. Spec: LAT.Tree.4 to LAT.Tree.7."""
    if len(D) == 1:
        return Leaves(D[0], s / math.sqrt(D[0]))  # LAT.Tree.4
    E, O, L = [], [], []
    for a, b, zeta in zip(D[::2], D[1::2], fourier.zetas(2 * len(D))):
        E_j = 0.5 * (a + b)  # LAT.Tree.5
        E.append(E_j)
        O.append((a * b) / E_j)  # LAT.Tree.6
        L.append(fourier.scale((a - b) / (a + b), zeta))  # LAT.Tree.7
    return Node(L, _node(E, s), _node(O, s))


def leaves(node) -> list:
    """The pairs of leaves under a node, in the order of sampling."""
    if isinstance(node, Leaves):
        return [node]
    return leaves(node.odd) + leaves(node.even)


def tree_leaves(the_tree: Tree) -> list:
    """The pairs of leaves of both trees, in the order of sampling."""
    return leaves(the_tree.second) + leaves(the_tree.first)


def max_norm(the_tree: Tree) -> float:
    """The greatest squared norm N of a leaf."""
    return max(pair.N for pair in tree_leaves(the_tree))


class _Sampler:
    """A Gaussian sequence that remembers the centres it was asked for."""

    def __init__(self, label: str, *parts):
        self._samples = GaussianSequence(label, *parts)
        self.c = []

    def next(self, c: float, sigma: float) -> int:
        self.c.append(c)
        return self._samples.next(c, sigma)


def ff_sampling(the_tree: Tree, samples) -> tuple:
    """(z_0, z_1) near the target (-1/p, 0). Spec: LAT.FFSampling."""
    count = len(the_tree.L_10)
    t_0 = [complex(-1.0 / P, 0.0)] * count  # LAT.FFSampling.1
    t_1 = [complex(0.0, 0.0)] * count  # LAT.FFSampling.1
    z_1 = sample_node(the_tree.second, t_1, samples)  # LAT.FFSampling.2
    t_prime = _shifted(t_0, t_1, z_1, the_tree.L_10)
    z_0 = sample_node(the_tree.first, t_prime, samples)  # LAT.FFSampling.3
    return z_0, z_1


def _shifted(e, o, z_o, L) -> list:
    """e_j + (o_j - z_{o,j}) L_j with the values z_{o,j} of the polynomial z_o."""
    return [e_j + fourier.times(o_j - z_j, L_j) for e_j, o_j, z_j, L_j in zip(e, o, fourier.forward(z_o), L)]


def sample_node(node, t, samples) -> list:
    """An integer polynomial of m coefficients near the one with the m/2 values t. Spec: LAT.FFSampling.4 to 9."""
    if isinstance(node, Leaves):
        z_1 = samples.next(t[0].imag, node.sigma)  # LAT.FFSampling.4
        z_0 = samples.next(t[0].real, node.sigma)  # LAT.FFSampling.5
        return [z_0, z_1]
    e, o = fourier.split(t)  # LAT.FFSampling.6
    z_o = sample_node(node.odd, o, samples)  # LAT.FFSampling.7
    e_prime = _shifted(e, o, z_o, node.L)
    z_e = sample_node(node.even, e_prime, samples)  # LAT.FFSampling.8
    z = [0] * (2 * len(z_e))
    z[::2], z[1::2] = z_e, z_o  # LAT.FFSampling.9
    return z


class Delegation(NamedTuple):
    """d, and what led to it: the centres c in the order of sampling, the coordinates z_0 and z_1."""

    d: list
    c: list
    z_0: list
    z_1: list


def sample_delegation(params, f, F, the_tree: Tree, coins: bytes) -> Delegation:
    """A short d = 1 mod p with d pk short, an element of R. Spec: LAT.SampleDelegation."""
    samples = _Sampler("LAT.SampleDelegation", coins)
    z_0, z_1 = ff_sampling(the_tree, samples)  # LAT.SampleDelegation.1
    q = params.q
    along_f = [P * c for c in z_0]
    along_f[0] += 1
    first = ring.multiply(ring.reduce(along_f, q), ring.reduce(f, q), q)
    second = ring.multiply(ring.reduce(z_1, q), ring.reduce(F, q), q)
    point = [(x + y) % q for x, y in zip(first, second)]  # LAT.SampleDelegation.2
    d = ring.lift(point, q)  # LAT.SampleDelegation.3
    return Delegation(d, samples.c, z_0, z_1)
