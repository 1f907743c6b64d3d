"""Which public functions of ref/ say where they come from.

A public function is one that a header of ref/ declares, at namespace level or in the public part of a class. It has a
source if its description, that of its group (@name, @{), of its class or of its header (@file), or its definition names a
step, an algorithm or a section of the specification, an equation of the paper (EQ.), or a standard. Exempt is what computes
nothing: functions whose definition is one statement within the header, constructors and destructors, operators, templates,
what is defaulted or deleted, and what EXEMPT lists. Layout is clang-format's: nothing at namespace level is indented,
members are by four blanks.
"""

import re
from pathlib import Path

STANDARD = re.compile(r"\b(FIPS [0-9]+|RFC [0-9]+|SP 800-[0-9A-Z]+|IEEE 754|binary64)\b")
PLACE = re.compile(r"\b(sections?|chapters?|spec,) [0-9]+|\bspec, [a-z]|\bEQ\.[A-Za-z0-9]+")
FUNCTION = re.compile(r"(?<![\w.>])([A-Za-z_]\w*)\(")
NO_FUNCTION = ("class ", "struct ", "enum ", "namespace ", "using ", "template", "#", "//", "}", "extern ", "friend ",
               "static_assert", "inline constexpr", "constexpr std", "public:", "private:", "protected:", "typedef ")


# Headers that serve all algorithms and do none, and why.
EXEMPT = {
    "ref/base/check.hpp": "how checks report",
    "ref/base/error.hpp": "how refusals are thrown",
    "ref/base/in_order.hpp": "how threads share work on a stream",
    "ref/base/memory.hpp": "how secrets are wiped",
    "ref/base/trace.hpp": "how intermediate values are told",
    "ref/capi/boundary.hpp": "how values pass between C and C++",
}


class Sources:
    """Recognizes what names a source."""

    def __init__(self, names):
        self.names = names  # of steps and algorithms

    def named_in(self, text):
        if STANDARD.search(text) or PLACE.search(text):
            return True
        return any(name in self.names for name in re.findall(r"\b[A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*", text))


def blocks(lines, indent):
    """(description, declaration, body) of what stands at an indentation; groups give their description to all members."""
    prefix = " " * indent
    description, group, i = [], [], 0
    while i < len(lines):
        line = lines[i]
        text = line.strip()
        own = bool(text) and line.startswith(prefix) and not line.startswith(prefix + " ")
        i += 1
        if not own or text.startswith(("#", "}", "namespace ", 'extern "C"')):
            if not text:
                description = []
            continue
        if text.startswith("//"):
            if "@}" in text:
                group = []
            elif "@{" in text:
                group, description = group + description + [text], []
            elif "@name" in text:
                group = [text]
            else:
                description.append(text)
            continue
        declaration, body = [text], []
        while i < len(lines) and not re.search(r"[;{}]\s*(//.*)?$", declaration[-1]):
            declaration.append(lines[i].strip())
            i += 1
        if re.search(r"\{\s*(//.*)?$", declaration[-1]):
            while i < len(lines) and not lines[i].startswith(prefix + "}"):
                body.append(lines[i])
                i += 1
            i += 1
        yield group + description, " ".join(declaration), body
        description = []


def function_name(declaration):
    """The name of the function that is declared; nothing if it is none, or one that is exempt."""
    code = declaration.split("///<")[0].strip()
    if code.startswith(NO_FUNCTION) or re.search(r"=\s*(default|delete|0)\s*;", code) and "= 0" not in code:
        return None
    if code.startswith("template"):
        return None
    if "operator" in code or code.startswith(("~", "explicit ", "virtual ~")):
        return None
    found = FUNCTION.search(code)
    if not found or " " not in code[:found.start() + 1].strip() + " " or not code[:found.start()].strip():
        return None  # a constructor has no type before its name
    if re.search(r"\)\s*(const)?\s*(noexcept)?\s*(override|final)?\s*\{.*\}$", code):
        return None  # one statement within the header
    return found.group(1)


def public_part(body):
    """The lines of a class body that are public."""
    is_public, lines = True, []
    for line in body:
        text = line.strip()
        if text in ("public:", "private:", "protected:"):
            is_public = text == "public:"
        elif is_public:
            lines.append(line)
    return lines


def definitions(root):
    """Bodies of functions, with the comment above, by their name (Class::name of members)."""
    found = {}
    for path in sorted(root.glob("ref/**/*.?pp")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for description, declaration, body in blocks(lines, 0):
            name = re.search(r"((?:\w+::)*\w+)\(", declaration.split("///<")[0])
            if name and body and not declaration.startswith(NO_FUNCTION[:4]):
                found.setdefault(name.group(1), []).append("\n".join([*description, *body]))
    return found


def public_functions(root, sources):
    """(header, name, whether it names its source) of each function that is not exempt."""
    bodies = definitions(root)

    def defined(name):
        return "\n".join(bodies.get(name, []))

    for path in sorted(root.glob("ref/**/*.hpp")):
        lines = path.read_text(encoding="utf-8").splitlines()
        header = path.relative_to(root).as_posix()
        head = "\n".join(line for line in lines[:6] if line.startswith("///"))
        for description, declaration, body in blocks(lines, 0):
            kind = re.match(r"(?:class|struct) (\w+)", declaration)
            if kind:
                about = "\n".join([head, *description])
                for inner, member, _ in blocks(public_part(body) if declaration.startswith("class") else body, 4):
                    name = function_name(member)
                    if name:
                        full = f"{kind.group(1)}::{name}"
                        text = "\n".join([about, *inner, member, defined(full), defined(name)])
                        yield header, full, sources.named_in(text)
                continue
            name = function_name(declaration)
            if name:
                yield header, name, sources.named_in("\n".join([head, *description, declaration, *body, defined(name)]))


def without_source(root, names):
    """What is wrong: functions that do not say where they come from, and exemptions that exempt nothing."""
    idle = set(EXEMPT)
    for header, name, is_named in public_functions(Path(root), Sources(names)):
        if is_named:
            continue
        idle.discard(header)
        if header not in EXEMPT:
            yield f"{header}: {name} names no step, section, equation or standard"
    for header in sorted(idle):
        yield f"{header}: proptests/public_functions.py exempts it, but nothing in it needs that"
