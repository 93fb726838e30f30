r"""Escape sequences in data, which the option ``escapes`` switches on.

``\\`` is a backslash; ``\n``, ``\r`` and ``\t`` are line feed, carriage return and tab; ``\xHH``
and ``\uHHHH`` a character by its code; ``\NUL`` to ``\US`` and ``\DEL`` a control character by its
name in ISO/IEC 646, such as ``\GS``; ``\FNC1`` to ``\FNC4`` a function character.
"""

import re
from collections.abc import Collection

from common.barcode.model.errors import DataError

# Function characters in data between this module and an encoder: code points that are no characters
# (The Unicode Standard, 23.7).
FNC1, FNC2, FNC3, FNC4 = FUNCTIONS = "\ufdd1\ufdd2\ufdd3\ufdd4"
_GS = "\x1d"
_CONTROL_NAMES = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI"
    " DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
)
_CONTROLS = {name: chr(code) for code, name in enumerate(_CONTROL_NAMES.split())} | {"DEL": "\x7f"}
_LETTERS = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_NAMES = _CONTROLS | _LETTERS | {f"FNC{at}": one for at, one in enumerate(FUNCTIONS, 1)}
_SEQUENCE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|("
    # The longest first: SOH begins with SO.
    + "|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))
    # The empty alternative matches a backslash that begins no sequence, which must not pass.
    + r")|)"
)
_MAX_SHOWN = 6  # characters of a sequence that a message repeats


def unescape(title: str, data: str, functions: Collection[str], twin: str) -> str:
    """Return *data* with each escape sequence as its character.

    Args:
        title: name of the symbology, for the error.
        data: the data of the request.
        functions: the function characters that the symbology has.
        twin: id of the symbology whose data has FNC1 in the same bars; empty if there is none.

    Raises:
        DataError: ``data.bad_escape``: a backslash begins no sequence; or ``data.no_function``.
    """
    plain = set(FUNCTIONS).intersection(data)
    if plain:
        raise DataError.of(
            "data",
            "data.bad_character",
            f"U+{ord(min(plain)):04X} is no character (Unicode 23.7).",
            "Leave it out.",
        )

    def character(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            return chr(int(code, 16))
        if match[3]:
            return _NAMES[match[3]]
        shown = data[match.start() : match.start() + _MAX_SHOWN]
        raise DataError.of(
            "data",
            "data.bad_escape",
            f"Character {match.start() + 1}, {shown!r}, begins no escape sequence.",
            r"Use \\, \n, \r, \t, \xHH, \uHHHH, \GS and other names of control characters, or"
            r" \FNC1 to \FNC4; or leave escapes out.",
        )

    text = _SEQUENCE.sub(character, data)
    lacking = [one for one in FUNCTIONS if one in text and one not in functions]
    if lacking:
        name = f"FNC{FUNCTIONS.index(lacking[0]) + 1}"
        also = f"; {twin} draws GS1 data" if twin and lacking[0] == FNC1 else ""
        raise DataError.of(
            "data",
            "data.no_function",
            f"{title} has no {name} in its data.",
            rf"Leave \{name} out{also}.",
        )
    # \uD83D\uDE00 writes one character as JSON does (RFC 8259, 7).
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def as_separators(text: str) -> str:
    """Return *text* with FNC1 as readers report it in GS1 data, the character GS."""
    return text.replace(FNC1, _GS)
