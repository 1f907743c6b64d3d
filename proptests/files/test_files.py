#!/usr/bin/env python3
"""Files on the command line: seal, open, delegate, reseal; what any command does to the files that it reads and writes,
and what it says to options that are none.

    test_files.py --emrshare PATH

Of the specification: SEAL.Seal, SEAL.Open, SEAL.SealHybrid, SEAL.OpenHybrid, SEAL.ReSeal, SEAL.OpenReSealed.
"""

import argparse
import json
import os
import pathlib
import resource
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

SET = "toy-64"
OLD = b"what was here before"
HEAD, BLOCK, DIGEST = 50, 184, 32  # bytes of toy-64
ELL = 23  # bits of a coefficient
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
    def run_command(cls, *arguments, status=0, **others):
        """What the command says."""
        done = subprocess.run([options.emrshare, *arguments], cwd=cls.folder, capture_output=True, text=True, **others)
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

    def seal(self, mode, content, name="sealed", key="alice.pub"):
        self.write("plain", content)
        arguments = ("seal", "--key", key, "--in", "plain", "--out", name, "--mode", mode)
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
        self.run_command("delegate", "key", "--owner", "alice.pub", "--out", "bob", "--force")
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

    def changed(self, name, **members):
        """A copy of a key file with other members."""
        self.write("changed", json.dumps(json.loads(self.read(name)) | members).encode())
        return "changed"

    def damages(self, name, bit, *symbols):
        """Copies of a key file in which a bit of one coefficient of a member is lost."""
        for symbol in symbols:
            value = int.from_bytes(bytes.fromhex(json.loads(self.read(name))[symbol]), "little")
            bits = [ELL * i + bit for i in range(BLOCK * 8 // ELL) if value >> (ELL * i + bit) & 1]
            for lost in (bits[0], bits[len(bits) // 2], bits[-1]):
                yield symbol, self.changed(name, **{symbol: (value ^ 1 << lost).to_bytes(BLOCK, "little").hex()})

    def test_damaged_keys(self):
        self.seal("hybrid", b"a record", "record")
        self.seal("hybrid", b"a record", "eves", "eve.pub")
        self.delegate("record")
        self.run_command("reseal", "--key", "bob.rekey", "--in", "record", "--out", "record.bob")
        for bit in (0, 15):
            for symbol, bad in self.damages("alice.key", bit, "f", "w", "F", "W", "pk"):
                with self.subTest(key="alice", symbol=symbol, bit=bit):
                    self.refuse("KEYFILE.C6", "open", "--key", bad, "--in", "record")
                    self.refuse("KEYFILE.C6", "delegate", "owner", "--key", bad, "--to", "bob.once.pub", "--in", "record")
            # A pk that is off by 1 is a key of f, too, but not the one for which the file is.
            symbols = ("f", "pk") if bit != 0 else ("f",)
            for symbol, bad in self.damages("eve.key", bit, *symbols):
                with self.subTest(key="eve", symbol=symbol, bit=bit):
                    self.refuse("KEYFILE.C6", "open", "--key", bad, "--in", "eves")
            for symbol, bad in self.damages("bob.once", bit, *symbols):
                with self.subTest(key="bob", symbol=symbol, bit=bit):
                    self.refuse("KEYFILE.C6", "open", "--key", bad, "--in", "record.bob")
                    self.refuse("KEYFILE.C6", "delegate", "requester", "--key", bad, "--share", "bob.share")
        nothing = "00" * (len(json.loads(self.read("eve.key"))["f"]) // 2)
        self.refuse("KEYFILE.C6", "open", "--key", self.changed("eve.key", f=nothing), "--in", "eves")
        # A pair that fits, with somebody else's basis.
        eves = json.loads(self.read("eve.key"))
        self.refuse("KEYFILE.C6", "open", "--key", self.changed("alice.key", f=eves["f"], pk=eves["pk"]), "--in", "record")

    def test_what_is_no_regular_file(self):
        self.seal("hybrid", b"a record", "record")
        os.mkfifo(self.folder / "fifo")
        (self.folder / "folder").mkdir()
        (self.folder / "link").symlink_to("record")
        (self.folder / "lost").symlink_to("nowhere")
        commands = [("seal", "--key", "alice.pub", "--in", "plain"), ("open", "--key", "alice.key", "--in", "record"),
                    ("setup", "--force", "--set", SET), ("campaign", "accumulate", "--units", "1")]
        for name, is_kept in [("fifo", stat.S_ISFIFO), ("folder", stat.S_ISDIR), ("link", stat.S_ISLNK),
                              ("lost", stat.S_ISLNK)]:
            for command in commands:
                with self.subTest(name=name, command=command[0]):
                    said = self.run_command(*command, "--out", name, status=1, timeout=60)
                    self.assertIn(f"{name}: what has this name is no regular file", said)
                    self.assertIn("[FILE.C2]", said)
                    self.assertTrue(is_kept((self.folder / name).lstat().st_mode))
        self.assertFalse((self.folder / "nowhere").exists())
        # Before anything is read or computed: the master key is none.
        (self.folder / "taken.pub").mkdir()
        self.write("no.master", b"{}")
        for out in ("taken", "missing/alice", "record/alice"):
            said = self.run_command("keygen", "--master", "no.master", "--id", "a", "--out", out, status=1)
            self.assertIn("[FILE.C2]", said)
        self.assertFalse((self.folder / "taken.key").exists())

    def test_keys_that_are_there(self):
        for name in ("there.key", "one.pub", "two.once", "three.once.pub"):
            self.write(name, OLD)
        self.write("no.master", b"{}")
        keygen = ("keygen", "--master", "no.master", "--id", "a", "--out")
        one_time = ("delegate", "key", "--owner", "alice.pub", "--out")
        for command in [("setup", "--out", "there.key"), (*keygen, "there"), (*keygen, "one"), (*one_time, "two"),
                        (*one_time, "three")]:
            self.assertIn("[FILE.C3]", self.run_command(*command, status=1))
        for name in ("there.key", "one.pub", "two.once", "three.once.pub"):
            self.assertEqual(self.read(name), OLD)
        self.run_command("setup", "--set", SET, "--out", "there.key", "--force")
        self.run_command("keygen", "--master", "there.key", "--id", "a", "--out", "one", "--force")
        self.run_command(*one_time, "two", "--force")
        self.seal("hybrid", b"a record", "record", "one.pub")
        self.run_command("open", "--key", "one.key", "--in", "record", "--out", "opened")

    def test_pairs(self):
        """Of two files that belong together, the second cannot be written: it would be longer than is allowed."""
        self.seal("hybrid", b"a record", "record")
        self.delegate("record")
        share, grant = self.read("bob.share"), self.read("bob.grant")
        self.assertLess(len(share), len(grant))

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(share), len(share)))

        for out in ("bob", "half"):
            said = self.run_command("delegate", "owner", "--key", "alice.key", "--to", "bob.once.pub", "--in", "record",
                                    "--out", out, status=1, preexec_fn=limit)
            self.assertIn("[FILE.C2]", said)
        self.assertEqual((self.read("bob.share"), self.read("bob.grant")), (share, grant))
        left = [path.name for path in self.folder.glob("*.*.*")]
        self.assertEqual([name for name in left if not name.endswith(".once.pub")] + list(self.folder.glob("half*")), [])

    def test_signals(self):
        """What ends a command takes the half-written file with it, which may be a plaintext."""
        self.seal("direct", bytes(2000000), "long")
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            for command in [("seal", "--key", "alice.pub", "--in", "plain", "--mode", "direct"),
                            ("open", "--key", "alice.key", "--in", "long")]:
                with self.subTest(signal=number, command=command[0]):
                    self.write("out", OLD)
                    process = subprocess.Popen(
                        [options.emrshare, *command, "--out", "out", "--jobs", "1"], cwd=self.folder,
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))  # it may be ignored here
                    while not list(self.folder.glob("out.*")):
                        self.assertIsNone(process.poll(), "it ended before it could be stopped")
                        time.sleep(0.001)
                    process.send_signal(number)
                    self.assertEqual(process.wait(), -number)
                    self.assertEqual([path.name for path in self.folder.glob("out*")], ["out"])
                    self.assertEqual(self.read("out"), OLD)

    def test_usage(self):
        for arguments in [("setup", "--set", "bogus", "--out", "x"), ("setup", "--coins", "zz", "--out", "x"),
                          ("setup", "--coins", "00", "--out", "x"),
                          ("keygen", "--master", "mn.master", "--id", "a", "--out", "x", "--coins", "00"),
                          ("params", "show", "bogus"), ("params", "check", "--set", "bogus"),
                          ("kat", "export", "--format", "0", "--prompts", "x"),
                          ("ledger", "show", "--wait", "nan"), ("campaign", "accumulate", "--units", "1", "--out", "x",
                                                                "--checkpoint", "nan"),
                          ("kat", "validate", "--adapter", "true", "--timeout", "nan"),
                          ("props", "--adapter", "true", "--timeout", "nan")]:
            with self.subTest(arguments=arguments):
                self.run_command(*arguments, status=2)
        self.assertFalse((self.folder / "x").exists())
        self.assertIn("foo not in {json,nist}", self.run_command("kat", "export", "--format", "foo", "--prompts", "x", status=2))
        for command in ("params", "campaign"):
            self.assertIn(f"Example: emrshare {command} ", self.run_command(command, "--help"))

    def test_engine(self):
        for name, status in (("foo", 2), ("ntt", 0)):
            said = self.run_command("params", "list", status=status, env=os.environ | {"EMRSHARE_ENGINE": name})
            if status != 0:
                self.assertIn("EMRSHARE_ENGINE: 'foo' is none of flint, ntt", said)

    def test_folders(self):
        (self.folder / "empty").mkdir()
        self.assertIn("[KAT.File.C3]", self.run_command("kat", "index", "--vectors", "empty", status=1))
        for command in [("kat", "verify"), ("kat", "index"), ("kat", "export", "--prompts", "x")]:
            self.assertIn("vectors: it cannot be read as a folder", self.run_command(*command, status=1))
        said = self.run_command("kat", "generate", "--op", "xof", "--out", "mn.master/below", status=1)
        self.assertIn("mn.master/below: it cannot be made as a folder: Not a directory [FILE.C2]", said)

    def test_wrong_files(self):
        self.seal("hybrid", b"a record", "record")
        self.delegate("record")
        self.run_command("delegate", "key", "--owner", "alice.pub", "--out", "carol", "--force")
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
