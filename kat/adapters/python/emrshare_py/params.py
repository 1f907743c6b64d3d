"""The parameter sets (chapter 2), read from params.json.

The file is, in this order: the path given to `load`, the environment variable EMRSHARE_PARAMS, or the first
`spec/params.json` found on the way up from this package.
"""

import functools
import json
import os
import pathlib
from dataclasses import dataclass

from .errors import Rejection

P = 2  # the paper's p, the same for every set


@dataclass(frozen=True)
class ParameterSet:
    """The numbers of one set that the algorithms use, by their names in params.json."""

    name: str
    code: int
    n: int
    q: int
    ell: int
    k: int
    sigma: int
    eta: int
    gs2_max: int
    s: int
    f2_max: int
    gs2_re: int
    t_re: int


def find_file() -> pathlib.Path:
    """The path of params.json, by EMRSHARE_PARAMS or searched upwards from the package."""
    given = os.environ.get("EMRSHARE_PARAMS")
    if given:
        return pathlib.Path(given)
    for folder in pathlib.Path(__file__).resolve().parents:
        candidate = folder / "spec" / "params.json"
        if candidate.is_file():
            return candidate
    raise FileNotFoundError("no spec/params.json above the package; set EMRSHARE_PARAMS")


@functools.lru_cache(maxsize=None)
def load(path=None) -> tuple:
    """All parameter sets of the file at `path` (default: find_file())."""
    content = json.loads(pathlib.Path(path or find_file()).read_text())
    names = ParameterSet.__dataclass_fields__
    return tuple(ParameterSet(**{name: entry[name] for name in names}) for entry in content["sets"])


def by_name(name: str) -> ParameterSet:
    """The set of that name. Rejects: PARAM.Set.C1."""
    for params in load():
        if params.name == name:
            return params
    raise Rejection("PARAM.Set.C1", "set")


def by_code(code: int) -> ParameterSet:
    """The set of that code. Rejects: PARAM.Set.C2."""
    for params in load():
        if params.code == code:
            return params
    raise Rejection("PARAM.Set.C2", "set")
