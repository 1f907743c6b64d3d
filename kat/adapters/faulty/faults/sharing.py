"""Mistakes in records, credentials and access: chapters 14 and 15."""

from emrshare_py import bundles, cloud, credentials, hospital, ledger, messages, node, owner, records, requester, user
from registry import Failure, Run, fault
from tampering import replace, rewrite, rewrite_method

SHARING = "node-sharing.toy-64.corrected"
PRINTED = "node-sharing.toy-64.as-printed"


def sharing(*failures, passes: tuple, profile: str = "corrected") -> Run:
    """A run of all vectors of node-sharing."""
    name = SHARING if profile == "corrected" else PRINTED
    return Run("node-sharing", profile=profile, failures=failures, passes=tuple(f"{name}.json#{text}" for text in passes))


def accepts(check: str, *comments) -> Failure:
    """A check that is left out."""
    return Failure(SHARING, "wrong acceptance", reason=check, comments=comments)


def differs(symbol: str, *comments, where: str = SHARING) -> Failure:
    """A value that is another one."""
    return Failure(where, "wrong value", symbol=symbol, comments=comments)
