"""Breaches of the protocol. The values are right."""

import json
import os
import signal
import sys
import time

import adapter
from registry import Failure, Run, fault
from tampering import change_answers, change_hello, change_lines, replace

# Long enough for the start of an interpreter on a busy machine.
TIMEOUT = ("--timeout", "5")
# Five vectors; of those a process that breaks at its third answers 0, 1, 3 and 4.
THIRD = "xof.any.both.json#random "
ANSWERED_BEFORE_OR_AFTER = tuple(THIRD + str(i) for i in (0, 1, 3, 4))


def raw(text: str) -> None:
    """Writes and flushes text as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()


def write_at_end(lines: list) -> None:
    """Write lines after the input has ended."""
    good = adapter.main

    def main():
        status = good()
        raw("".join(json.dumps(line) + "\n" for line in lines))
        return status

    replace(good, main)


def at_third(way: str, reason: str = "", options: tuple = ()) -> Run:
    """The third of five vectors finds the adapter broken; it is started again, and the others pass."""
    return Run("xof", filter="random", status=3, options=options, passes=ANSWERED_BEFORE_OR_AFTER, failures=(
        Failure("xof.any", way, outcome="broken", reason=reason, comments=("random 2",)),))


def instead_of_third(write) -> None:
    """Let write(line) write the answer to the third request."""
    change_lines(lambda count, line, good: write(line) if count == 3 else good(line))


@fault("the third answer comes after the time limit", at_third("hang", "no whole line within 5 s", TIMEOUT))
def late_answer():
    def write(line):
        time.sleep(60)
        raw(json.dumps(line) + "\n")

    instead_of_third(write)


@fault("the answer to the third request has no line feed", at_third("hang", "no whole line within 5 s", TIMEOUT))
def no_line_feed():
    instead_of_third(lambda line: raw(json.dumps(line)))


@fault("the third request ends the process", at_third("crash", "before a byte of the answer"))
def dies_at_third():
    instead_of_third(lambda line: os._exit(1))


@fault("the third request ends the process by a signal", at_third("crash", "before a byte of the answer"))
def killed_at_third():
    instead_of_third(lambda line: os.kill(os.getpid(), signal.SIGSEGV))


@fault("the third answer ends in the middle, and the process with it", at_third("half a line"))
def half_a_line():
    def write(line):
        raw(json.dumps(line)[:40])
        os._exit(0)

    instead_of_third(write)


@fault("the third answer is no JSON", at_third("garbage", "not JSON"))
def garbage_line():
    instead_of_third(lambda line: raw("Segmentation fault\n"))


@fault("the third answer is an array", at_third("garbage", "no JSON object"))
def array_line():
    instead_of_third(lambda line: raw(json.dumps([line]) + "\n"))


@fault("a line for debugging is printed before the third answer", at_third("garbage", "'computing xof...'"))
def debug_line_before():
    def write(line):
        raw("computing xof...\n" + json.dumps(line) + "\n")

    instead_of_third(write)


@fault("a line for debugging is printed after the third answer",
       at_third("answer too many", "output that nobody asked for"))
def debug_line_after():
    def write(line):
        raw(json.dumps(line) + "\n" + "done\n")
        # Both lines are there before the validator makes its next request.
        time.sleep(0.2)

    instead_of_third(write)


@fault("the third answer is longer than 16 MiB", at_third("huge line", "more than 16 MiB"))
def huge_line():
    instead_of_third(lambda line: raw(json.dumps(line) + " " * (16 << 20) + "\n"))


@fault("the third request is answered twice", at_third("answer too many"))
def answers_twice():
    instead_of_third(lambda line: raw(2 * (json.dumps(line) + "\n")))


@fault("the third answer has the id of the next request",
       at_third("wrong id", "an answer to a request that was never made"))
def wrong_id():
    instead_of_third(lambda line: raw(json.dumps(line | {"id": line["id"] + 1}) + "\n"))


@fault("the third answer has its id as a string", at_third("garbage", "no integer 'id'"))
def id_as_string():
    instead_of_third(lambda line: raw(json.dumps(line | {"id": str(line["id"])}) + "\n"))


@fault("the third answer has a member that the protocol does not know",
       at_third("garbage", "a member that the protocol does not know: time"))
def unknown_member():
    instead_of_third(lambda line: raw(json.dumps(line | {"time": 0.1}) + "\n"))


@fault("the third answer has a member twice", at_third("garbage", "not JSON"))
def member_twice():
    instead_of_third(lambda line: raw(json.dumps(line)[:-1] + ', "outputs": {}}\n'))


@fault("the third answer is empty", at_third("garbage", "exactly one of"))
def nothing_answered():
    instead_of_third(lambda line: raw(json.dumps({"type": "answer", "id": line["id"]}) + "\n"))


@fault("the third answer is not UTF-8", at_third("garbage", "not JSON"))
def not_utf_8():
    def write(line):
        sys.stdout.buffer.write(b'{"type": "answer", "id": %d, "unsupported": "\xff"}\n' % line["id"])
        sys.stdout.flush()

    instead_of_third(write)


@fault("the third answer is no JSON, and the part of it that the report shows would end within a character",
       at_third("garbage", "not JSON"))
def garbage_beyond_ascii():
    instead_of_third(lambda line: raw("a" * 59 + "é and so on\n"))


@fault("answers are buffered until the input ends",
       Run("xof", filter="random 0", status=3, options=TIMEOUT, failures=(
           Failure("xof.any", "hang", outcome="broken", comments=("random 0",)),)))
def no_flush():
    kept = []
    change_lines(lambda count, line, good: kept.append(line) if count else good(line))
    write_at_end(kept)


@fault("even the handshake is buffered until the input ends",
       Run("xof", filter="random 0", status=3, options=TIMEOUT, given_up="hang: in the handshake", failures=(
           Failure("xof.any", outcome="not run", comments=("random 0",)),)))
def no_flush_at_all():
    kept = []
    change_lines(lambda count, line, good: kept.append(line))
    write_at_end(kept)


@fault("every request ends the process",
       Run("xof", status=3, given_up="10 vectors in a row found the adapter broken", failures=(
           Failure("xof.any", "crash", outcome="broken", comments=("no parts", "random 1")),
           Failure("xof.any", outcome="not run", comments=("random 2", "random 4")))))
def dies_always():
    change_answers(lambda request, line: os._exit(1))


@fault("the exit status at the end is 3",
       Run("xof", status=3, endings="exit status", passes=("xof",)))
def exit_status():
    good = adapter.main
    replace(good, lambda: good() or 3)


@fault("something is printed at the end",
       Run("xof", status=3, failures=(
           Failure("xof.any", "answer too many", outcome="broken", reason="after the last answer",
                   comments=("random 4",)),),
           passes=("xof.any.both.json#random 3", "xof.any.both.json#no parts")))
def says_goodbye():
    good = adapter.main

    def main():
        status = good()
        raw("12 requests answered\n")
        return status

    replace(good, main)


@fault("the process goes on after its input has ended",
       Run("xof", filter="random", status=3, options=TIMEOUT, endings="hang", passes=("xof",)))
def goes_on():
    good = adapter.main

    def main():
        good()
        time.sleep(60)

    replace(good, main)


@fault("an operation is misspelt in the handshake",
       Run("enc xof", status=3, given_up="no operation is named 'kem-decap'", failures=(
           Failure("enc.toy-64", outcome="not run", comments=("random 0",)),
           Failure("xof.any", outcome="not run"))))
def operation_misspelt():
    change_hello(lambda line: line["operations"].__setitem__(line["operations"].index("kem-decaps"), "kem-decap"))


@fault("the handshake says that it is of protocol 2",
       Run("xof", status=3, given_up="protocol is not 1", failures=(Failure("xof.any", outcome="not run"),)))
def other_protocol():
    change_hello(lambda line: line.update(protocol=2))


@fault("the handshake names the profile `both`",
       Run("xof", status=3, given_up="'both' is no profile", failures=(Failure("xof.any", outcome="not run"),)))
def profile_both():
    change_hello(lambda line: line["profiles"].append("both"))


@fault("the sets of the handshake leave out `any`",
       Run("xof enc", status=0, passes=("enc",), failures=(
           Failure("xof.any", outcome="unsupported", reason="not announced in the handshake"),)),
       Run("xof enc", options=("--require", "xof", "--require", "enc"), passes=("enc",), unmet=("xof",), failures=(
           Failure("xof.any", outcome="unsupported"),)))
def set_not_announced():
    change_hello(lambda line: line["sets"].remove("any"))


@fault("everything that was announced is answered as unsupported",
       Run("enc xof", failures=(
           Failure("enc.toy-64", outcome="unsupported", reason="later", comments=("random 0",)),
           Failure("xof.any", outcome="unsupported"))),
       Run("enc xof", options=("--require", "enc"), unmet=("enc",), failures=(
           Failure("enc.toy-64", outcome="unsupported"),
           Failure("xof.any", outcome="unsupported"))))
def nothing_supported():
    change_answers(lambda request, line: {"type": "answer", "id": line["id"], "unsupported": "later"})


@fault("what ought to be refused is answered as unsupported",
       Run("enc", status=0, passes=("enc.toy-64.both.json#random",), failures=(
           Failure("enc.toy-64", outcome="unsupported", reason="odd inputs",
                   comments=("pk one byte short", "pk not reduced", "M one byte short", "M one byte long",
                             "no coins")),)),
       Run("enc xof", options=("--require", "enc", "--require", "xof"), unmet=("enc",), passes=("xof",), failures=(
           Failure("enc.toy-64", outcome="unsupported"),)))
def refusals_avoided():
    def change(request, line):
        if "rejected" in line:
            return {"type": "answer", "id": line["id"], "unsupported": "odd inputs"}
        return line

    change_answers(change)
