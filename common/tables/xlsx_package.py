"""The parts of an XLSX file that a table needs, read in pieces and within bounds.

Source: ECMA-376, parts 1 and 2 (Open Packaging Conventions). A library would load shapes, styles
and every sheet. This module reads the first sheet once, and keeps only the shared texts in memory.
Bounds stop hostile files: `zipfile` enforces the declared sizes, and no part may declare entities,
nest deeply, or have a tag or comment of more than 256 KiB, which expat scans again for each piece.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from xml.parsers import expat

from common.tables.errors import too_large, unreadable
from common.tables.table import Pause

MAX_EXPANDED_BYTES = 64 << 20
# Of all parts that are read.
MAX_ALL_BYTES = 96 << 20
MAX_ENTRIES = 10_000
MAX_TAG_BYTES = 262_144
# A row that is longer is left to expat.
MAX_PENDING_BYTES = 1 << 20
MAX_DEPTH = 100
_PIECE_BYTES = 65_536
Attributes = dict[str, str]
Handlers = tuple[
    Callable[[str, Attributes], None], Callable[[str], None], Callable[[str], None] | None
]
Take = Callable[[str, Callable[[str], None]], None]
# XML 1.0, 4.3.3: without a declaration or a byte order mark the encoding is UTF-8.
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")


class Package:
    """An XLSX file.

    Args:
        name: name of the file, for errors.
        content: the bytes of the file.
        pause: called after each piece.

    Raises:
        TableError: it is not a readable archive.
    """

    def __init__(self, name: str, content: bytes, pause: Pause) -> None:
        self.name = name
        self._pause = pause
        with self.readable():
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            entries = self._archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise too_large(name, "bomb", "The file has too many parts.", "Save it again.")
        # Part names are compared without case (ECMA-376-2, 6.2.2.3).
        self._entries = {entry.filename.casefold(): entry for entry in entries}
        # Parts that were read, and the bytes that they unpack to together.
        self._read: set[str] = set()
        self._read_bytes = 0

    def has(self, part: str) -> bool:
        """Return True if there is a part *part*, ignoring case (ECMA-376-2, 6.2.2.3)."""
        return part.casefold() in self._entries

    def names(self) -> list[str]:
        """Return the names of the parts that are files."""
        entries = self._entries.values()
        return [entry.filename for entry in entries if not entry.is_dir()]

    def content(self, part: str) -> bytes:
        """Return the whole content of *part*.

        Raises:
            TableError: the part is missing, broken, encrypted or too large.
        """
        with self.readable():
            return b"".join(self._pieces(part))

    def require_small(self) -> None:
        """Raise TableError if all parts together unpack to more than may be read."""
        self._count(sum(entry.file_size for entry in self._entries.values()))

    def parse(self, part: str, handlers: Handlers) -> Iterator[None]:
        """Call the handlers (start, end, text) for *part*, and yield after each piece.

        Tags are passed without their namespace, which differs between Transitional and Strict;
        attributes that have a namespace keep it.

        Raises:
            TableError: the part is missing, broken, encrypted or too large.
        """
        parser = _parser(*handlers)
        fed_bytes = 0
        with self.readable():
            for piece in self._pieces(part):
                parser.Parse(piece, False)
                fed_bytes += len(piece)
                # The parser keeps an unfinished tag whole in memory.
                _require_short_tags(fed_bytes - parser.CurrentByteIndex)
                self._pause()
                yield
            parser.Parse(b"", True)
        yield

    def parse_elements(
        self, part: str, container: bytes, element: bytes, take: Take, handlers: Handlers
    ) -> Iterator[None]:
        """Read *part* as `parse` does, and give the elements of one kind to *take* as text.

        Args:
            part: name of the part.
            container: tag of the element that holds them.
            element: their tag.
            take: called with the text of whole elements, and a function that has the handlers
                called for what it passes.
            handlers: called for everything that *take* does not read.
        """
        parser = _parser(*handlers)
        # An element that ends in /> has no content.
        opening = re.compile(rb"<%b(?: [^<>]*)?(?<!/)>" % container)
        end = b"</%b>" % element
        pending = b""
        is_inside = False
        is_plain = True
        fed_bytes = 0

        def feed(text: str | bytes) -> None:
            nonlocal fed_bytes
            content = text.encode() if isinstance(text, str) else text
            fed_bytes += len(content)
            parser.Parse(content, False)
            _require_short_tags(fed_bytes - parser.CurrentByteIndex)

        with self.readable():
            for piece in self._pieces(part):
                pending += piece
                if is_plain and not is_inside and (found := opening.search(pending)):
                    head, pending = pending[: found.end()], pending[found.end() :]
                    is_plain = _is_plain_head(head)
                    is_inside = True
                    feed(head)
                if is_plain and is_inside:
                    # Up to the last whole element; the rest waits for the next piece.
                    at = pending.rfind(end)
                    if at >= 0:
                        whole, pending = pending[: at + len(end)], pending[at + len(end) :]
                        # Inside a comment or a section of character data, a row is no row.
                        is_plain = b"<!" not in whole and b"<?" not in whole
                        if is_plain:
                            take(whole.decode(), feed)
                        else:
                            feed(whole)
                if not is_plain or len(pending) > MAX_PENDING_BYTES:
                    is_plain = False
                    feed(pending)
                    pending = b""
                self._pause()
                yield
            feed(pending)
            parser.Parse(b"", True)
        yield

    def _pieces(self, part: str) -> Iterator[bytes]:
        """Yield the content of *part* in pieces."""
        entry = self._entries.get(part.casefold())
        if entry is None:
            raise unreadable(
                self.name,
                "not_a_workbook",
                f"The file is an archive without {part}: not an XLSX workbook.",
                "Save the table as .xlsx or CSV.",
            )
        # By its directory, before a byte is unpacked; the module zipfile never unpacks more than
        # that.
        if entry.file_size > MAX_EXPANDED_BYTES:
            raise too_large(
                self.name,
                "bomb",
                f"Its part {part} unpacks to {entry.file_size:,} bytes.",
                f"At most {MAX_EXPANDED_BYTES:,} are read: split the table, or send CSV.",
            )
        if entry.filename not in self._read:
            self._read.add(entry.filename)
            self._count(entry.file_size)
        with self._archive.open(entry) as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece

    def _count(self, size: int) -> None:
        self._read_bytes += size
        if self._read_bytes > MAX_ALL_BYTES:
            raise too_large(
                self.name,
                "bomb",
                f"Its parts unpack to {self._read_bytes:,} bytes.",
                f"At most {MAX_ALL_BYTES:,} are read: split the table, or send CSV.",
            )

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of *part*: type and full name of the other part, by id."""
        folder, file = posixpath.split(part)
        relations: dict[str, tuple[str, str]] = {}

        def start(tag: str, attributes: Attributes) -> None:
            # External targets are URLs, which are never opened.
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes["Target"]))
                relations[attributes["Id"]] = (attributes["Type"], target.lstrip("/"))

        for _ in self.parse(posixpath.join(folder, "_rels", f"{file}.rels"), (start, _end, None)):
            pass
        return relations

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Raise TableError for what a broken part raises while it is read."""
        try:
            yield
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            zlib.error,
            EOFError,
            OSError,
            expat.ExpatError,
            LookupError,  # an attribute is missing, or the encoding is unknown
            ValueError,  # such as a row number that is not a number
            struct.error,  # a record of XLSB is shorter than its fields
            NotImplementedError,  # a compression method that zipfile lacks
            RuntimeError,  # an encrypted part
        ) as error:
            raise unreadable(
                self.name,
                "broken_xlsx",
                f"The file can't be read as XLSX: {_reason(error)}.",
                "Save it again as .xlsx without a password, or as CSV.",
            ) from None


def parse_document(name: str, content: bytes, handlers: Handlers, pause: Pause) -> None:
    """Call the handlers (start, end, text) for the XML document *content*, as `Package.parse` does.

    Raises:
        TableError: it is broken.
    """
    parser = _parser(*handlers)
    try:
        for start in range(0, len(content), _PIECE_BYTES):
            parser.Parse(content[start : start + _PIECE_BYTES], False)
            fed_bytes = min(start + _PIECE_BYTES, len(content))
            _require_short_tags(fed_bytes - parser.CurrentByteIndex)
            pause()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise unreadable(
            name,
            "broken_xml",
            f"The file can't be read as XML: {_reason(error)}.",
            "Save it as .xlsx or CSV.",
        ) from None


class InvalidWorkbook(ValueError):
    """The file has something that no workbook has; the text is a clause that names it."""


def _reason(error: Exception) -> str:
    """Return a clause that explains *error* to the author of the file."""
    if isinstance(error, InvalidWorkbook):
        return str(error)
    if isinstance(error, NotImplementedError):
        return "a part is compressed in a way that workbooks do not use"
    # zipfile has no error of its own for a missing password.
    if isinstance(error, RuntimeError):
        return "a part is encrypted with a password"
    if isinstance(error, expat.ExpatError | LookupError | ValueError | struct.error):
        return "a part is malformed"
    return "its archive is broken or incomplete"


def _is_plain_head(head: bytes) -> bool:
    """Return True if the text from here on is UTF-8, and not inside of a comment."""
    declared = _ENCODING.match(head)
    is_utf_8 = declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")
    return is_utf_8 and b"<!" not in head and head.count(b"<?") <= 1


def _end(tag: str) -> None:
    pass


def _parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None],
    text: Callable[[str], None] | None,
) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise InvalidWorkbook(f"its elements are nested more than {MAX_DEPTH} deep")
        start(tag[tag.rfind(" ") + 1 :], attributes)

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(tag[tag.rfind(" ") + 1 :])

    # One call for each text, instead of one for each line and entity.
    parser.buffer_text = True
    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise InvalidWorkbook("a document type is declared, which no workbook needs")


def _require_short_tags(unread: int) -> None:
    if unread > MAX_TAG_BYTES:
        raise InvalidWorkbook(f"a tag or comment has more than {MAX_TAG_BYTES:,} bytes")
