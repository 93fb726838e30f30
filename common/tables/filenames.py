"""FilenameAllocator of files in an archive: safe on every system, and no two alike.

A name from a table is never a path: what would lead out of a folder, or means a device on some
system, becomes an ordinary name.
"""

import re
import unicodedata

from msgspec import Struct

MAX_CHARACTERS = 100
# File systems take 255 bytes, a number and the ending among them.
_MAX_BYTES = 230
# Forbidden by Windows, or a separator somewhere; control characters and line ends too.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+')
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.I
)
_UNSAFE_IN_DATA = re.compile(r"[^\w.+-]+")
RESERVED = "report.csv"


class Filename(Struct, frozen=True):
    """A name, and what was changed in it that its author should know."""

    text: str
    note: str = ""


class FilenameAllocator:
    """Gives out names within one archive."""

    def __init__(self) -> None:
        self._taken = {RESERVED}
        self._next: dict[str, int] = {}

    def allocate(self, wanted: str, extension: str) -> Filename:
        """Return a name for a file whose author calls it *wanted*, with *extension*."""
        stem = _without(wanted, extension)
        safe = safe_name(stem)
        given = self._free(safe or "barcode", extension)
        if safe != stem:
            return Filename(given, f"The file name {wanted[:60]!r} can't be used as it is.")
        if given != f"{safe}.{extension}":
            return Filename(given, f"Another file is called {safe}.{extension}.")
        return Filename(given)

    def allocate_for_data(self, data: str, number: int, extension: str) -> Filename:
        """Return a name for the barcode of *data* in row *number*."""
        stem = safe_name(_UNSAFE_IN_DATA.sub("_", data[:60]).strip("_."))
        return Filename(self._free(stem or f"row-{number}", extension))

    def _free(self, stem: str, extension: str) -> str:
        """Return the first of ``stem``, ``stem-2``, ``stem-3``… that no file has, in any case."""
        name, key = f"{stem}.{extension}", _fold(f"{stem}.{extension}")
        while _fold(name) in self._taken:
            count = self._next.get(key, 2)
            self._next[key] = count + 1
            name = f"{stem}-{count}.{extension}"
        self._taken.add(_fold(name))
        return name


def safe_name(stem: str) -> str:
    """Return *stem* as a name that every system takes; empty where nothing is left."""
    text = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", stem))
    text = text.encode("utf-8", "replace").decode()[:MAX_CHARACTERS]
    text = text.encode()[:_MAX_BYTES].decode("utf-8", "ignore").strip(" .")
    return f"_{text}" if _DEVICES.fullmatch(text) else text


def _without(name: str, extension: str) -> str:
    ending = f".{extension}"
    return name[: -len(ending)] if name.casefold().endswith(ending) else name


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
