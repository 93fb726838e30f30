"""Names of files in an archive: valid on every system, and unique.

A name from a table is never a path. A name with separators, or the name of a device on some system,
becomes an ordinary name.
"""

import re
import unicodedata

from msgspec import Struct

from common.tables.hash_set import HashSet

MAX_CHARACTERS = 100
# File systems allow 255 bytes, which include a number and the extension.
_MAX_BYTES = 230
# Forbidden by Windows, separators of any system, controls, line ends and bidirectional controls.
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+')
# Windows reserves these names, with any extension (Naming Files, Paths, and Namespaces).
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.I
)
_UNSAFE_IN_DATA = re.compile(r"[^\w.+-]+")
RESERVED = "report.csv"


class Filename(Struct, frozen=True):
    """A name, and a note on the change of the wanted name, if any."""

    text: str
    note: str = ""


class FilenameAllocator:
    """Allocates unique names within one archive."""

    def __init__(self) -> None:
        # Hashes take a fraction of the memory of names. If two names have the same one, the second
        # gets a number that it does not need.
        self._taken = HashSet()
        self._taken.add(hash(RESERVED))
        self._next: dict[str, int] = {}

    def take(self, name: str) -> None:
        """Keep *name* from being allocated again."""
        self._taken.add(hash(_fold(name)))

    def allocate(self, wanted: str, extension: str) -> Filename:
        """Return the name for a row whose author wants *wanted*, with *extension*."""
        stem = _without(wanted, extension)
        safe = safe_name(stem)
        # A name of nothing but forbidden characters has no safe one.
        name = self._unique(safe or "barcode", extension)
        if safe != stem:
            return Filename(name, f"The file name {wanted[:60]!r} can't be used unchanged.")
        if name != f"{safe}.{extension}":
            return Filename(name, f"Another file is called {safe}.{extension}.")
        return Filename(name)

    def allocate_for_data(self, data: str, number: int, extension: str) -> Filename:
        """Return a name made of *data* for a row without a wanted name; *number* is its row."""
        stem = safe_name(_UNSAFE_IN_DATA.sub("_", data[:60]).strip("_."))
        return Filename(self._unique(stem or f"row-{number}", extension))

    def _unique(self, stem: str, extension: str) -> str:
        """Return the first of ``stem``, ``stem-2``, ``stem-3``… that no file has, ignoring case."""
        name, key = f"{stem}.{extension}", _fold(f"{stem}.{extension}")
        while hash(_fold(name)) in self._taken:
            # Remembered, so that a name wanted n times costs n steps and not n².
            count = self._next.get(key, 2)
            self._next[key] = count + 1
            name = f"{stem}-{count}.{extension}"
        self._taken.add(hash(_fold(name)))
        return name


def safe_name(stem: str) -> str:
    """Return *stem* as a name that is valid on every system; empty if nothing is left."""
    text = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", stem))
    # Lone surrogates have no UTF-8.
    text = text.encode("utf-8", "replace").decode()[:MAX_CHARACTERS]
    # Windows drops spaces and dots at the end; Unix hides names with a dot at the start.
    text = text.encode()[:_MAX_BYTES].decode("utf-8", "ignore").strip(" .")
    return f"_{text}" if _DEVICES.fullmatch(text) else text


def _without(name: str, extension: str) -> str:
    ending = f".{extension}"
    return name[: -len(ending)] if name.casefold().endswith(ending) else name


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
