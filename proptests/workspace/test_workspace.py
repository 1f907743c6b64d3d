#!/usr/bin/env python3
"""Runs `emrshare run` and the commands over a workspace from outside, at toy-64.

    test_workspace.py --emrshare PATH [TEST]...

What is chosen at random depends on EMRSHARE_TEST_SEED, which a failure prints; EMRSHARE_FULL=1 kills 200 commands
instead of 20.
"""

import argparse
import contextlib
import hashlib
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

FULL = os.environ.get("EMRSHARE_FULL") == "1"
SEED = int(os.environ.get("EMRSHARE_TEST_SEED", random.SystemRandom().getrandbits(32)))
PASSWORD = "correct horse"
LONGEST = 300
emrshare = ""  # the program, from the command line
base = pathlib.Path()  # for everything that is written
stage = {}  # folders of prepared workspaces by (profile, how far)


def resource(number):
    return {"resourceType": "Observation", "id": f"o-{number}", "valueString": f"secret of section {number + 1}"}


BUNDLE = json.dumps({"resourceType": "Bundle", "type": "collection",
                     "entry": [{"resource": resource(i)} for i in (1, 2, 3)]}, indent=1).encode()
FILE = bytes(range(256)) * 3


class Done:
    """What a command led to."""

    def __init__(self, process, arguments):
        self.status, self.out, self.err = process.returncode, process.stdout, process.stderr
        self.said = f"emrshare {' '.join(map(str, arguments))}: {self.status}\n{self.out}{self.err}"

    @property
    def json(self):
        return json.loads(self.out)


def environment(password=PASSWORD):
    return os.environ | {"EMRSHARE_PASSWORD": password}


def emr(*arguments, password=PASSWORD):
    if arguments[0] == "run" and "--params" not in arguments and "--help" not in arguments:
        arguments = (*arguments, "--params", "toy-64")
    process = subprocess.run([emrshare, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             timeout=LONGEST, env=environment(password))
    return Done(process, arguments)


def good(*arguments, **options):
    done = emr(*arguments, **options)
    if done.status != 0:
        raise AssertionError(done.said)
    return done


def cbor(item):
    """The deterministic encoding (RFC 8949, section 4.2.1) of numbers, byte strings, texts and lists."""

    def head(kind, number):
        for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
            if number < 24:
                return bytes([kind << 5 | number])
            if number < 256**size:
                return bytes([kind << 5 | code]) + number.to_bytes(size, "big")
        raise ValueError(number)

    if isinstance(item, int):
        return head(0, item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        return head(3, len(item.encode())) + item.encode()
    return head(4, len(item)) + b"".join(map(cbor, item))


def sha3(content):
    return hashlib.sha3_256(content).digest()


def chain_of(folder, node):
    """What the events of a node make of its chain, and their number."""
    chain = b""
    rows = folder.ask("SELECT time, sender, kind, payload, refused FROM events WHERE node = ? ORDER BY id", node)
    for time_, sender, kind, payload, refused in rows:
        chain = sha3(cbor([chain, time_, sender, kind, payload or sha3(b""), refused]))
    return chain, len(rows)


def seal_of(folder):
    """What the store notes as its seal."""
    [[pp, now]] = folder.ask("SELECT pp, now FROM network")
    nodes = folder.ask("SELECT name, seed, wallet, pid, events, chain, state FROM nodes ORDER BY name")
    waiting = folder.ask("SELECT sender, receiver, payload FROM waiting ORDER BY id")
    return sha3(cbor([sha3(pp), now, *map(list, nodes), *map(list, waiting)]))


class Folder:
    """A workspace, and the record that Alice has stored there."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def __call__(self, *arguments, **options):
        return emr(*arguments, "--workspace", self.path, **options)

    def good(self, *arguments, **options):
        return good(*arguments, "--workspace", self.path, **options)

    def url(self):
        return self.good("search", "--json").json[0]["url"]

    def alter(self, *statements):
        with contextlib.closing(sqlite3.connect(self.path / "workspace.db")) as db:
            for statement in statements:
                db.execute(*statement) if isinstance(statement, tuple) else db.execute(statement)
            db.commit()

    def ask(self, statement, *values):
        with contextlib.closing(sqlite3.connect(self.path / "workspace.db")) as db:
            return db.execute(statement, values).fetchall()

    def content(self):
        """Everything in the database but its layout."""
        tables = ("network", "nodes", "payloads", "events", "waiting")
        return {table: self.ask(f"SELECT * FROM {table} ORDER BY 1") for table in tables}


def fetch_arguments(folder, profile, out):
    named = ["--url", folder.url()] if profile == "as-printed" else []
    return ["fetch", "--as", "bob", "--out", out, *named]


def grant_arguments(folder, profile, share="1,3"):
    return ["grant", "--as", "alice", *(["--url", folder.url()] if profile == "as-printed" else ["--share", share])]


def prepare(base, profile):
    """A workspace after each of its steps."""
    record = base / "bundle.json"
    record.write_bytes(BUNDLE)
    folder = Folder(base / f"workspace-{profile}")

    def keep(name):
        shutil.copytree(folder.path, base / f"{profile}-{name}")
        stage[profile, name] = base / f"{profile}-{name}"

    folder.good("init", "--params", "toy-64", "--profile", profile)
    keep("new")
    folder.good("register", "alice", "--card", "A1", "--name", "Alice Liddell", "--email", "a@example.org")
    folder.good("register", "bob", "--card", "B2", "--name", "Bob")
    keep("registered")
    folder.good("upload", "--as", "alice", "--record", record, "--summary", "blood counts")
    keep("stored")
    folder.good("publish", "--as", "alice")
    keep("published")
    folder.good("request", "--as", "bob", "--url", folder.url())
    keep("requested")
    folder.good(*grant_arguments(folder, profile))
    keep("granted")


class Case(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(dir=base))
        self.copies = itertools.count()
        self.addCleanup(shutil.rmtree, self.scratch)

    def at(self, name, profile="corrected"):
        """A copy of a prepared workspace."""
        path = self.scratch / f"copy-{next(self.copies)}"
        shutil.copytree(stage[profile, name], path)
        return Folder(path)

    def file(self, content, name="record"):
        path = self.scratch / name
        path.write_bytes(content)
        return path

    def refused(self, done, check, status=1):
        self.assertEqual(done.status, status, done.said)
        self.assertIn(check, done.err, done.said)


class Run(Case):
    def test_a_bundle_of_which_a_part_is_shown(self):
        out = self.scratch / "transcript"
        done = emr("run", "--record", self.file(BUNDLE), "--share", "1,3", "--json", "--out", out)
        self.assertEqual(done.status, 0, done.said)
        report = done.json
        self.assertTrue(report["equal"])
        self.assertEqual([h["section"] for h in report["hidden"]], [2, 4])
        self.assertEqual(report["refused"], ["FETCH.Start.C2"])
        events = json.loads((out / "events.json").read_text())
        shown = [out / f"{e['message']}.cbor" for e in events if e["to"] == "bob" and "message" in e]
        self.assertTrue(shown)
        for name in {e["message"] for e in events if "message" in e}:
            self.assertEqual(json.loads((out / f"{name}.json").read_text())["type"], name.split("-", 1)[1])
        # In the clear a section is where the hospital is told of it, and nowhere that Bob sees.
        told = [out / f"{e['message']}.cbor" for e in events if e["kind"] == "command" and e["to"] == "HN-1"]
        self.assertTrue(any(b"secret of section 2" in path.read_bytes() for path in told))
        self.assertFalse(any(b"secret of section" in path.read_bytes() for path in shown))

    def test_a_file(self):
        done = emr("run", "--record", self.file(FILE), "--hospitals", 5, "--managers", 3)
        self.assertEqual(done.status, 0, done.said)
        self.assertIn("equal to the original", done.out)
        for step in ("Steps 1 to 3", "Step 4", "Step 5", "Step 6", "Step 7", "Step 8", "Step 9"):
            self.assertIn(step, done.out)

    def test_who_is_named_in_a_line(self):
        """The nodes of each line are those of the events it stands for, in the order of their numbers."""
        def number(name):
            return [int(part) if part.isdigit() else part for part in re.split("([0-9]+)", name)]

        def named(text):
            for part in text.split(", "):
                first, *last = part.split("..")
                kind, start = first.rsplit("-", 1) if last else (first, 0)
                yield from (f"{kind}-{i}" for i in range(int(start), int(last[0].split("-")[1]) + 1)) if last else [first]

        arguments = ["run", "--record", self.file(FILE), "--seed", "6b" * 32, "--hospitals", 12, "--managers", 4]
        line = re.compile(r" +[0-9.]+ s  (?P<from>.+?) -> (?P<to>.+?) +(?P<type>\w+) +(?:[0-9,]+ x )?[0-9,]+(?: to [0-9,]+)?"
                          r" bytes(?:, refused: (?P<check>\S+))?")
        shown = [found.groupdict() for found in map(line.fullmatch, good(*arguments).out.splitlines()) if found]
        events = good(*arguments, "--json").json["events"]
        groups = [list(group) for _, group in itertools.groupby(
            events, lambda event: (event["step"], event["type"], event.get("refused")))]
        self.assertEqual([one["type"] for one in shown], [group[0]["type"] for group in groups])
        for one, group in zip(shown, groups):
            for side in ("from", "to"):
                names = {event[side] or "(user)" for event in group}
                self.assertEqual(list(named(one[side])), sorted(names, key=number), one)
        self.assertIn("HN-1..HN-12", [one["to"] for one in shown])

    def test_as_printed_nothing_opens(self):
        done = emr("run", "--record", self.file(FILE), "--profile", "as-printed")
        self.assertEqual(done.status, 1, done.said)
        self.assertIn("DIFFERENT", done.out)

    def test_equal_seeds_make_equal_transcripts(self):
        folders = [self.scratch / name for name in "ab"]
        for folder in folders:
            good("run", "--record", self.file(FILE), "--seed", "5a" * 32, "--out", folder)
        good("run", "--record", self.file(FILE), "--out", self.scratch / "c")

        def contents(folder):
            return {path.name: hashlib.sha256(path.read_bytes()).digest() for path in folder.iterdir()}

        self.assertEqual(contents(folders[0]), contents(folders[1]))
        self.assertNotEqual(contents(folders[0]), contents(self.scratch / "c"))

    def test_a_transcript_shows_what_was_refused(self):
        out = self.scratch / "transcript"
        done = emr("run", "--record", self.file(bytes(40000)), "--profile", "as-printed", "--out", out)
        self.refused(done, "STORE.C4")
        self.assertIn(str(out), done.out, done.said)
        events = json.loads((out / "events.json").read_text())
        self.assertEqual(events[-1]["refused"], "STORE.C4")
        for name in ("public-parameters", *(event["message"] for event in events if "message" in event)):
            self.assertTrue((out / f"{name}.cbor").exists(), name)

    def test_what_is_refused(self):
        record = self.file(FILE)
        self.refused(emr("run", "--record", record, "--share", "2"), "SECTIONS.C1")
        self.refused(emr("run", "--record", record, "--share", "x"), "SECTIONS.C1")
        self.refused(emr("run", "--record", record, "--form", "fhir"), "RECORD.Split.C3")
        self.refused(emr("run", "--record", record, "--out", self.scratch), "TRANSCRIPT.C1")
        self.refused(emr("run", "--record", record, "--profile", "as-printed", "--share", "1"), "RUN.Share.C1")
        self.refused(emr("run", "--record", self.file(bytes(2**23 + 1))), "RECORD.Split.C2")
        many = {"resourceType": "Bundle", "entry": [{"resource": {}}] * 4095}
        self.refused(emr("run", "--record", self.file(json.dumps(many).encode())), "RECORD.Split.C4")
        self.refused(emr("run", "--record", self.file(bytes(40000)), "--profile", "as-printed"), "STORE.C4")
        record = self.file(FILE)
        for usage in ([], ["--record", self.scratch / "none"], ["--record", record, "--params", "toy-65"],
                      ["--record", record, "--profile", "mine"], ["--record", record, "--seed", "5a"],
                      ["--record", record, "--hospitals", "0"]):
            self.assertEqual(emr("run", *usage).status, 2, usage)


class Commands(Case):
    def test_from_init_to_trace(self):
        folder = self.at("granted")
        [record] = folder.good("search", "blood", "--json").json
        self.assertEqual((record["summary"], record["sections"], record["attested"]), ("blood counts", 4, True))
        self.assertEqual(folder.good("search", "urine", "--json").json, [])
        out = self.scratch / "read"
        done = folder.good("fetch", "--as", "bob", "--out", out, "--json").json
        self.assertEqual([s["section"] for s in done["sections"]], [1, 3])
        self.assertEqual((out / "section-3").read_bytes(), json.dumps(resource(2), indent=1).replace(
            "\n", "\n   ").encode())
        self.assertFalse((out / "record").exists())
        self.refused(folder("fetch", "--as", "bob", "--share", "2", "--out", self.scratch / "other"), "FETCH.Start.C2")
        audit = folder.good("audit", "--json").json
        self.assertEqual([entry["transaction"]["type"] for entry in audit], ["Credential", "Access"])
        self.assertEqual(audit[0]["transaction"]["PID_B"], audit[1]["transaction"]["PID_B"])
        self.assertEqual(folder.good("audit", "--owner", record["owner"][:6], "--json").json, audit)
        self.assertEqual(folder.good("audit", "--url", "CS-1/none", "--json").json, [])
        traced = folder.good("trace", record["owner"], "--json").json
        self.assertEqual((traced["Name"], traced["Id"], traced["Email"]), ("Alice Liddell", "A1", "a@example.org"))
        vc = audit[0]["transaction"]["vc"]
        folder.good("revoke", "--as", "alice", "--vc", vc[:8].upper())
        self.refused(folder("fetch", "--as", "bob", "--out", self.scratch / "other"), "TX.C26")
        self.refused(folder("revoke", "--as", "alice", "--vc", vc), "TX.C23")
        self.assertEqual(len(folder.good("audit", "--json").json), 3)
        blocks = folder.good("ledger", "show", "--json").json
        self.assertEqual([block["num"] for block in blocks], list(range(1, len(blocks) + 1)))
        folder.good("ledger", "verify")
        folder.good("ledger", "export", "--out", self.scratch / "blocks")
        self.assertEqual(len(list((self.scratch / "blocks").glob("*-Commit.cbor"))), len(blocks))
        for command in (["ledger", "show"], ["search"], ["audit"], ["trace", record["owner"]],
                        ["grant", "--as", "alice", "--list"]):
            self.assertTrue(folder.good(*command).out)

    def test_the_whole_record(self):
        folder = self.at("requested")
        self.assertEqual(len(folder.good("grant", "--as", "alice", "--list", "--json").json), 1)
        before = folder.content()
        folder.good("grant", "--as", "alice", "--list")
        self.assertEqual(folder.content(), before)
        folder.good("grant", "--as", "alice", "--share", "all")
        self.refused(folder("grant", "--as", "alice"), "WORKSPACE.Grant.C1")
        out = self.scratch / "read"
        folder.good("fetch", "--as", "bob", "--out", out)
        self.assertEqual((out / "record").read_bytes(), BUNDLE)

    def test_where_what_is_read_goes(self):
        """That is looked at before the question is sent: afterwards the access is on the chain."""
        folder = self.at("granted")
        before = folder.content()
        old = self.scratch / "old"
        old.mkdir()
        self.file(b"of another answer", old / "section-3")
        file = self.file(b"a file")
        fetch = ["fetch", "--as", "bob", "--out"]
        for out in (old, file, file / "below"):
            self.refused(folder(*fetch, out), "WORKSPACE.Fetch.C2")
        if os.geteuid() != 0:
            closed = self.scratch / "closed"
            closed.mkdir(mode=0o500)
            self.refused(folder(*fetch, closed), "FILE.C2")
            self.refused(folder(*fetch, closed / "new"), "WORKSPACE.Fetch.C2")
        self.assertEqual(folder.content(), before)
        self.assertEqual(folder.good("audit", "--json").json[1:], [])
        self.assertEqual([path.name for path in old.iterdir()], ["section-3"])
        self.refused(folder(*fetch, self.scratch / "a" / "b", "--share", "2"), "FETCH.Start.C2")
        self.assertFalse((self.scratch / "a").exists())
        empty = self.scratch / "empty"
        empty.mkdir()
        self.refused(folder(*fetch, empty, "--share", "2"), "FETCH.Start.C2")
        folder.good(*fetch, empty)
        self.assertEqual(sorted(path.name for path in empty.iterdir()), ["section-1", "section-3"])
        folder.good(*fetch, self.scratch / "a" / "b")
        self.assertTrue((self.scratch / "a" / "b" / "section-3").exists())

    def test_a_closed_summary(self):
        folder = self.at("stored")
        folder.good("publish", "--as", "alice", "--encrypted")
        [record] = folder.good("search", "--json").json
        self.assertTrue(record["encrypted"])
        self.assertNotIn("summary", record)
        self.refused(folder("publish", "--as", "alice"), "WORKSPACE.Url.C1")

    def test_the_block_that_is_named(self):
        """It is the one with the transaction; what the chain has already is refused instead of claimed."""
        def holds(folder, block, kind):
            [named] = [b for b in folder.good("ledger", "show", "--json").json if b["num"] == block]
            self.assertIn(kind, [transaction["type"] for transaction in named["transactions"]])

        folder = self.at("stored")
        done = folder.good("publish", "--as", "alice", "--json").json
        holds(folder, done["block"], "Metadata")
        carol = folder.good("register", "carol", "--card", "C3", "--name", "Carol", "--json").json
        holds(folder, carol["block"], "Registration")
        before = folder.content()
        for more in ([], ["--encrypted"]):
            self.refused(folder("publish", "--as", "alice", "--url", done["url"], *more), "TX.C17")
        self.assertEqual(folder.content(), before)
        self.assertFalse(folder.good("search", "--json").json[0]["encrypted"])
        folder = self.at("granted")
        vc = folder.good("audit", "--json").json[0]["transaction"]["vc"]
        holds(folder, folder.good("revoke", "--as", "alice", "--vc", vc, "--json").json["block"], "Revocation")
        # As printed nobody forbids it: it is on the chain a second time.
        folder = self.at("published", "as-printed")
        again = folder.good("publish", "--as", "alice", "--url", folder.url(), "--json").json
        holds(folder, again["block"], "Metadata")
        self.assertEqual(len(folder.good("ledger", "show", "--json").json), again["block"])

    def test_texts_from_elsewhere_do_not_reach_the_terminal_raw(self):
        """Names, summaries and what an error repeats: no control character but the ends of lines, and all in JSON."""
        nasty = "\x1b[2JÄrztin 名\n  section 9: \x7f\x9b\u202e\u2028"
        shown = "\\u001b[2JÄrztin 名\\n  section 9: \\u007f\\u009b\\u202e\\u2028"

        def clean(done, status=0):
            self.assertEqual(done.status, status, done.said)
            said = done.out + done.err
            self.assertEqual([c for c in said if c != "\n" and (ord(c) < 32 or ord(c) in (*range(0x7f, 0xa0), 0x202e, 0x2028))],
                             [], done.said)
            self.assertIn(shown, said, done.said)

        folder = self.at("new")
        folder.good("register", "alice", "--card", "A1", "--name", nasty)
        folder.good("register", "bob", "--card", "B2", "--name", "Bob")
        record = self.file(json.dumps({"resourceType": "Bundle", "entry": [
            {"resource": {"resourceType": "Observation", "id": nasty}},
            {"resource": {"resourceType": "Observation", "id": "other"}}]}).encode())
        url = folder.good("upload", "--as", "alice", "--record", record, "--summary", nasty, "--json").json["url"]
        folder.good("publish", "--as", "alice")
        clean(folder("search"))
        [found] = folder.good("search", "\x1b[2J", "--json").json
        self.assertEqual(found["summary"], nasty)
        clean(folder("trace", found["owner"]))
        self.assertEqual(folder.good("trace", found["owner"], "--json").json["Name"], nasty)
        folder.good("request", "--as", "bob", "--url", url)
        folder.good("grant", "--as", "alice")
        clean(folder("fetch", "--as", "bob", "--out", self.scratch / "read"))
        clean(folder("publish", "--as", nasty), 1)
        clean(emr("run", "--record", record, "--share", "3"))

    def test_as_printed(self):
        folder = self.at("granted", "as-printed")
        done = folder(*fetch_arguments(folder, "as-printed", self.scratch / "read"))
        self.assertEqual(done.status, 1, done.said)
        self.assertFalse((self.scratch / "read").exists())
        self.assertEqual(folder.good("audit", "--json").json, [])
        self.assertIn("E-NO-LOG", folder.good("audit").out)
        self.refused(folder("revoke", "--as", "alice", "--vc", "0"), "WORKSPACE.Revoke.C1")
        [record] = folder.good("search", "--json").json
        self.assertEqual(folder.good("trace", record["owner"][:5], "--json").json["Name"], "Alice Liddell")
        folder.good("ledger", "verify")
        folder.good("ledger", "show")
        folder.good("ledger", "export", "--out", self.scratch / "blocks")

    def test_equal_seeds_make_equal_networks(self):
        made = [good("init", "--workspace", self.scratch / name, "--params", "toy-64", "--json", *seed).json["network"]
                for name, *seed in (("a", "--seed", "11" * 32), ("b", "--seed", "11" * 32), ("c",))]
        self.assertEqual(made[0], made[1])
        self.assertNotEqual(made[0], made[2])

    def test_what_is_refused_changes_nothing(self):
        folder = self.at("requested")
        before = folder.content()
        record = self.file(BUNDLE)
        self.refused(folder("init", "--params", "toy-64"), "WORKSPACE.Init.C1")
        self.refused(folder("register", "alice", "--card", "C3", "--name", "C"), "WORKSPACE.User.C1")
        self.refused(folder("register", "Carol", "--card", "C3", "--name", "C"), "WORKSPACE.User.C1")
        self.refused(folder("register", "carol", "--card", "A1", "--name", "C"), "REG.Card.C1")
        self.assertFalse((folder.path / "wallets" / "carol.wallet").exists())
        self.refused(folder("register", "carol", "--card", "C3", "--name", "C", password=""), "WALLET.Seal.C1")
        self.refused(folder("publish", "--as", "carol"), "WORKSPACE.User.C2")
        self.refused(folder("publish", "--as", "HN-1"), "WORKSPACE.User.C2")
        self.refused(folder("publish", "--as", "alice", password="wrong"), "WALLET.Open.C4")
        self.refused(folder("publish", "--as", "alice", "--url", "CS-1/0"), "PUBLISH.C1")
        self.refused(folder("upload", "--as", "alice", "--record", record, "--hospital", "MN-1"), "WORKSPACE.Node.C1")
        self.refused(folder("upload", "--as", "alice", "--record", record, "--form", "fhir", "--cloud", "CS-9"),
                     "WORKSPACE.Node.C1")
        self.refused(folder("request", "--as", "bob", "--url", "CS-1/0"), "SHARE.Url.C1")
        self.refused(folder("grant", "--as", "alice", "--share", "5"), "SECTIONS.C1")
        self.refused(folder("grant", "--as", "alice", "--request", "zz"), "NAME.C1")
        self.refused(folder("grant", "--as", "bob"), "WORKSPACE.Grant.C1")
        self.refused(folder("fetch", "--as", "bob", "--out", self.scratch / "x"), "FETCH.Start.C1")
        self.refused(folder("revoke", "--as", "alice", "--vc", "00"), "NAME.C1")
        self.refused(folder("trace", "zz"), "NAME.C1")
        self.assertEqual(folder.content(), before)
        self.refused(emr("search", "--workspace", self.scratch / "nowhere"), "WORKSPACE.Open.C1")
        process = subprocess.run([emrshare, "publish", "--as", "alice", "--workspace", str(folder.path)],
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONGEST,
                                 env={k: v for k, v in os.environ.items() if k != "EMRSHARE_PASSWORD"})
        self.refused(Done(process, ["publish"]), "PASSWORD.C1")
        for usage in (["upload", "--as", "alice"], ["ledger"], ["trace"], ["request", "--as", "bob"],
                      ["register", "--card", "x"], ["grant", "--as", "alice", "--days", "0"], ["fetch"]):
            self.assertEqual(folder(*usage).status, 2, usage)

    def test_files_that_are_not_the_workspaces(self):
        """A folder that has files is refused, and only what a killed command has left is ever removed."""
        for name in ("wallets", "ciphertexts"):
            home = self.scratch / f"home-{name}"
            (home / name).mkdir(parents=True)
            self.file(b"mine", home / name / "bitcoin.wallet")
            done = emr("init", "--params", "toy-64", "--workspace", home)
            self.refused(done, "WORKSPACE.Init.C3")
            self.assertIn(str(home / name), done.err, done.said)
            self.assertEqual([path.name for path in home.iterdir()], [name])
            (home / name / "bitcoin.wallet").unlink()
            good("init", "--params", "toy-64", "--workspace", home)
        folder = self.at("stored")
        kept = ["wallets/notes.txt", "wallets/alice.wallet.backup", "wallets/Mine.wallet", "wallets/eve.wallet.backups",
                "ciphertexts/scan.pdf", f"ciphertexts/{'a' * 63}", f"ciphertexts/{'a' * 64}.backups"]
        left = ["wallets/eve.wallet", "wallets/eve.wallet.aB3dE6", f"ciphertexts/{'a' * 64}",
                f"ciphertexts/{'a' * 64}.aB3dE6"]
        for name in (*kept, *left):
            self.file(b"x", folder.path / name)
        (folder.path / "wallets" / "fay.wallet").mkdir()
        (folder.path / "ciphertexts" / ("b" * 64)).symlink_to("scan.pdf")
        folder.good("publish", "--as", "alice")
        self.assertEqual([name for name in kept if not (folder.path / name).exists()], [])
        self.assertEqual([name for name in left if (folder.path / name).exists()], [])
        self.assertTrue((folder.path / "wallets" / "fay.wallet").is_dir())
        self.assertTrue((folder.path / "ciphertexts" / ("b" * 64)).is_symlink())

    def test_a_folder_that_cannot_be_made(self):
        for name in ("ciphertexts", "wallets"):
            home = self.scratch / f"home-{name}"
            home.mkdir()
            self.file(b"a file", home / name)
            done = emr("init", "--params", "toy-64", "--workspace", home)
            self.refused(done, "WORKSPACE.Init.C2")
            self.assertIn(str(home / name), done.err, done.said)

    def test_password_file_and_where_a_workspace_is(self):
        folder = self.at("stored")
        password = self.file(PASSWORD.encode() + b"\n", "password")
        done = subprocess.run([emrshare, "publish", "--as", "alice", "--password-file", str(password)], cwd=folder.path,
                              capture_output=True, text=True, timeout=LONGEST)
        self.assertEqual(done.returncode, 0, done.stderr)
        shutil.copytree(folder.path, self.scratch / "home" / ".emrshare")
        done = subprocess.run([emrshare, "search"], cwd=self.scratch / "home", capture_output=True, text=True,
                              timeout=LONGEST)
        self.assertIn("blood counts", done.stdout)

    def test_help_has_an_example(self):
        for command in ("run", "init", "register", "trace", "upload", "publish", "search", "request", "grant", "fetch",
                        "revoke", "ledger show", "ledger verify", "ledger export", "audit"):
            self.assertIn("Example", good(*command.split(), "--help").out, command)


class Kills(Case):
    """A command that is killed leaves what was there before it, or what it was to leave."""

    def test_killed_at_any_moment(self):
        chance = random.Random(SEED)
        record = self.file(BUNDLE)
        out = self.scratch / "read"
        commands = [("new", ["register", "carol", "--card", "C3", "--name", "Carol"]),
                    ("registered", ["upload", "--as", "alice", "--record", record]),
                    ("stored", ["publish", "--as", "alice"]),
                    ("requested", ["grant", "--as", "alice"]),
                    ("granted", ["fetch", "--as", "bob", "--out", out])]
        before_and_after = [0, 0]
        lasts = {}
        for i in range(200 if FULL else 20):
            name, arguments = commands[i % len(commands)]
            folder = self.at(name)
            before = folder.content()
            if name not in lasts:
                copy, start = self.at(name), time.monotonic()
                copy.good(*arguments)
                lasts[name] = time.monotonic() - start
                shutil.rmtree(out, ignore_errors=True)
            process = subprocess.Popen([emrshare, *map(str, arguments), "--workspace", str(folder.path)],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                       env=environment())
            # Most kills go to the end, where the database is written.
            moment = lasts[name] * (chance.uniform(0, 1.1) if i % 2 == 0 else chance.uniform(0.8, 1.1))
            if i == 0:
                moment = 0  # so that one of them leaves the state before, whatever chance brings
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(moment)
            process.send_signal(signal.SIGKILL)
            process.wait()
            folder.good("ledger", "verify")
            is_before = folder.content() == before
            before_and_after[0 if is_before else 1] += 1
            again = folder(*arguments)
            if is_before:
                self.assertEqual(again.status, 0, again.said)
            elif name != "granted" and name != "registered":
                self.assertEqual(again.status, 1, again.said)  # it is done
            shutil.rmtree(folder.path)
            shutil.rmtree(out, ignore_errors=True)
        print(f"killed: {before_and_after[0]} left the state before, {before_and_after[1]} the state after",
              file=sys.stderr)
        self.assertTrue(before_and_after[0])

    def test_killed_while_a_workspace_is_made(self):
        chance = random.Random(SEED + 1)
        for i in range(20 if FULL else 4):
            path = self.scratch / f"new-{i}"
            arguments = [emrshare, "init", "--params", "toy-64", "--workspace", str(path)]
            process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0, 0.2))
            process.send_signal(signal.SIGKILL)
            process.wait()
            done = emr("ledger", "verify", "--workspace", path)
            if done.status != 0:
                self.refused(done, "WORKSPACE.Open.C1")
                good("init", "--params", "toy-64", "--workspace", path)

    def test_the_control(self):
        """Half a command is seen: the events of one without the state that they lead to."""
        folder = self.at("published")
        later = self.at("requested")
        rows = later.ask("SELECT * FROM events WHERE id > (SELECT ?)", folder.ask("SELECT max(id) FROM events")[0][0])
        self.assertTrue(rows)
        folder.alter("PRAGMA foreign_keys = OFF",
                     *[("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", row) for row in rows])
        self.assertEqual(folder("ledger", "verify").status, 1)


class Tampering(Case):
    """Whatever is changed is found, and named, by `ledger verify` and by a command that meets it."""

    def found(self, alter, check, name):
        folder = self.at("granted")
        alter(folder)
        done = folder("ledger", "verify")
        self.assertEqual(done.status, 1, done.said)
        self.assertIn(check, done.out + done.err, done.said)
        self.assertIn(name, done.out + done.err, done.said)
        done = folder("fetch", "--as", "bob", "--out", self.scratch / "read")
        self.refused(done, check)
        self.assertIn(name, done.err, done.said)

    @staticmethod
    def flip(path, place=-1):
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)

    @staticmethod
    def upload_of(folder):
        return folder.path / "ciphertexts" / folder.url().split("/")[1]

    def test_the_control_works(self):
        folder = self.at("granted")
        folder.good("ledger", "verify")
        folder.good("fetch", "--as", "bob", "--out", self.scratch / "read")

    def test_a_ciphertext_is_changed(self):
        self.found(lambda f: self.flip(self.upload_of(f)), "WORKSPACE.Payload.C1", "ciphertexts/")

    def test_a_ciphertext_is_missing(self):
        self.found(lambda f: self.upload_of(f).unlink(), "WORKSPACE.Payload.C1", "ciphertexts/")

    def test_a_wallet_is_changed(self):
        self.found(lambda f: self.flip(f.path / "wallets" / "bob.wallet"), "WORKSPACE.Wallet.C1", "bob.wallet")

    def test_a_wallet_is_missing(self):
        self.found(lambda f: (f.path / "wallets" / "bob.wallet").unlink(), "WORKSPACE.Wallet.C1", "bob.wallet")

    def test_a_wallet_is_anothers(self):
        self.found(lambda f: shutil.copy(f.path / "wallets" / "alice.wallet", f.path / "wallets" / "bob.wallet"),
                   "WORKSPACE.Wallet.C1", "bob.wallet")

    def test_rows_that_the_seal_covers(self):
        for statement in ("UPDATE nodes SET state = zeroblob(32) WHERE name = 'HN-2'",
                          "UPDATE nodes SET seed = zeroblob(32) WHERE name = 'HN-2'",
                          "UPDATE nodes SET pid = zeroblob(16) WHERE name = 'alice'",
                          "UPDATE nodes SET wallet = zeroblob(32) WHERE name = 'bob'",
                          "UPDATE network SET now = now + 1",
                          "UPDATE waiting SET sender = 'MN-1'",
                          "UPDATE waiting SET receiver = 'alice'",
                          "UPDATE waiting SET payload = (SELECT max(payload) FROM waiting)",
                          "DELETE FROM waiting WHERE id = (SELECT max(id) FROM waiting)"):
            with self.subTest(statement):
                self.found(lambda f: f.alter(statement), "WORKSPACE.Seal.C1", "workspace.db")

    def test_events(self):
        one = "id = (SELECT max(id) FROM events WHERE node = 'HN-3' AND kind = 0)"
        for statement in (f"UPDATE events SET sender = 'HN-4' WHERE {one}", f"UPDATE events SET time = time + 1 WHERE {one}",
                          f"UPDATE events SET refused = 'X' WHERE {one}", f"DELETE FROM events WHERE {one}",
                          f"UPDATE events SET node = 'HN-2' WHERE {one}",
                          f"UPDATE events SET payload = (SELECT payload FROM events WHERE kind = 1) WHERE {one}"):
            with self.subTest(statement):
                self.found(lambda f: f.alter(statement), "WORKSPACE.Events.C1", "HN-")

    def test_bytes_of_a_message(self):
        self.found(lambda f: f.alter(
            "UPDATE payloads SET bytes = CAST(bytes || x'00' AS BLOB) WHERE digest = "
            "(SELECT payload FROM events WHERE node = 'HN-3' AND kind = 0 ORDER BY id DESC LIMIT 1)"),
            "WORKSPACE.Payload.C1", "its bytes were changed")

    def test_what_a_seal_that_fits_does_not_hide(self):
        """Who can make chains and seals still cannot make a node come to another state."""

        def resealed(*statements):
            def alter(folder):
                folder.alter(*statements)
                for name, in folder.ask("SELECT name FROM nodes"):
                    chain = chain_of(folder, name)
                    folder.alter(("UPDATE nodes SET chain = ?, events = ? WHERE name = ?", (*chain, name)))
                folder.alter(("UPDATE network SET seal = ?", (seal_of(folder),)))

            return alter

        folder = self.at("granted")
        resealed()(folder)  # the control: nothing but the same seal
        self.assertEqual(folder.content(), self.at("granted").content())
        last = "id = (SELECT max(id) FROM events WHERE node = 'HN-3')"
        for statement in ("UPDATE nodes SET state = zeroblob(32) WHERE name = 'HN-3'",
                          f"UPDATE events SET time = time + 1 WHERE {last}", f"DELETE FROM events WHERE {last}"):
            with self.subTest(statement):
                self.found(resealed(statement), "WORKSPACE.State.C1", "HN-3")

    def test_a_file_that_is_no_database(self):
        self.found(lambda f: (f.path / "workspace.db").write_bytes(b"no database" * 1000), "WORKSPACE.Database.C1",
                   "workspace.db")

    def test_another_version(self):
        self.found(lambda f: f.alter("PRAGMA user_version = 2"), "WORKSPACE.Open.C2", "version 2")


class Concurrency(Case):
    def test_one_waits_for_the_other(self):
        folder = self.at("new")
        processes = [subprocess.Popen([emrshare, "register", user, "--card", user, "--name", user, "--workspace",
                                       str(folder.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                      env=environment()) for user in ("dora", "emil", "fred")]
        for process in processes:
            said = process.communicate(timeout=LONGEST)[0]
            self.assertEqual(process.returncode, 0, said)
        blocks = folder.good("ledger", "show", "--json").json
        self.assertEqual(sum(len(block["transactions"]) for block in blocks), 3)
        folder.good("ledger", "verify")

    def test_who_does_not_wait_is_told(self):
        folder = self.at("stored")
        with contextlib.closing(sqlite3.connect(folder.path / "workspace.db", isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            self.refused(folder("publish", "--as", "alice", "--wait", "0"), "WORKSPACE.Busy.C1")
            folder.good("search")  # reading is possible
            waiting = subprocess.Popen([emrshare, "publish", "--as", "alice", "--workspace", str(folder.path)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
            with self.assertRaises(subprocess.TimeoutExpired):
                waiting.wait(0.5)
            db.execute("ROLLBACK")
            self.assertEqual(waiting.wait(LONGEST), 0)


def main():
    global emrshare, base
    parser = argparse.ArgumentParser()
    parser.add_argument("--emrshare", required=True)
    parser.add_argument("tests", nargs="*")
    options = parser.parse_args()
    emrshare = str(pathlib.Path(options.emrshare).resolve())
    print(f"EMRSHARE_TEST_SEED={SEED}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        for profile in ("corrected", "as-printed"):
            prepare(base, profile)
        unittest.main(argv=[sys.argv[0], *options.tests], verbosity=2)


if __name__ == "__main__":
    main()
