#!/usr/bin/env python3
"""Prints a Markdown file with GitHub's syntax in the syntax of Doxygen 1.9.

GitHub's mathematics `$x$`, "$`x`$", `$$x$$` and blocks fenced by "```math" become \\f$x\\f$ and
\\f[x\\f]; Doxygen knows none in headings, where the dollar signs are dropped. A dollar sign that
GitHub would show as such is an error, unless it is escaped or in code: most likely it was meant to
begin or end mathematics. Every heading gets an id, so that links to headings work, in other files
too. Links to files that are no pages of the documentation become plain text. The number of lines
stays the same, so that Doxygen's messages name the right one.
"""

import os
import re
import sys

FENCE = re.compile(r"^( *)(```+|~~~+)(.*)$")
HEADING = re.compile(r"^(#{1,6}) +(.*?) *#*$")
# In the order in which they are tried at each place of a paragraph.
TOKEN = re.compile(
    r"\$`(?P<ticked>[^`]+)`\$"
    r"|(?P<code>(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<escaped>\\\$)"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|(?<![\w$])\$(?P<inline>[^\s$](?:[^$]*[^\s$])?)\$(?![\w$])"
    r"|(?P<stray>\$)"
    r"|(?<!!)\[(?P<text>[^\][]+)\]\((?P<target>[^()\s]+)\)"
    r"|<a (?:id|name)=\"(?P<anchor>[^\"]+)\">",
    re.DOTALL,
)


def label(path, anchor):
    """The id of a heading or an anchor. Doxygen has one name space for all pages: the path goes in front."""
    if os.path.relpath(path) == "README.md" and anchor == title_of(path):
        return "mainpage"
    slug = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", anchor).strip().lower())  # as GitHub does
    return re.sub(r"\W", "-", os.path.relpath(path)) + "--" + slug


def title_of(path):
    with open(path, encoding="utf-8") as page:
        return next((match[2] for match in map(HEADING.match, page) if match), "")


def link(path, text, target):
    if re.match(r"[a-z]+:", target):
        return f"[{text}]({target})"
    page, _, anchor = target.partition("#")
    linked = os.path.join(os.path.dirname(path), page) if page else path
    if not os.path.exists(linked):
        return f"[{text}](#no-such-file-{target})"  # Doxygen finds no such id, and says so
    if not linked.endswith(".md"):
        return text
    return f"[{text}](#{label(linked, anchor or title_of(linked))})"


def convert(path, paragraph, is_heading=False):
    def replace(match):
        inline = match["ticked"] or match["inline"]
        if inline:
            return inline if is_heading else f"\\f${inline}\\f$"
        if match["display"]:
            return "\\f[" + match["display"] + "\\f]"
        if match["target"]:
            return link(path, TOKEN.sub(replace, match["text"]), match["target"])
        if match["stray"]:
            return "\\StrayDollarSign "  # Doxygen knows no such command, and says so
        if match["ticks"] == "`" and "'" in match["code"]:
            return f"`{match['code']}`"  # an apostrophe would end the code for Doxygen
        if match["anchor"]:
            return f'<a id="{label(path, match["anchor"])}">'
        return match[0]

    return TOKEN.sub(replace, paragraph)


def main(path):
    paragraph, fence = [], None

    def flush():
        sys.stdout.write(convert(path, "".join(paragraph)))
        paragraph.clear()

    with open(path, encoding="utf-8") as lines:
        for line in lines:
            mark = FENCE.match(line)
            if fence:
                ends = mark and mark[2].startswith(fence[0]) and not mark[3].strip()
                print(mark[1] + "\\f]" if ends and fence[1] == "math" else line.rstrip("\n"))
                fence = None if ends else fence
            elif mark:
                flush()
                fence = (mark[2], mark[3].strip())
                print(mark[1] + "\\f[" if fence[1] == "math" else line.rstrip("\n"))
            elif heading := HEADING.match(line):
                flush()
                print(f"{heading[1]} {convert(path, heading[2], is_heading=True)} {{#{label(path, heading[2])}}}")
            else:
                paragraph.append(line)
                if not line.strip():
                    flush()
    flush()


if __name__ == "__main__":
    main(sys.argv[1])
