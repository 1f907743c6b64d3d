"""The faults, by what they are in."""

from . import checks, corrected, encodings, lattices, protocol, samplers, scheme, values
