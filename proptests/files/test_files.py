#!/usr/bin/env python3
"""Sealed files on the command line: seal, open, delegate, reseal.

    test_files.py --emrshare PATH

Of the specification: SEAL.Seal, SEAL.Open, SEAL.SealHybrid, SEAL.OpenHybrid, SEAL.ReSeal, SEAL.OpenReSealed.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SET = "toy-64"
OLD = b"what was here before"
HEAD, BLOCK, DIGEST = 50, 184, 32  # bytes of toy-64
options = argparse.Namespace()


class Files(unittest.TestCase):
    """Alice's keys, made once."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        cls.run_command("setup", "--set", SET, "--out", "mn.master")
        cls.run_command("keygen", "--master", "mn.master", "--id", "alice", "--out", "alice")
        cls.run_command("keygen", "--master", "mn.master", "--id", "eve", "--out", "eve", "--profile", "as-printed")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    @classmethod
    def run_command(cls, *arguments, status=0):
        """What the command says."""
        done = subprocess.run([options.emrshare, *arguments], cwd=cls.folder, capture_output=True, text=True)
        if done.returncode != status:
            raise AssertionError(f"{arguments}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout if status == 0 else done.stderr

    def write(self, name, content):
        (self.folder / name).write_bytes(content)

    def read(self, name):
        return (self.folder / name).read_bytes()

    def refuse(self, check, *arguments):
        """The command is refused by this check, and the old output stays, alone."""
        self.write("out", OLD)
        said = self.run_command(*arguments, "--out", "out", status=1)
        self.assertIn(f"[{check}]", said)
        self.assertEqual(self.read("out"), OLD)
        self.assertEqual([path.name for path in self.folder.glob("out*")], ["out"])

    def seal(self, mode, content, name="sealed"):
        self.write("plain", content)
        arguments = ("seal", "--key", "alice.pub", "--in", "plain", "--out", name, "--mode", mode)
        return json.loads(self.run_command(*arguments, "--json"))

    def test_modes(self):
        for mode, length, expected in [("auto", 1000000, "direct"), ("auto", 1000001, "hybrid"),
                                       ("direct", 1000, "direct"), ("hybrid", 1000, "hybrid"), ("hybrid", 0, "hybrid")]:
            content = bytes(i * i % 251 for i in range(length))
            said = self.seal(mode, content)
            self.assertEqual((said["mode"], said["length"]), (expected, length))
            self.assertEqual(said["size"], len(self.read("sealed")))
            for jobs in ("1", "3"):
                self.run_command("open", "--key", "alice.key", "--in", "sealed", "--out", "opened", "--jobs", jobs)
                self.assertEqual(self.read("opened"), content)

    def test_what_it_says(self):
        self.write("plain", bytes(1000))
        said = self.run_command("seal", "--key", "alice.pub", "--in", "plain", "--out", "sealed")
        self.assertIn("1000 bytes sealed into 23082 bytes in sealed: direct (chosen by length), 23.08 bytes for each byte",
                      said)

    def test_damage(self):
        self.seal("hybrid", bytes(200000), "good")
        good = self.read("good")
        chunks = HEAD + BLOCK + DIGEST
        step = 65536 + 16
        swapped = good[:chunks] + good[chunks + step:chunks + 2 * step] + good[chunks:chunks + step] + good[chunks + 2 * step:]
        opening = ("open", "--key", "alice.key", "--in", "bad")
        for bad, check in [(good[:-1], "SEAL.Open.C4"), (good + b"x", "SEAL.Open.C4"), (swapped, "SEAL.OpenHybrid.C1"),
                           (good[:-1] + bytes([good[-1] ^ 1]), "SEAL.OpenHybrid.C1"),
                           (good[:HEAD] + bytes([good[HEAD] ^ 1]) + good[HEAD + 1:], "SEAL.Open.C5"),
                           (b"x" + good[1:], "SEAL.Open.C1")]:
            self.write("bad", bad)
            self.refuse(check, *opening)
        self.write("bad", good)
        self.run_command(*opening, "--out", "out")
        self.assertEqual(self.read("out"), bytes(200000))
        self.refuse("SEAL.Open.C6", "open", "--key", "eve.key", "--in", "good")

    def delegate(self, name):
        self.run_command("delegate", "key", "--owner", "alice.pub", "--out", "bob")
        self.run_command("delegate", "owner", "--key", "alice.key", "--to", "bob.once.pub", "--in", name, "--out", "bob")
        self.run_command("delegate", "requester", "--key", "bob.once", "--share", "bob.share", "--out", "bob.answer")
        self.run_command("delegate", "cloud", "--grant", "bob.grant", "--answer", "bob.answer", "--out", "bob.rekey")

    def test_delegation(self):
        for mode in ("direct", "hybrid"):
            content = f"a record, {mode}".encode() * 100
            self.seal(mode, content, "record")
            self.seal(mode, content + b".", "other")
            self.delegate("record")
            said = json.loads(self.run_command("reseal", "--key", "bob.rekey", "--in", "record", "--out", "record.bob",
                                               "--json"))
            self.assertEqual(said["size"], len(self.read("record.bob")))
            self.run_command("open", "--key", "bob.once", "--in", "record.bob", "--out", "opened")
            self.assertEqual(self.read("opened"), content)
            self.refuse("SEAL.ReSeal.C3", "reseal", "--key", "bob.rekey", "--in", "other")
            self.refuse("SEAL.OpenReSealed.C3", "open", "--key", "alice.key", "--in", "record.bob")
            self.refuse("SEAL.Open.C6", "open", "--key", "bob.once", "--in", "record")
            self.write("cut", self.read("record.bob")[:-1])
            self.refuse("SEAL.Open.C4", "open", "--key", "bob.once", "--in", "cut")

    def test_wrong_files(self):
        self.seal("hybrid", b"a record", "record")
        self.delegate("record")
        self.run_command("delegate", "key", "--owner", "alice.pub", "--out", "carol")
        self.refuse("KEYFILE.C1", "reseal", "--key", "bob.grant", "--in", "record")
        self.refuse("KEYFILE.C4", "delegate", "requester", "--key", "carol.once", "--share", "bob.share")
        self.refuse("KEYFILE.C5", "delegate", "owner", "--key", "eve.key", "--to", "bob.once.pub", "--in", "record")
        self.run_command("seal", "--key", "eve.pub", "--in", "plain", "--out", "eves")
        self.refuse("SEAL.Open.C6", "delegate", "owner", "--key", "alice.key", "--to", "bob.once.pub", "--in", "eves")
        self.run_command("seal", "--key", "alice.pub", "--in", "plain", "--out", "x", "--mode", "none", status=2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emrshare", required=True)
    options, rest = parser.parse_known_args()
    options.emrshare = str(pathlib.Path(options.emrshare).resolve())
    sys.exit(not unittest.main(argv=[sys.argv[0], *rest], exit=False).result.wasSuccessful())
