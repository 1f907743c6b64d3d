#!/usr/bin/env python3
"""Does `emrshare props` pass the good adapter, and find in faulty ones what the properties are for?

    test_props.py --emrshare PATH [--only PROPERTY]... [--jobs N]

The good adapter has all properties. An implementation of the paper as printed fails exactly those of which an erratum
says so: asked for the as-printed profile, and if it calls corrected what it computes as printed. And each property has
an adapter with one fault (faulty.py) that it finds.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
LONGEST_RUN = 300

# For each property a fault that it must find, and a part of the reason that it must give.
CONTROLS = {
    "decryption": ("enc-without-p-at-v", "bits of the message are read wrong"),
    "reencrypted-decryption": ("reenc-without-p-at-v", "bits of the message are read wrong"),
    "key-encapsulation": ("dec-without-lift", "different keys"),
    "channel": ("dec-without-lift", "open-channel refuses good inputs by CHAN.Open.C2"),
    "file": ("seal-padding", "open refuses good inputs by SEAL.Open.C8"),
    "wallet": ("wallet-entry-lost", "other entries are opened"),
    "signature": ("context-not-verified", "sig-verify refuses good inputs by SIG.Verify.C9"),
    "tampered-ciphertext": ("element-range-unchecked", "ENC.Element.C2 must refuse"),
    "tampered-encapsulation": ("kem-rejection-without-c", "two changed C give one key"),
    "tampered-channel": ("channel-tag-unchecked", "CHAN.Open.C2 must refuse"),
    "tampered-file": ("open-key-unchecked", "SEAL.Open.C6 must refuse"),
    "tampered-wallet": ("wallet-tag-unchecked", "WALLET.Open.C4 must refuse"),
    "tampered-signature": ("context-unbound", "a changed bit in ctx"),
    "tampered-message": ("transaction-signature-unchecked", "TX.C3 must refuse"),
    "replay-message": ("endorsement-twice", "END.C4 must refuse"),
    "replay-nonce": ("grant-twice", "NONCE.Grant.C7 must refuse"),
    "replay-block": ("block-judged-at-once", "BLOCK.C12 must refuse"),
    "replay-request": ("access-request-replayed", "ASK.C8 must refuse"),
    "old-message": ("challenge-too-long", "CHALLENGE.C5 must refuse"),
    "endorser-twice": ("endorsement-twice", "END.C4 must refuse"),
    "unendorsed": ("endorsers-one-too-few", "BLOCK.C10 must refuse"),
    "leader": ("leader-unchecked", "PROP.C1 must refuse"),
    "forged-answer": ("answer-of-any-cloud", "FETCH.C9 must refuse"),
    "forged-link": ("link-of-any-cloud", "LINK.C2 must refuse"),
    "forged-grant": ("grant-unasked", "GRANT.C13 must refuse"),
    "forged-share": ("share-replaced", "SHARE.C7 must refuse"),
    "no-credential": ("bearer-credential", "PRESENT.C9 must refuse"),
    "sybil": ("card-without-key", "REG.Request.C3 must refuse"),
    "average": ("computes-as-printed", "points to f_A"),
    "requester-alone": ("reenc-not-randomised", "is d"),
    "owner-and-cloud": ("computes-as-printed", "of another delegation"),
    "strip": ("reenc-not-randomised", "found behind the mask"),
    "repeat": ("reenc-coins-without-rk", "do not depend on rk"),
    "mask-key": ("cloud-pk-unchecked", "CPRE.ReKeyGen.Cloud.C6 must refuse"),
    "identities": ("computes-as-printed", "which collide"),
}
# The adapter that computes as printed, whatever it is asked.
AS_PRINTED = "computes-as-printed"
# Properties of what only the corrected profile has.
NOT_PRINTED = {"old-message", "repeat", "mask-key"}


def command_of(fault: str) -> str:
    return shlex.join([sys.executable, str(FOLDER / "faulty.py"), fault])


def examine(emrshare: str, fault: str, *options: str) -> dict:
    """The report on an adapter."""
    done = subprocess.run([emrshare, "props", "--json", "--adapter", command_of(fault), *options],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=LONGEST_RUN, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    try:
        report = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(f"no report, exit status {done.returncode}: {done.stderr[-500:]}") from None
    if done.returncode != report["status"]:
        raise RuntimeError(f"exit status {done.returncode}, in the report {report['status']}")
    return report


def named(report: dict, verdict: str) -> set:
    return {result["property"] for result in report["results"] if result["verdict"] == verdict}


def with_seed(lines: list, report: dict) -> list:
    """The lines, and how to see the same again, if there are any."""
    return lines and [*lines, f"--seed {report['seed']}"]


def surprises_of_sets(report: dict, fails: set, not_offered: set, status: int) -> list:
    """What differs from these sets of properties, all others of which hold."""
    lines = []
    for verdict, expected in (("fails", fails), ("not offered", not_offered), ("broken", set())):
        if named(report, verdict) != expected:
            lines.append(f"{verdict}: {sorted(named(report, verdict) ^ expected)} otherwise than expected")
    for result in report["results"]:
        if result["verdict"] == "fails" and not (result["reason"] and result["reproduction"]):
            lines.append(f"{result['property']} fails without a reason, or without requests that show it")
        if result["verdict"] == "holds" and not (result["trials"] and result["requests"]):
            lines.append(f"{result['property']} holds though nothing was asked")
    if report["status"] != status:
        lines.append(f"exit status {report['status']}, not {status}")
    return with_seed(lines, report)


def surprises_of_controls(fault: str, names: list, report: dict) -> list:
    """What a report on a faulty adapter does not say of the properties that must find it."""
    results = {result["property"]: result for result in report["results"]}
    lines = []
    for name in names:
        result, reason = results[name], CONTROLS[name][1]
        if result["verdict"] != "fails" or reason not in result["reason"]:
            lines.append(f"{name} on {fault}: {result['verdict']}: {result.get('reason', '')}, not: {reason}")
    return with_seed(lines, report)


def check_controls(emrshare: str, fault: str, names: list) -> list:
    """What is wrong with the properties whose control a fault is."""
    options = [word for name in names for word in ("--only", name)]
    return surprises_of_controls(fault, names, examine(emrshare, fault, *options))


def check_printed(emrshare: str, refuted: set, names: list) -> list:
    """What is wrong with the examination of an adapter that calls corrected what it computes as printed."""
    report = examine(emrshare, AS_PRINTED)
    return surprises_of_sets(report, refuted, set(), 1) + surprises_of_controls(AS_PRINTED, names, report)


def tasks_of(emrshare: str, known: dict, chosen: list) -> dict:
    """Functions that say what is wrong, by what they look at."""
    refuted = {name for name, entry in known.items() if entry["errata"]}
    by_fault = {}
    for name in chosen:
        by_fault.setdefault(CONTROLS[name][0], []).append(name)
    is_whole = len(chosen) == len(known)
    of_printed = by_fault.pop(AS_PRINTED, []) if is_whole else []
    tasks = {f"{' and '.join(names)} on {fault}":
             lambda fault=fault, names=names: check_controls(emrshare, fault, names)
             for fault, names in by_fault.items()}
    if not is_whole:
        return tasks
    return {
        "the good adapter": lambda: surprises_of_sets(
            examine(emrshare, "none", "--strict-checks"), set(), set(), 0),
        "as printed": lambda: surprises_of_sets(
            examine(emrshare, "none", "--profile", "as-printed"), refuted - NOT_PRINTED, NOT_PRINTED, 1),
        "as printed, called corrected": lambda: check_printed(emrshare, refuted, of_printed),
        "nothing is offered": lambda: surprises_of_sets(
            examine(emrshare, "nothing-supported"), set(), set(known), 1),
        "the adapter dies": lambda: [] if examine(emrshare, "dies-always", "--only", "wallet")["status"] == 3 else [
            "the exit status is not 3"],
        "no handshake": lambda: [] if examine(emrshare, "other-protocol", "--only", "wallet")["status"] == 3 else [
            "the exit status is not 3"],
    } | tasks


def main() -> int:
    parser = argparse.ArgumentParser(description="test that emrshare props finds what its properties are for")
    parser.add_argument("--emrshare", required=True, help="path of the command line")
    parser.add_argument("--only", action="append", default=[], choices=[*CONTROLS], metavar="PROPERTY",
                        help="the control of this property alone")
    parser.add_argument("--jobs", type=int, default=2, help="adapters at a time (default: 2)")
    arguments = parser.parse_args()
    listed = subprocess.run([arguments.emrshare, "props", "list", "--json"], check=True, stdout=subprocess.PIPE)
    known = {entry["name"]: entry for entry in json.loads(listed.stdout)}
    if set(known) != set(CONTROLS):
        print(f"properties without control, or controls without property: {sorted(set(known) ^ set(CONTROLS))}")
        return 1
    started = time.monotonic()
    failed = 0
    tasks = tasks_of(arguments.emrshare, known, arguments.only or list(CONTROLS))
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = {name: pool.submit(task) for name, task in tasks.items()}
        for name, future in futures.items():
            try:
                surprises = future.result()
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                surprises = [str(error)]
            failed += bool(surprises)
            print(f"{'SURPRISE' if surprises else 'as expected'}: {name}", *surprises, sep="\n    ", flush=True)
    print(f"{len(tasks) - failed} of {len(tasks)} as expected in {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
