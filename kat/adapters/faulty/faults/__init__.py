"""The faults, by what they are in."""

from . import checks, corrected, encodings, lattices, ledger, messages, nodes, printed, protocol, samplers, scheme
from . import sharing, values
