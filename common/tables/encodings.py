"""Bytes to text: by byte order mark, as UTF-8, as UTF-16 where NULs say so, else Windows-1252."""

import codecs
import re

from msgspec import Struct

from common.tables.errors import unreadable

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 4_096  # bytes
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([\w.:-]{1,40})', re.ASCII | re.IGNORECASE)
CHOICES = (
    *("utf-8", "utf-16", "windows-1250", "windows-1251", "windows-1252", "windows-1253"),
    *("windows-1254", "windows-1257", "iso-8859-1", "iso-8859-2", "iso-8859-15", "koi8-r"),
    *("shift_jis", "euc-jp", "euc-kr", "gb18030", "big5", "mac-roman", "cp437", "cp850"),
)


class Decoded(Struct, frozen=True):
    """Text and the encoding it was in."""

    text: str
    encoding: str
    guessed: bool = False


def decode(name: str, content: bytes, encoding: str = "") -> Decoded:
    """Read *content* as text.

    Args:
        name: of the file, for errors.
        content: its bytes.
        encoding: one of `CHOICES`, or empty to find it out.

    Raises:
        TableError: it is no text in that encoding, or in any that can be found out.
    """
    found = _named(name, content, encoding) if encoding else _found(name, content)
    at = found.text.find("\0")
    if at >= 0:
        line = found.text.count("\n", 0, at) + 1
        raise unreadable(
            name, "nul", f"Line {line} holds a NUL: this is no text file.", "Save it as CSV UTF-8."
        )
    return found


def declared(content: bytes, media_type: str) -> str:
    """Return which of `CHOICES` *media_type* names as its charset, or nothing.

    A byte order mark knows better; and what is said to be UTF-8 is found to be that, or is not.
    """
    said = _CHARSET.search(media_type)
    if said is None or content.startswith(tuple(mark for mark, _ in _MARKS)):
        return ""
    try:
        codec = codecs.lookup(said[1]).name
    except (LookupError, ValueError):
        return ""
    known = {codecs.lookup(name).name: name for name in CHOICES if not name.startswith("utf")}
    return known.get(codec, "")


def _named(name: str, content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        raise _not_in(name, encoding, error.start) from None


def _found(name: str, content: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _named(name, content[len(mark) :], encoding)
    wide = _wide(content)
    if wide:
        return _named(name, content, wide)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as wrong:
        try:
            return Decoded(content.decode("windows-1252"), "windows-1252", guessed=True)
        except UnicodeDecodeError:
            raise _not_in(name, "utf-8", wrong.start) from None


def _wide(content: bytes) -> str:
    """Return the UTF-16 whose high bytes are the NULs of *content*, which has no mark."""
    head = content[:_LOOKED_AT]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and max(even, odd) * 2 > half and not min(even, odd):
        return "utf-16-be" if even else "utf-16-le"
    return ""


def _not_in(name: str, encoding: str, at: int) -> Exception:
    return unreadable(
        name,
        "encoding",
        f"Byte {at + 1:,} is no {encoding}.",
        "Save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding: one of "
        f"{', '.join(CHOICES)}.",
    )
