#!/usr/bin/env python3
"""Runs `emrshare campaign`, kat/campaign/parallel and kat/campaign/slurm.sbatch from outside, at toy-64.

    test_campaign.py --emrshare PATH [TEST]...

What is chosen at random depends on EMRSHARE_TEST_SEED, which a failure prints.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SEED = int(os.environ.get("EMRSHARE_TEST_SEED", random.SystemRandom().getrandbits(32)))
LONGEST = 600
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
emrshare = ""  # the program, from the command line

# A campaign of each kind, with both profiles.
CAMPAIGNS = {
    "failure-rate": ["failure-rate", "--units", 7],
    "failure-rate as printed": ["failure-rate", "--profile", "as-printed", "--units", 7],
    "accumulate": ["accumulate", "--units", 70],
    "accumulate as printed": ["accumulate", "--profile", "as-printed", "--units", 300],
    "attack": ["attack", "lemma2", "--samples", 5, "--units", 7],
}


class Done:
    """What a command led to."""

    def __init__(self, process):
        self.status, self.out, self.err = process.returncode, process.stdout, process.stderr
        self.said = f"{' '.join(process.args)}: {self.status}\n{self.out}{self.err}"

    @property
    def json(self):
        return json.loads(self.out)


def command(*arguments, **options):
    return Done(subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               timeout=LONGEST, **options))


def campaign(*arguments):
    return command(emrshare, "campaign", *arguments)


def digest_of(content):
    """What the program writes as the digest of a file: SHA3-256 of its other members without spaces."""
    rest = {name: value for name, value in content.items() if name != "digest"}
    return hashlib.sha3_256(json.dumps(rest, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


class CampaignTest(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(f"{SEED} {self.id()}")
        temporary = tempfile.TemporaryDirectory(prefix="emrshare-campaign-")
        self.addCleanup(temporary.cleanup)
        self.base = pathlib.Path(temporary.name)

    def good(self, *arguments):
        done = campaign(*arguments)
        self.assertEqual(done.status, 0, done.said)
        return done

    def refused(self, check, words, *arguments):
        """Exit code 1, the check, and each word in the reason."""
        done = campaign(*arguments)
        self.assertEqual(done.status, 1, done.said)
        self.assertIn(f"[{check}]", done.err, done.said)
        for word in words:
            self.assertIn(str(word), done.err, done.said)

    def shards(self, count, arguments, name="shard"):
        """The files of all shards of a campaign."""
        files = []
        for i in range(1, count + 1):
            files.append(self.base / f"{name}-{i}.json")
            self.good(*arguments, "--shard", f"{i}/{count}", "--out", files[-1])
        return files

    def single(self, arguments, name="single.json"):
        """One run of the whole: the bytes of its file."""
        self.good(*arguments, "--out", self.base / name)
        return (self.base / name).read_bytes()

    def changed(self, file, **members):
        """A copy of a file with other members and the digest that goes with them."""
        content = json.loads(file.read_text()) | members
        content["digest"] = digest_of(content)
        copy = self.base / f"changed-{self.random.getrandbits(64):x}.json"
        copy.write_text(json.dumps(content))
        return copy


class Division(CampaignTest):
    def test_merged_shards_are_the_single_run(self):
        for name, arguments in CAMPAIGNS.items():
            with self.subTest(name):
                seed = ["--seed", f"{self.random.getrandbits(256):064x}"]
                whole = self.single([*arguments, *seed, "--jobs", 2])
                files = self.shards(3, [*arguments, *seed, "--jobs", 1])
                self.random.shuffle(files)
                self.good("merge", *files, "--out", self.base / "merged.json")
                self.assertEqual((self.base / "merged.json").read_bytes(), whole)
                # It depends on the seed: otherwise the comparison would show nothing.
                (self.base / "single.json").unlink()
                self.assertNotEqual(self.single([*arguments, "--seed", "01" * 32]), whole)
                for file in self.base.iterdir():
                    file.unlink()

    def test_more_shards_than_units(self):
        arguments = ["failure-rate", "--units", 2]
        whole = self.single(arguments)
        self.good("merge", *self.shards(5, arguments), "--out", self.base / "merged.json")
        self.assertEqual((self.base / "merged.json").read_bytes(), whole)

    def test_rows(self):
        self.single(CAMPAIGNS["failure-rate"])
        shown = self.good("show", self.base / "single.json", "--json").json
        rows = {(row["variant"], row["quantity"]): row for row in shown["rows"]}
        self.assertEqual(rows["requester", "blocks that are read wrongly"]["measured"]["value"], 0)
        self.assertTrue(shown["as_expected"])
        # The control: as printed, what is re-encrypted is read wrongly.
        self.single(CAMPAIGNS["failure-rate as printed"], "printed.json")
        shown = self.good("show", self.base / "printed.json", "--json").json
        rows = {(row["variant"], row["quantity"]): row for row in shown["rows"]}
        self.assertEqual(rows["requester", "blocks that are read wrongly"]["measured"]["value"], 1)
        self.assertEqual(rows["owner", "blocks that are read wrongly"]["measured"]["value"], 0)
        # One wrong block of the corrected profile is not as expected.
        content = json.loads((self.base / "single.json").read_text())
        sums = content["tally"]["sums"]
        sums["requester"][1] = "1"
        done = campaign("show", self.changed(self.base / "single.json", tally=content["tally"]))
        self.assertEqual(done.status, 1, done.said)
        self.assertIn("NOT AS EXPECTED", done.out)


class Resuming(CampaignTest):
    ARGUMENTS = ["failure-rate", "--units", 400, "--jobs", 1, "--checkpoint", 0]

    def test_killed_and_resumed(self):
        out = self.base / "killed.json"
        process = subprocess.Popen([emrshare, "campaign", *map(str, self.ARGUMENTS), "--out", str(out)],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        stop = time.monotonic() + LONGEST
        while not (out.exists() and json.loads(out.read_text())["done"] >= 5):
            self.assertIsNone(process.poll(), "it ended before it could be killed")
            self.assertLess(time.monotonic(), stop)
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed_at = json.loads(out.read_text())["done"]
        self.assertLess(killed_at, 400, "it ended before it was killed")
        self.refused("CAMPAIGN.Merge.C2", ["killed.json", f"done is {killed_at}, not 400"], "merge", out)
        resumed = self.good(*self.ARGUMENTS, "--out", out, "--json").json
        self.assertEqual((resumed["resumed_at"], resumed["done"]), (killed_at, 400))
        self.assertEqual(out.read_bytes(), self.single(["failure-rate", "--units", 400]))
        again = self.good(*self.ARGUMENTS, "--out", out, "--json").json
        self.assertEqual(again["resumed_at"], 400)

    def test_other_arguments_are_refused(self):
        out = self.base / "shard.json"
        arguments = {"--units": 4, "--seed": "02" * 32, "--shard": "1/2", "--set": "toy-64", "--profile": "corrected"}

        def run(kind="failure-rate", **others):
            options = arguments | {f"--{name}": value for name, value in others.items()}
            return [kind, *(text for option in options.items() for text in option), "--out", out]

        self.good(*run())
        written = out.read_bytes()
        self.good(*run())
        for field, others in {"units": {"units": 5}, "seed": {"seed": "03" * 32}, "units are": {"shard": "2/2"},
                              "set": {"set": "small-256"}, "profile": {"profile": "as-printed"},
                              "campaign": {"kind": "accumulate"}}.items():
            self.refused("CAMPAIGN.Resume.C1", [out, field], *run(**others))
        self.assertEqual(out.read_bytes(), written)
        out.write_bytes(written[:-9])
        self.refused("CAMPAIGN.File.C1", [out], *run())

    def test_other_experiments_are_refused(self):
        out = self.base / "shard.json"
        self.good("attack", "strip", "--samples", 2, "--units", 2, "--out", out)
        self.refused("CAMPAIGN.Resume.C1", [out, "samples"], "attack", "strip", "--samples", 3, "--units", 2, "--out", out)
        self.refused("CAMPAIGN.Resume.C1", [out, "experiment"], "attack", "onward", "--samples", 2, "--units", 2, "--out",
                     out)


class Foreign(CampaignTest):
    """Shards that do not belong together; each with the set that does as its control."""

    def setUp(self):
        super().setUp()
        self.arguments = ["failure-rate", "--units", 6, "--seed", "04" * 32]
        self.files = self.shards(3, self.arguments)

    def tearDown(self):
        self.good("merge", *self.files)

    def test_duplicates_and_gaps(self):
        a, b, c = self.files
        self.refused("CAMPAIGN.Merge.C3", [b, "units 2 to 3"], "merge", a, b, b, c)
        self.refused("CAMPAIGN.Merge.C4", ["units 0 to 1"], "merge", b, c)
        self.refused("CAMPAIGN.Merge.C4", ["units 2 to 3"], "merge", a, c)
        self.refused("CAMPAIGN.Merge.C4", ["units 4 to 5"], "merge", a, b)
        overlapping = self.base / "overlapping.json"
        self.good(*self.arguments, "--shard", "2/2", "--out", overlapping)  # units 3 to 5
        self.refused("CAMPAIGN.Merge.C3", [overlapping, "unit"], "merge", a, b, overlapping)

    def test_other_campaigns(self):
        others = {"seed": ["failure-rate", "--units", 6, "--seed", "05" * 32],
                  "units": ["failure-rate", "--units", 7, "--seed", "04" * 32],
                  "profile": [*self.arguments, "--profile", "as-printed"],
                  "set": [*self.arguments, "--set", "small-256"],
                  "campaign": ["accumulate", "--units", 6, "--seed", "04" * 32]}
        for field, arguments in others.items():
            other = self.base / f"{field}.json"
            self.good(*arguments, "--shard", "3/3", "--out", other)
            self.refused("CAMPAIGN.Merge.C1", [other, field], "merge", *self.files[:2], other)

    def test_damaged_files(self):
        text = self.files[1].read_text()
        damaged = self.base / "damaged.json"

        def refused(check, content, *words):
            damaged.write_text(content)
            self.refused(check, [damaged, *words], "merge", self.files[0], damaged, self.files[2])

        refused("CAMPAIGN.File.C1", text[:len(text) // 2])
        refused("CAMPAIGN.File.C1", "")
        refused("CAMPAIGN.File.C1", "[]")
        for _ in range(20):  # one digit of a number or a seed
            places = [i for i, c in enumerate(text) if c.isdigit()]
            place = self.random.choice(places)
            digit = self.random.choice([d for d in "123456789" if d != text[place]])
            damaged.write_text(text[:place] + digit + text[place + 1:])
            done = campaign("merge", self.files[0], damaged, self.files[2])
            self.assertEqual(done.status, 1, done.said)
            self.assertRegex(done.err, r"\[CAMPAIGN\.File\.C[12]\]", f"place {place}, digit {digit}")

    def test_members(self):
        """Files that somebody else has written, with a digest that is right."""
        control = self.changed(self.files[1])
        self.good("merge", self.files[0], control, self.files[2])
        content = json.loads(self.files[1].read_text())
        tally = content["tally"]
        wrong = [("format", "emrshare-campaign-0"), ("version", "0.0.9"), ("campaign", "none"), ("set", "toy-63"),
                 ("profile", "both"), ("experiment", "strip"), ("samples", 1), ("seed", "04"), ("units", 0),
                 ("units", "6"), ("units", -6), ("first", 7), ("end", 1), ("done", 5), ("done", 1.5), ("more", 1),
                 ("tally", []), ("tally", tally | {"sums": []}), ("tally", tally | {"values": {"x": [None]}}),
                 ("tally", tally | {"sums": {"owner": [1]}}), ("tally", tally | {"sums": {"owner": ["01"]}})]
        for member, value in wrong:
            with self.subTest(member=member, value=value):
                other = self.changed(self.files[1], **{member: value})
                self.refused("CAMPAIGN.File.C1", [other], "merge", self.files[0], other, self.files[2])
        other = self.changed(self.files[1], tally=tally | {"sums": {"owner": ["1"]}})
        self.refused("CAMPAIGN.File.C3", ["owner"], "merge", self.files[0], other, self.files[2])

    def test_experiments_that_cannot_be_divided(self):
        self.refused("CAMPAIGN.Attack.C1", ["equivocate", "lemma2", "zonotope"], "attack", "equivocate", "--units", 2,
                     "--out", self.base / "x.json")
        self.assertFalse((self.base / "x.json").exists())

    def test_usage(self):
        out = ["--out", self.base / "x.json"]
        for shard in ("0/3", "4/3", "1", "1/", "/3", "1/3/5", "a/b", "-1/3", "1/1000001"):
            done = campaign("failure-rate", "--units", 6, "--shard", shard, *out)
            self.assertEqual(done.status, 2, done.said)
        self.assertEqual(campaign("attack", "none", "--units", 6, *out).status, 2)
        self.assertEqual(campaign("failure-rate", "--units", 0, *out).status, 2)


class Scripts(CampaignTest):
    ARGUMENTS = ["failure-rate", "--units", "9"]

    def test_parallel(self):
        script = [ROOT / "kat/campaign/parallel", "--shards", 3, "--out", self.base / "folder", "--emrshare", emrshare,
                  "--jobs", 2]
        done = command(*script, "--", *self.ARGUMENTS)
        self.assertEqual(done.status, 0, done.said)
        self.assertEqual((self.base / "folder/campaign.json").read_bytes(), self.single(self.ARGUMENTS))
        # A shard that is missing is run again, and no other.
        (self.base / "folder/shard-2.json").unlink()
        kept = (self.base / "folder/shard-1.json").read_bytes()
        done = command(*script, "--", *self.ARGUMENTS)
        self.assertEqual(done.status, 0, done.said)
        self.assertEqual((self.base / "folder/shard-1.json").read_bytes(), kept)
        # A shard that fails is no success.
        (self.base / "folder/shard-2.json").write_text("{}")
        done = command(*script, "--", *self.ARGUMENTS)
        self.assertNotEqual(done.status, 0, done.said)
        self.assertIn("CAMPAIGN.File.C1", done.err)

    def test_parallel_on_hosts(self):
        """Hosts are reached by a program that stands for ssh: it starts the command here, and says which shell, as sshd does."""
        ssh = self.base / "ssh"
        ssh.write_text('#!/bin/bash\necho "$1" >> "${0%/*}/hosts"\nshift\n[[ $1 != -- ]] || shift\nSHELL=/bin/bash exec bash -c "$*"\n')
        ssh.chmod(0o755)
        done = command(ROOT / "kat/campaign/parallel", "--shards", 4, "--out", self.base / "folder", "--emrshare", emrshare,
                       "--ssh", ssh, "--sshlogin", "1/alpha,1/beta", "--", *self.ARGUMENTS)
        self.assertEqual(done.status, 0, done.said)
        self.assertEqual((self.base / "folder/campaign.json").read_bytes(), self.single(self.ARGUMENTS))
        self.assertEqual(set((self.base / "hosts").read_text().split()), {"alpha", "beta"})

    def test_slurm(self):
        def task(number):
            return command("bash", ROOT / "kat/campaign/slurm.sbatch", self.base / "folder", *self.ARGUMENTS,
                           env=os.environ | {"EMRSHARE": emrshare, "SLURM_ARRAY_TASK_ID": str(number),
                                             "SLURM_ARRAY_TASK_MAX": "3"})

        for number in (3, 1, 2):
            done = task(number)
            self.assertEqual(done.status, 0, done.said)
        files = sorted((self.base / "folder").iterdir())
        self.good("merge", *files, "--out", self.base / "merged.json")
        self.assertEqual((self.base / "merged.json").read_bytes(), self.single(self.ARGUMENTS))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--emrshare", required=True)
    known, rest = parser.parse_known_args()
    emrshare = str(pathlib.Path(known.emrshare).resolve())
    print(f"EMRSHARE_TEST_SEED={SEED}", file=sys.stderr)
    unittest.main(argv=[sys.argv[0], *rest])
