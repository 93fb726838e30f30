r"""Content lines of vCard and iCalendar: ``NAME;PARAMETER=value:value``.

Source: RFC 2425, section 5.8; RFC 5545, section 3.1; RFC 6350, section 3.2. Lines are not folded
when written: both RFCs only recommend it, and readers of symbols join folded lines less reliably.
"""

import binascii
import re
from collections.abc import Iterator

from msgspec import Struct

from common.content.problem_list import ProblemList

_NAME = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)")
_PARAMETER = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_CODEC = re.compile("[A-Za-z0-9_-]{1,20}")


class ContentLine(Struct, frozen=True):
    """One content line.

    Attributes:
        name: the property in capital letters, without a group.
        parameters: values by name in capital letters; a bare value of version 2.1 is a TYPE.
        value: the value as written.
    """

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def types(self) -> set[str]:
        """Return the values of TYPE in capital letters."""
        return set(self.parameters.get("TYPE", "").upper().replace('"', "").split(","))


def escaped(value: str) -> str:
    r"""Return a text value with ``\``, ``;``, ``,`` and line breaks escaped.

    Source: RFC 2426, section 4; RFC 5545, section 3.3.11; RFC 6350, section 3.4.
    """
    # All line breaks become \n: a bare one would begin a new property.
    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def unescaped(value: str, field: str, problems: ProblemList) -> str:
    """Return a text value without escapes; a backslash that escapes nothing is a problem."""
    wrong = False

    def plain(escape: re.Match[str]) -> str:
        nonlocal wrong
        if escape[1] in ("n", "N"):
            return "\n"
        # The colon needs no escape, but some writers escape it.
        if escape[1] and escape[1] in "\\;,:":
            return escape[1]
        wrong = True
        return escape[0]

    text = _ESCAPE.sub(plain, value)
    if wrong:
        problems.add(
            field,
            "bad_escape",
            "A backslash in the value is not escaped.",
            "Write \\\\ for a backslash and \\n for a line break.",
        )
    return text


def parts(value: str) -> list[str]:
    """Return the components of a structured value, still escaped."""
    found = [""]
    # An escaped separator stays with its backslash: only a whole component is unescaped.
    for piece in re.findall(r"\\.|.|\\$", value, re.DOTALL):
        if piece == ";":
            found.append("")
        else:
            found[-1] += piece
    return found


def parse(text: str, problems: ProblemList) -> list[ContentLine]:
    """Return the lines of *text*, unfolded; a line without a name continues the value before.

    Some writers leave line breaks in values as they are. Such a line is read as part of the
    value, and the line break is a problem.
    """
    lines: list[ContentLine] = []
    broken: list[str] = []
    for raw in _unfolded(text):
        match = _NAME.fullmatch(raw)
        if match:
            parameters = dict(_parameters(match[2]))
            value = _quoted_printable(match[3], parameters, problems)
            lines.append(ContentLine(match[1].upper(), parameters, value))
        # Some writers put line breaks into values as they are; joined to the value, nothing is
        # lost.
        elif raw.strip():
            broken.append(raw)
            if lines:
                last = lines.pop()
                lines.append(ContentLine(last.name, last.parameters, f"{last.value}\\n{raw}"))
    if broken:
        problems.add(
            "",
            "raw_line_break",
            "A value contains a line break that is not escaped.",
            "Write line breaks in values as \\n.",
        )
    return lines


def _unfolded(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[str] = []
    for line in re.sub(r"\n[ \t]", "", plain).split("\n"):
        # An equals sign at the end of a quoted-printable line (vCard 2.1) continues it.
        if found and found[-1].endswith("=") and _is_quoted_printable(found[-1]):
            found[-1] = found[-1][:-1] + line
        else:
            found.append(line)
    return found


def _is_quoted_printable(line: str) -> bool:
    return "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    types = []
    for parameter in _PARAMETER.findall(text):
        name, equals, value = parameter.partition("=")
        # vCard 2.1 has bare types, 3.0 a list, and some writers repeat the parameter.
        if not equals or name.upper() == "TYPE":
            types.append(value if equals else name)
        else:
            yield name.upper(), value.strip('"')
    if "QUOTED-PRINTABLE" in {one.upper() for one in types}:
        yield "ENCODING", "QUOTED-PRINTABLE"
    if types:
        yield "TYPE", ",".join(types)


def _quoted_printable(value: str, parameters: dict[str, str], problems: ProblemList) -> str:
    """Return *value* decoded if it is quoted-printable, which only vCard 2.1 allows."""
    if parameters.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return value
    problems.add(
        "",
        "quoted_printable",
        "A value is quoted-printable, which vCard 3.0 removed.",
        "Write UTF-8 text.",
    )
    charset = parameters.get("CHARSET", "utf-8")
    # Phones of the 2000s wrote non-ASCII text so.
    content = binascii.a2b_qp(value.encode("utf-8", "surrogatepass"))
    try:
        text = content.decode(charset if _CODEC.fullmatch(charset) else "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")
