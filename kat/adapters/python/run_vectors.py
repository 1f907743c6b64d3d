#!/usr/bin/env python3
"""Evaluate vectors: run_vectors.py DIR RESULTS.json [--filter SUBSTRING] [--jobs N] [--params PARAMS.json]

Writes {"FILENAME#ID": RESULT, ...}, where RESULT is {"outputs": ..., "intermediates": ...} or
{"rejected": {"check": ..., "field": ...}}.
"""

import argparse
import json
import multiprocessing
import os
import pathlib
import sys
import time

from emrshare_py.errors import Rejection, Unsupported, require
from emrshare_py.operations import evaluate


def resolved(value, values: dict, used: set, place: str):
    """The value with every reference and join in it replaced by what it stands for."""
    if isinstance(value, list):
        return [resolved(entry, values, used, place) for entry in value]
    if not isinstance(value, dict):
        return value
    if "join" in value:
        pieces = resolved(value["join"], values, used, place)
        require(all(isinstance(piece, str) for piece in pieces), "KAT.Values.C3", place)
        return "".join(pieces)
    require(value["ref"] in values, "KAT.Values.C1", place)
    used.add(value["ref"])
    return values[value["ref"]]


def resolve_values(content: dict, source: str) -> dict:
    """The content of a vector file with every reference replaced by its value (section 8.1)."""
    values = {}
    used = set()
    for name, value in content.pop("values", {}).items():
        values[name] = resolved(value, values, used, f"{source}, values, {name}")
    for vector in content["vectors"]:
        for part in ("inputs", "intermediates", "outputs"):
            for symbol, value in vector.get(part, {}).items():
                vector[part][symbol] = resolved(value, values, used, f"{source}#{vector['id']}, {part}, {symbol}")
    for name in values:
        require(name in used, "KAT.Values.C2", f"{source}, values, {name}")
    return content


def run_vector(task: tuple) -> tuple:
    """(key, result) of one vector."""
    key, operation, set_name, profile, inputs = task
    try:
        outputs, intermediates = evaluate(operation, set_name, profile, inputs)
        return key, {"outputs": outputs, "intermediates": intermediates}
    except Rejection as rejection:
        return key, {"rejected": {"check": rejection.check, "field": rejection.field}}
    except Unsupported as unsupported:
        print(f"{key}: unsupported: {unsupported}", file=sys.stderr)
        return key, None


def run_file(path: pathlib.Path) -> tuple:
    """(name, results, seconds) of one file."""
    started = time.perf_counter()
    content = resolve_values(json.loads(path.read_text()), path.name)
    results = dict(run_vector((f"{path.name}#{vector['id']}", content["operation"], content["set"], content["profile"],
                               vector["inputs"])) for vector in content["vectors"])
    known = {key: result for key, result in results.items() if result is not None}
    return path.name, known, time.perf_counter() - started


def run_files(paths: list, jobs: int):
    """The results of run_file for each path, as they come."""
    if jobs == 1:
        yield from map(run_file, paths)
        return
    with multiprocessing.Pool(jobs) as pool:
        yield from pool.imap_unordered(run_file, paths, chunksize=1)


def main() -> None:
    parser = argparse.ArgumentParser(description="evaluate the vectors of a directory")
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--filter", default="", help="only files whose name contains this")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--params", help="path of params.json")
    arguments = parser.parse_args()
    if arguments.params:
        os.environ["EMRSHARE_PARAMS"] = arguments.params

    paths = sorted(path for path in arguments.directory.glob("*.json") if arguments.filter in path.name)
    results = {}
    try:
        for name, part, seconds in run_files(paths, arguments.jobs):
            print(f"{name:50} {len(part):5} vectors {seconds:8.2f} s", flush=True)
            results.update(part)
    except Rejection as rejection:  # of a file, since those of vectors are results
        sys.exit(f"run_vectors.py: {rejection}")
    arguments.results.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
