"""Bytes to text: by byte order mark, as UTF-16 if NULs show it, as UTF-8, else by detection."""

import codecs
import re

from charset_normalizer import from_bytes
from msgspec import Struct

from common.tables.errors import unreadable
from common.tables.header_words import is_entry

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
# Encodings that spreadsheets and cash registers export, as an error names them.
EXAMPLES = ("utf-8", "windows-1250", "windows-1252", "mac-roman", "shift_jis", "gb18030", "big5")
# Among these a file without marks is looked for. Excel saves CSV in the code page of its locale.
_USUAL = "cp1252"
_DETECTED = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "koi8_r", "mac_roman", "cp850"),
)
_NAMES = {
    **{f"cp125{digit}": f"Windows-125{digit}" for digit in range(8)},
    "cp932": "Shift_JIS (cp932)",
    "cp874": "Windows-874",
    "cp949": "EUC-KR (cp949)",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "euc_jp": "EUC-JP",
    "koi8_r": "KOI8-R",
    "mac_roman": "Mac Roman",
    "cp850": "DOS code page 850",
}
_DETECTION_BYTES = 32_768
# The names of columns are in one of the first lines.
_NAMING_LINES = 20
_DELIMITERS = re.compile(r"[,;|\t]")
# Detection reports how regular the letters of a language are: a smaller lead is chance.
_LEAD = 0.05
# Codecs for programs and host names. The time of two of them grows with the square of the length.
_NOT_FOR_FILES = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
)


class Decoded(Struct, frozen=True):
    """Text, the name of its encoding, and True if that is a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode(name: str, content: bytes, encoding: str = "") -> Decoded:
    """Return *content* as text.

    Args:
        name: name of the file, for errors.
        content: the bytes of the file.
        encoding: a name that `find` knows, or empty to detect it.

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


def find(name: str) -> str:
    """Return the codec of Python for the encoding *name*; empty if there is none for text."""
    try:
        codec = codecs.lookup(name).name
        if codec in _NOT_FOR_FILES:
            return ""
        # Raises LookupError for codecs such as hex, which are not for text.
        b"a".decode(codec)
    except UnicodeDecodeError:
        # One byte is no character of UTF-16.
        return codec
    except (LookupError, ValueError):
        return ""
    return codec


def declared(content: bytes, media_type: str) -> str:
    """Return the encoding that *media_type* names as its charset, or an empty text.

    A byte order mark has precedence. A declared UTF-8 is ignored, because UTF-8 is detected and
    many clients declare it for every file.
    """
    charset = _CHARSET.search(media_type)
    if charset is None or content.startswith(tuple(mark for mark, _ in _MARKS)):
        return ""
    codec = find(charset[1])
    return "" if codec.startswith("utf") else codec


def _decode_as(name: str, content: bytes, encoding: str) -> Decoded:
    try:
        # Codecs with a byte order, such as utf-16-le, keep a mark as a character.
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
        encoding = _guess(content)
        try:
            return Decoded(content.decode(encoding), _NAMES[encoding], guessed=True)
        except UnicodeDecodeError:
            raise _undecodable(name, "utf-8", error.start, _NAMES[encoding]) from None


def _guess(content: bytes) -> str:
    """Return the most likely encoding of text that is not UTF-8."""
    # Whole lines, so that no character of several bytes is cut.
    sample = content[:_DETECTION_BYTES]
    if len(sample) < len(content):
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    guess = _guess_by_letters(sample)
    # A table of twenty products has too few letters, but names of columns that are known.
    names = {encoding: _known_names(content, encoding) for encoding in (guess, *_DETECTED)}
    return max(names, key=lambda encoding: (names[encoding], encoding == guess))


def _known_names(content: bytes, encoding: str) -> int:
    """Return how many names of columns beyond ASCII are known if *content* is in *encoding*."""
    lines = content[:_SAMPLE_BYTES].decode(encoding, "replace").splitlines()[:_NAMING_LINES]
    return max(
        sum(not cell.isascii() and is_entry(cell) for cell in _DELIMITERS.split(line))
        for line in lines
    )


def _guess_by_letters(sample: bytes) -> str:
    matches = from_bytes(sample, cp_isolation=list(_DETECTED), threshold=0.4)
    best = matches.best()
    if best is None:
        return _USUAL
    # Western files are by far the most frequent, and few letters say little.
    for match in matches:
        if _USUAL in match.could_be_from_charset and (
            match.chaos <= best.chaos and match.coherence >= best.coherence - _LEAD
        ):
            return _USUAL
    return best.encoding


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


def _undecodable(name: str, encoding: str, at: int, guess: str = "") -> Exception:
    also = f", and the file is not {guess}, which is most like it" if guess else ""
    return unreadable(
        name,
        "encoding",
        f"Byte {at + 1:,} is not valid {encoding}{also}.",
        "Save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding, such as "
        f"{', '.join(EXAMPLES)}.",
    )
