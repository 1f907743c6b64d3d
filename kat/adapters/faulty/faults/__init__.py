"""The faults, by what they are in."""

from . import checks, corrected, encodings, lattices, ledger, messages, nodes, protocol, samplers, scheme, sharing
from . import values
