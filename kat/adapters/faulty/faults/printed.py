"""Implementations of the paper as it is printed, without its corrections."""

from emrshare_py import corrected, errors, hashes, pre
from emrshare_py.operations import OPERATIONS, element, hex_of, integers
from registry import RANDOM, Failure, Run, fault
from tampering import replace

# Checks of the corrected protocol that are corrections, by the errata that they belong to.
CORRECTIONS = {
    "E-NONCE": "TX.C2 TX.C12 NONCE.Grant.C7",
    "E-NUM": "BLOCK.C1 BLOCK.C2 BLOCK.C5",
    "E-TIME": "TX.C9 TX.C10 TX.C11 BLOCK.C3 PROP.C9 PROP.C10 ASK.C6 ASK.C7",
    "E-ENDORSER-TWICE": "END.C4",
    "E-UNENDORSED": "BLOCK.C10 BLOCK.C11",
    "E-LEADER": "PROP.C1",
    "E-REQUEST": "ASK.C2 ASK.C8",
    "E-ANSWER": "FETCH.C3 FETCH.C9",
    "E-LINK": "LINK.C2 LINK.C4",
    "E-GRANT": "CGRANT.C3",
    "E-SHARE": "SHARE.C7",
    "E-NO-CREDENTIAL": "PRESENT.C9",
}


def drop_corrections() -> None:
    """Let nodes make none of these checks."""
    good = errors.require
    dropped = {check for checks in CORRECTIONS.values() for check in checks.split()}
    replace(good, lambda condition, check, field: good(condition or check in dropped, check, field))


def printed_keygen(params, profile, inputs):
    """KeyGen as printed, which has no basis to give."""
    key = pre.keygen(params, inputs.short("f'"), inputs.coins())
    zero = [0] * params.n
    return {name: element(params, a) for name, a in (("f", key.f), ("pk", key.pk), ("F", zero), ("W", zero))}, {}


def own_key(params, profile, inputs):
    """The requester's own key pair, which as printed serves all delegations."""
    inputs.coins()
    key = corrected.one_time_keygen(params, bytes(32))
    return {"f*": element(params, key.f), "pk*": element(params, key.pk)}, {}


def printed_owner(params, profile, inputs):
    """The owner's part as printed: a delegation at d = f_A + p e_B."""
    for name in ("w_A", "F", "W"):
        inputs.short(name)
    part = pre.rekeygen_owner(params, inputs.short("f_A"), inputs.coins())
    return {"a_B": element(params, part.a_B), "r_B": element(params, part.r_B)}, {}


def printed_cloud(params, profile, inputs):
    """The cloud's part as printed, which has no use for pk_B*."""
    inputs.element("pk_B*")
    return {"rk": element(params, pre.rekeygen_cloud(params, inputs.element("r_B"), inputs.element("b_B")).rk)}, {}


def printed_reenc(params, profile, inputs):
    """ReEnc as printed, which takes no coins."""
    rk, _, C_A, _ = inputs.element("rk"), inputs.element("pk_B*"), inputs.element("C_A"), inputs.coins()
    return {"C_B": element(params, pre.reenc(params, rk, C_A))}, {}


def no_coins(params, profile, inputs):
    """As printed, there are none."""
    return {"coins": hex_of(bytes(32))}, {}


def printed_syndrome(params, profile, inputs):
    """The first coordinates of the printed H_1."""
    return {"h": integers(hashes.syndrome("as-printed", params, inputs.octets("id")))}, {}


PRINTED = {"syndrome": printed_syndrome, "keygen": printed_keygen, "one-time-keygen": own_key,
           "rekeygen-owner": printed_owner, "rekeygen-cloud": printed_cloud, "reenc": printed_reenc, "reenc-coins": no_coins}


@fault("everything is computed as printed, whatever the profile of the request, and no correction is checked",
       Run("reenc", failures=(
           Failure("reenc.toy-64.corrected", "wrong value", symbol="C_B", step="CPRE.ReEnc.3", comments=RANDOM),),
           passes=("reenc.toy-64.as-printed",)),
       Run("syndrome", failures=(
           Failure("syndrome.toy-64.corrected", "wrong value", symbol="h"),),
           passes=("syndrome.toy-64.as-printed",)))
def computes_as_printed():
    for name, function in PRINTED.items():
        OPERATIONS[name, "corrected"] = function
    drop_corrections()
