#!/usr/bin/env python3
"""Does `emrshare kat validate` find every fault of faulty.py, and describe it rightly?

    test_faulty.py --emrshare PATH [--only NAME]... [--jobs N]

One line per fault says what was reported. First comes the control: the same adapter without a fault passes all the
vectors that the faults are tried on. The exit status is 1 if anything was reported otherwise than the fault expects.
"""

import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import shlex
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent
VECTORS = FOLDER.parents[2] / "vectors"
sys.dont_write_bytecode = True
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "python")]

import faults  # noqa: E402,F401  (enters them in the register)
from registry import FAULTS, Run  # noqa: E402

# A report takes seconds; an adapter that hangs is ended by the validator long before.
LONGEST_RUN = 300


def validate(emrshare: str, name: str, run: Run, options: tuple = ()) -> dict:
    """The report of the validator on the adapter with a fault."""
    adapter = shlex.join([sys.executable, str(FOLDER / "faulty.py"), name])
    command = [emrshare, "kat", "validate", "--json", "--vectors", str(VECTORS), "--adapter", adapter]
    done = subprocess.run([*command, *run.arguments(), *options], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=LONGEST_RUN,
                          env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"})
    try:
        report = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(f"no report, exit status {done.returncode}: {done.stderr[-500:]}") from None
    return report | {"exit_status": done.returncode}


def name_of(result: dict) -> str:
    """FILE#COMMENT: numbers would change whenever a vector is added before."""
    return f"{result['file']}#{result['comment']}"


def description(result: dict) -> str:
    """What a report says of a vector, in a line."""
    difference = result.get("difference", {})
    made = f", {difference['symbol']} by {difference['step']} {difference['place']}" if difference else ""
    bugs = f" [{', '.join(result['bugs'])}]" if "bugs" in result else ""
    # Reasons speak of ids and may be long.
    reason = "" if difference or "reason" not in result else f": {result['reason'][:90]}"
    return f"{name_of(result)}: {result.get('way', result['outcome'])}{made}{bugs}{reason}".rstrip()


def fits(failure, result: dict) -> bool:
    """Whether a result is what a fault expects."""
    difference = result.get("difference", {"symbol": "", "step": "", "place": ""})
    steps = (failure.step,) if isinstance(failure.step, str) else failure.step
    places = failure.places or {}
    return (result["file"].startswith(failure.where)
            and result["outcome"] == failure.outcome
            and result.get("way", "") == failure.way
            and failure.symbol in ("", difference["symbol"])
            and (not failure.step or difference["step"] in steps)
            and places.get(result["comment"], difference["place"]) == difference["place"]
            and (not failure.bug or failure.bug in result.get("bugs", {}))
            and failure.reason in result.get("reason", ""))


def find_surprises(run: Run, report: dict) -> list:
    """What a report says otherwise than expected."""
    surprises = []
    results = report["results"]
    if not report["exit_status"] == report["status"] == run.status:
        surprises.append(f"exit status {report['exit_status']}, in the report {report['status']}, not {run.status}")
    for result in results:
        if result["outcome"] != "passed" and not any(fits(failure, result) for failure in run.failures):
            surprises.append(f"not expected: {description(result)}")
    for failure in run.failures:
        for comment in (*failure.comments, *(failure.places or {})) or (None,):
            if not any(fits(failure, result) for result in results if comment in (None, result["comment"])):
                surprises.append(f"not reported: {failure.where}{f'#{comment}' if comment else ''}: "
                                 f"{failure.way or failure.outcome}"
                                 f"{f' of {failure.symbol}' if failure.symbol else ''}"
                                 f"{f' by {failure.step}' if failure.step else ''}")
    for start in run.passes:
        chosen = [result for result in results if name_of(result).startswith(start)]
        if not chosen or any(result["outcome"] != "passed" for result in chosen):
            surprises.append(f"expected to pass: {start}")
    remarked = {name_of(result): result["remark"] for result in results if "remark" in result}
    for start, remark in (run.remarks or {}).items():
        if not any(name.startswith(start) and said == remark for name, said in remarked.items()):
            surprises.append(f"not remarked: {start}: {remark}")
    ways = [ending["way"] for ending in report["endings"]]
    if ways != ([run.endings] if run.endings else []):
        surprises.append(f"the process ended by {ways}, not {run.endings or 'in good order'}")
    if run.given_up not in report["given_up"] or bool(run.given_up) != bool(report["given_up"]):
        surprises.append(f"given up: '{report['given_up']}', not '{run.given_up}'")
    if tuple(report["unmet"]) != run.unmet:
        surprises.append(f"required in vain: {report['unmet']}, not {list(run.unmet)}")
    return surprises


def summary(runs: tuple, reports: list) -> str:
    """One result of the first run, or what else was reported, and the step of the mistake if that is another one."""
    report = reports[0]
    worse = [result for result in report["results"] if result["outcome"] != "passed"]
    if report["given_up"]:
        return f"given up: {report['given_up']}"
    if report["endings"]:
        return f"ended: {report['endings'][0]['way']}"
    if not worse:
        remarks = [f"{name_of(result)}: {result['remark']}" for result in report["results"] if "remark" in result]
        return f"passed{f', with the remark {remarks[0]}' if remarks else ''}"
    told = next((result for result in worse if any(fits(failure, result) for failure in runs[0].failures)), worse[0])
    cause = next((failure.cause for failure in runs[0].failures if fits(failure, told)), "")
    return description(told) + (f"; the mistake is in {cause}" if cause else "")


def controls(chosen: list) -> list:
    """Runs that together hold the vectors of all faults' runs; everything passes, by the right checks."""
    def group(run: Run) -> tuple:
        return run.sets, run.profile, run.filter

    runs = sorted((run for fault in chosen for run in fault.runs), key=group)
    return [Run(" ".join(sorted({name for run in part for name in run.operations.split()})), status=0, sets=sets,
                profile=profile, filter=text)
            for (sets, profile, text), part in itertools.groupby(runs, key=group)]


def check(emrshare: str, name: str, runs: tuple, options: tuple = ()) -> tuple:
    """(lines to print, whether all is as expected) of one adapter."""
    started = time.monotonic()
    try:
        reports = [validate(emrshare, name, run, options) for run in runs]
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return [f"SURPRISE {name}: {error}"], False
    surprises = [surprise for run, report in zip(runs, reports) for surprise in find_surprises(run, report)]
    seconds = f"({time.monotonic() - started:.1f} s)"
    lines = [f"{'SURPRISE' if surprises else 'as expected'} {name} {seconds}: {summary(runs, reports)}"]
    return lines + [f"    {surprise}" for surprise in surprises[:12]], not surprises


def main() -> int:
    parser = argparse.ArgumentParser(description="test that the validator finds the faults of faulty.py")
    parser.add_argument("--emrshare", required=True, help="path of the command line")
    parser.add_argument("--only", action="append", default=[], choices=[*FAULTS], metavar="NAME",
                        help="this fault alone")
    parser.add_argument("--jobs", type=int, default=2, help="faults at a time (default: 2)")
    arguments = parser.parse_args()
    chosen = [FAULTS[name] for name in arguments.only or FAULTS]
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        tasks = [pool.submit(check, arguments.emrshare, "none", (run,), ("--strict-checks",))
                 for run in controls(chosen)]
        tasks += [pool.submit(check, arguments.emrshare, fault.name, fault.runs) for fault in chosen]
        outcomes = []
        for task in tasks:
            lines, is_right = task.result()
            print("\n".join(lines), flush=True)
            outcomes.append(is_right)
    print(f"{sum(outcomes)} of {len(outcomes)} as expected ({len(chosen)} faults, {len(outcomes) - len(chosen)} runs "
          f"of the control) in {time.monotonic() - started:.0f} s")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
