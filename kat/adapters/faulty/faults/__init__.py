"""The faults, by what they are in."""

from . import checks, corrected, encodings, files, lattices, ledger, messages, nodes, printed, protocol, samplers
from . import scheme, sharing, values
