"""Bytes to text: by byte order mark, as UTF-16 if NULs show it, as UTF-8, else Windows-1252."""

import codecs
import re

from msgspec import Struct

from common.tables.errors import unreadable

# UTF-32 comes before UTF-16: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 4_096
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([\w.:-]{1,40})', re.ASCII | re.IGNORECASE)
# Encodings that a client can name: those that spreadsheets and cash registers export.
CHOICES = (
    *("utf-8", "utf-16", "windows-1250", "windows-1251", "windows-1252", "windows-1253"),
    *("windows-1254", "windows-1257", "iso-8859-1", "iso-8859-2", "iso-8859-15", "koi8-r"),
    *("shift_jis", "euc-jp", "euc-kr", "gb18030", "big5", "mac-roman", "cp437", "cp850"),
)


class Decoded(Struct, frozen=True):
    """Text, its encoding, and True if the encoding is a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode(name: str, content: bytes, encoding: str = "") -> Decoded:
    """Return *content* as text.

    Args:
        name: name of the file, for errors.
        content: the bytes of the file.
        encoding: one of `CHOICES`, or empty to detect it.

    Raises:
        TableError: the bytes are not text in that encoding, or in any that is detected.
    """
    decoded = _decode_as(name, content, encoding) if encoding else _detect(name, content)
    # No text has one; a binary file would otherwise be read as strange data.
    at = decoded.text.find("\0")
    if at >= 0:
        line = decoded.text.count("\n", 0, at) + 1
        raise unreadable(
            name,
            "nul",
            f"Line {line} has a NUL: this is not a text file.",
            "Save it as CSV UTF-8.",
        )
    return decoded


def declared(content: bytes, media_type: str) -> str:
    """Return the encoding of `CHOICES` that *media_type* names as its charset, or an empty text.

    A byte order mark has precedence. A declared UTF-8 is ignored, because UTF-8 is detected and
    many clients declare it for every file.
    """
    charset = _CHARSET.search(media_type)
    if charset is None or content.startswith(tuple(mark for mark, _ in _MARKS)):
        return ""
    try:
        codec = codecs.lookup(charset[1]).name
    except (LookupError, ValueError):
        return ""
    known = {codecs.lookup(name).name: name for name in CHOICES if not name.startswith("utf")}
    return known.get(codec, "")


def _decode_as(name: str, content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding).removeprefix("\ufeff"), encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(name, encoding, error.start) from None


def _detect(name: str, content: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_as(name, content[len(mark) :], encoding)
    utf_16 = _utf_16(content)
    if utf_16:
        return _decode_as(name, content, utf_16)
    try:
        # Text in another encoding is almost never valid UTF-8 by chance, so that this is no guess.
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        try:
            # Excel on Windows saves CSV in the code page of its locale, most often this one.
            return Decoded(content.decode("windows-1252"), "windows-1252", guessed=True)
        except UnicodeDecodeError:
            raise _undecodable(name, "utf-8", error.start) from None


def _utf_16(content: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, or an empty text.

    Most characters of a table are ASCII, whose high bytes are NULs at even or at odd places.
    """
    # NULs at both places mean a binary file, which is refused later.
    head = content[:_SAMPLE_BYTES]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half and max(even, odd) * 2 > half and not min(even, odd):
        return "utf-16-be" if even else "utf-16-le"
    return ""


def _undecodable(name: str, encoding: str, at: int) -> Exception:
    return unreadable(
        name,
        "encoding",
        f"Byte {at + 1:,} is not valid {encoding}.",
        "Save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding: one of "
        f"{', '.join(CHOICES)}.",
    )
