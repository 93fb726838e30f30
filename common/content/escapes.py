r"""Fields of the form ``KEY:value;`` with backslash escapes: Wi-Fi, MeCard and MATMSG.

Source: NTT DoCoMo, functions of QR readers, MeCard: ``\``, ``;``, ``:`` and ``,`` in values are
escaped by a backslash, and one more ``;`` ends the payload.
"""

import re
from collections.abc import Iterator, Mapping

from common.content.problem_list import ProblemList

_PIECE = re.compile(r"((?:[^\\;]|\\.)*)(;|\\?\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def escaped(value: str, special: str = '\\;,:"') -> str:
    r"""Return *value* with a backslash in front of each of the characters *special*."""
    return "".join("\\" + one if one in special else one for one in value)


def unescaped(value: str) -> str:
    """Return *value* without the backslashes that escape a character."""
    return _ESCAPE.sub(r"\1", value)


def split_escaped(value: str, separator: str) -> list[str]:
    """Return the parts of *value* between unescaped separators, each still escaped."""
    parts = [""]
    # A backslash and what it escapes are one piece, so that an escaped separator does not
    # separate.
    for piece in re.findall(r"\\.|.", value, re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def raw_fields(text: str, problems: ProblemList) -> list[tuple[str, str]]:
    """Return keys and values, still escaped, of *text*, which begins behind the first colon."""
    found: list[tuple[str, str]] = []
    place = 0
    ended = False
    while place < len(text) and not ended:
        piece = _PIECE.match(text, place)
        if piece is None or piece.end() == place:
            break
        place = piece.end()
        # Some writers put every field on a line of its own.
        content = piece[1].strip("\r\n")
        ended = not content
        if content:
            key, _, value = content.partition(":")
            found.append((key, value))
    if not ended:
        problems.add(
            "", "unterminated", "The payload does not end in ;;.", "End it with two semicolons."
        )
    elif text[place:].strip():
        problems.add(
            "", "trailing_text", "Text follows the end of the payload.", "Remove it after ;;."
        )
    return found


def parsed_fields(
    text: str, names: Mapping[str, str], problems: ProblemList
) -> Iterator[tuple[str, str]]:
    """Yield the field name and the unescaped value of each field; unknown keys are problems.

    Args:
        text: the payload behind its first colon.
        names: the field name of each key.
        problems: where problems are added.
    """
    for key, value in raw_fields(text, problems):
        if name := names.get(key.upper()):
            yield name, unescaped(value)
        else:
            unknown_key(key, names, problems)


def unknown_key(key: str, names: Mapping[str, str], problems: ProblemList) -> None:
    """Add the problem of a key that the standard does not define."""
    problems.add(
        "",
        "unknown_key",
        f"The key {key[:40]!r} is not part of the standard.",
        f"Use {', '.join(names)}; a semicolon in a value is escaped by a backslash.",
    )
