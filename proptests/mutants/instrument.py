"""A copy of the sources in which mutants stand beside what they replace, chosen at run time by EMRSHARE_MUTANT.

With EMRSHARE_MUTANTS_REACHED=FILE a program writes the numbers of the mutants that it has come by: what does not come by
a mutant cannot notice it.

The sources themselves know nothing of it. Two kinds of mutants need no list: every named check of ref/ can be dropped
(its id is the mutant's), and every Rejection can be given another id (`ID#renamed`). The others are expressions,
{"id", "step", "file", "from", "to"}: `from` stands once in the file; if only a part of it is the expression, the part
is in «». "void" says that its value is not used.
"""
import re
import subprocess
import sys

HOOK = """#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace emrshare {

/// FNV-1a: numbers are compared in less time than names, and loops are full of mutants.
constexpr std::uint64_t number_of(std::string_view name) {
    std::uint64_t number = 0xcbf29ce484222325;
    for (const char c : name)
        number = (number ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return number;
}

consteval std::uint64_t constant_number_of(std::string_view name) {
    return number_of(name);
}

inline std::string_view chosen_mutant() {
    const char* const chosen = std::getenv("EMRSHARE_MUTANT");
    return chosen != nullptr ? chosen : "";
}

inline const std::uint64_t chosen_number = number_of(chosen_mutant());

inline const char* const reached_file = std::getenv("EMRSHARE_MUTANTS_REACHED");

/// A set of numbers to which threads add without locks: a number is in the first place from its own on that is free.
inline std::array<std::atomic<std::uint64_t>, 8192> reached{};

inline void note_reached(std::uint64_t number) {
    for (std::size_t at = number % reached.size();; at = (at + 1) % reached.size()) {
        std::uint64_t there = reached[at].load(std::memory_order_relaxed);
        if (there == number || (there == 0 && reached[at].compare_exchange_strong(there, number)) || there == number)
            return;
    }
}

struct ReachedWriter {
    ~ReachedWriter() {
        std::FILE* const file = reached_file != nullptr ? std::fopen(reached_file, "w") : nullptr;
        if (file == nullptr) return;
        for (const auto& number : reached)
            if (number != 0) std::fprintf(file, "%llx\\n", static_cast<unsigned long long>(number.load()));
        std::fclose(file);
    }
};

inline const ReachedWriter reached_writer;

inline bool mutant(std::uint64_t number) {
    if (reached_file != nullptr) note_reached(number);
    return number == chosen_number;
}

inline bool mutant(std::string_view check) {
    return mutant(number_of(check));
}

inline bool is_renamed(std::string_view check) {
    return mutant(number_of(std::string(check) + "#renamed"));
}

} // namespace emrshare
"""

# Where every named check goes through, and every Rejection. A check that is dropped is come by where it does not hold.
HOOKS = [
    ("ref/base/error.hpp", "if (!holds) throw", "if (!holds && !mutant(check)) throw"),
    ("ref/base/error.hpp", "check_(check),", 'check_(is_renamed(check) ? std::string_view("RENAMED") : check),'),
    ("ref/base/check.hpp", ": check.holds(subject) ? Verdict::holds",
     ": check.holds(subject) || mutant(check.id) ? Verdict::holds"),
    ("ref/base/check.hpp", "return check.holds(subject); });", "return check.holds(subject) || mutant(check.id); });"),
    ("ref/base/check.hpp", "if (first_.empty() && !check.holds(subject)) note",
     "if (first_.empty() && !check.holds(subject) && !mutant(check.id)) note"),
    ("ref/base/check.hpp", "{id, holds ? Verdict::holds", "{id, holds || mutant(id) ? Verdict::holds"),
    ("ref/base/check.hpp", "if (first_.empty() && !holds) note", "if (first_.empty() && !holds && !mutant(id)) note"),
]


def number_of(name):
    """As the function of the same name in HOOK."""
    number = 0xcbf29ce484222325
    for byte in name.encode():
        number = (number ^ byte) * 0x100000001b3 % 2**64
    return number


def place_of(text, name, old):
    """Where the expression of `old` begins and ends in a text that has `old` once, in whatever lines."""
    before, bracket, rest = old.partition("«")
    expression, _, after = rest.partition("»") if bracket else (old, "", "")
    before = before if bracket else ""
    parts = [re.sub(r"(\\\s)+", lambda _: r"\s+", re.escape(part)) for part in (before, expression, after)]
    found = list(re.finditer("{}({}){}".format(*parts), text))
    if len(found) != 1:
        sys.exit(f"{name}: '{old}' stands {len(found)} times in it, not once")
    return found[0].span(1)


def alternatives(expression, mutants):
    """The expression, or one of its mutants."""
    wrap = "void({})" if mutants[0].get("void") else "({})"
    text = wrap.format(expression)
    for m in mutants:
        text = f'::emrshare::mutant(::emrshare::constant_number_of("{m["id"]}")) ? {wrap.format(m["to"])} : {text}'
    return f"({text})"


def instrumented(name, text, mutants):
    """A file's text with all of its mutants."""
    for file, old, new in HOOKS:
        if file == name:
            begin, end = place_of(text, name, old)
            text = text[:begin] + new + text[end:]
    places = {}
    for m in mutants:
        places.setdefault(place_of(text, name, m["from"]), []).append(m)
    last = len(text)
    for (begin, end), group in sorted(places.items(), reverse=True):
        if end > last:
            sys.exit(f"{name}: the mutant {group[0]['id']} overlaps another")
        text = text[:begin] + alternatives(text[begin:end], group) + text[end:]
        last = begin
    include = '#include "base/mutant.hpp"\n'
    return text.replace("#pragma once\n", "#pragma once\n" + include, 1) if name.endswith(".hpp") else include + text


def write_if_changed(path, content):
    """A file that is as it was keeps its time, so that only what has changed is compiled again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def make_copy(root, target, mutants):
    """Copies the tracked and the new sources of `root`, with the mutants in them."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root,
                            check=True, capture_output=True).stdout.decode().split("\0")
    changed = {file for file, _, _ in HOOKS} | {m["file"] for m in mutants}
    for name in filter(None, listed):
        if not (root / name).is_file():
            continue
        content = (root / name).read_bytes()
        if name in changed:
            own = [m for m in mutants if m["file"] == name]
            content = instrumented(name, content.decode(), own).encode()
        write_if_changed(target / name, content)
    write_if_changed(target / "ref/base/mutant.hpp", HOOK.encode())


def named_checks(root):
    """The ids of all checks of ref/ with their files, and those of them for which nothing but a throw stands: they can be
    renamed, not dropped."""
    check_id = r'"([A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*\.C[0-9]+)"'
    files, places, thrown = {}, {}, {}
    for path in sorted((root / "ref").rglob("*.[ch]pp")):
        if path.name == "outcome.cpp":  # names of what SIG.Verify decides by itself: mutants.json changes those places
            continue
        text = path.read_text()
        for check in re.findall(check_id, text):
            files.setdefault(check, path.relative_to(root).as_posix())
            places[check] = places.get(check, 0) + 1
        for before in (r"throw Rejection\(\s*", r"uniform_unit\([^;]*?", r"require_inverse\([^;]*?"):
            for check in re.findall(before + check_id, text):
                thrown[check] = thrown.get(check, 0) + 1
    return files, {check for check, count in thrown.items() if count == places[check]}
