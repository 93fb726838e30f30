"""Parses the Markdown documents for tests: blocks of code, links and tables."""

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
# The changelog describes earlier versions; the guides describe the current one.
GUIDES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md")))
DOCUMENTS = (*GUIDES, ROOT / "CHANGELOG.md")

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})[ \t]*(.*)$")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.*?)[ #]*$", re.MULTILINE)
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")


class Block(NamedTuple):
    """One fenced block of code.

    Attributes:
        document: the file that contains it.
        line: the number of its first line, counted from 1.
        language: the language after the fence; empty if there is none.
        text: its lines, each with its line end.
    """

    document: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """File and line, for messages."""
        return f"{name(self.document)}:{self.line}"


def name(document: Path) -> str:
    """Return the path of *document* in the repository."""
    return str(document.relative_to(ROOT))


def blocks(document: Path) -> list[Block]:
    """Return the fenced blocks of *document*, also those in lists (CommonMark 0.31, 4.5)."""
    return list(_blocks(document, document.read_text(encoding="utf-8").splitlines()))


def _blocks(document: Path, lines: list[str]) -> Iterator[Block]:
    fence, language, start = "", "", 0
    for number, line in enumerate(lines, 1):
        found = _FENCE.match(line)
        if not fence and found:
            fence, language, start = found[1], found[2].strip().partition(" ")[0], number + 1
        elif fence and found and found[1].startswith(fence) and not found[2].strip():
            text = dedent("".join(f"{each}\n" for each in lines[start - 1 : number - 1]))
            yield Block(document, start, language, text)
            fence = ""
    if fence:
        raise ValueError(f"{name(document)}:{start}: the block is never closed")


def prose(document: Path) -> str:
    """Return *document* without its fenced blocks."""
    kept, fence = [], ""
    for line in document.read_text(encoding="utf-8").splitlines():
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not found[2].strip():
            fence = ""
        elif not fence:
            kept.append(line)
    return "\n".join(kept)


def links(document: Path) -> list[str]:
    """Return the targets of the links and pictures of *document*."""
    return _LINK.findall(_CODE_SPAN.sub("", prose(document)))


def anchors(document: Path) -> set[str]:
    """Return the anchors of *document*: its headings in the form that GitHub gives them."""
    counts: dict[str, int] = {}
    anchors_ = set()
    for heading in _HEADING.findall(prose(document)):
        text = re.sub(r"[^\w\- ]", "", heading.replace("`", "")).lower().replace(" ", "-")
        anchors_.add(f"{text}-{counts[text]}" if text in counts else text)
        counts[text] = counts.get(text, 0) + 1
    return anchors_


def spans(text: str) -> list[str]:
    """Return the code spans of *text*."""
    return [found[2] for found in re.finditer(r"(`+)(.+?)\1(?!`)", text)]


def table(document: Path, *header: str) -> list[list[str]]:
    """Return the cells of the only table of *document* with the heading *header*, by row.

    Raises:
        LookupError: there is no such table, or more than one.
    """
    tables = list(_tables(prose(document), list(header)))
    if len(tables) != 1:
        raise LookupError(f"{name(document)} has {len(tables)} tables headed {' | '.join(header)}")
    return tables[0]


def _tables(text: str, header: list[str]) -> Iterator[list[list[str]]]:
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("|") and _cells(line) == header:
            rows = []
            for row in lines[number + 2 :]:
                if not row.startswith("|"):
                    break
                rows.append(_cells(row))
            yield rows


def _cells(row: str) -> list[str]:
    return [each.strip().replace(r"\|", "|") for each in re.split(r"(?<!\\)\|", row)[1:-1]]
