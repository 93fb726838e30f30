"""Parsing of untrusted files in the limited processes of ``common.services.isolation``.

The jobs run in a worker process; the functions below call them from any other process, and parse in
place if there is no pool, as on the command line. Errors of the domain cross the process boundary
as data.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from common.barcode.decode import catalogue, grayscale, reader
from common.barcode.decode.reader import FileRead, Wanted
from common.barcode.labels.label import Image
from common.barcode.model.errors import BarcodeError, OptionError, Problem, UnreadableImage
from common.barcode.pages import logo, opening
from common.services.isolation.client import IsolationClient, JobKilled, JobRaised, never
from common.services.isolation.messages import Job, JobError, JobOutcome
from common.tables import file_type
from common.tables.errors import TableError, TableTooLarge, too_large, unreadable
from common.tables.packed_rows import pack, unpacked
from common.tables.selection import ANY, MAX_RECORDS, Selected, TableChoice
from common.tables.table import Pause, Place, Record, Table, no_pause
from common.tables.table_view import View

if TYPE_CHECKING:  # the processes that parse need no services
    from common.services.container import Services

READ_BARCODES = "read_barcodes"
READ_TABLE = "read_table"
READ_PICTURE = "read_picture"
READ_LOGO = "read_logo"
# A job begins no further page after the one part of its CPU time, so that each page has most of it,
# and looks for no further cause why something is not read after the other.
_SHARE_OF_TIME, _SHARE_OF_CAUSES = 0.4, 0.8
_MAX_PIXELS = 2_400  # of a side of a picture on labels: 100 mm at 600 dpi
# JSON of this size is parsed in about a millisecond, and so is a line of it.
SMALL_BYTES = 65_536

_ERRORS: dict[str, type[BarcodeError]] = {
    error.__name__: error for error in (OptionError, UnreadableImage, TableError, TableTooLarge)
}


class _Failure(Struct):
    """An error of the domain, as it crosses the process boundary."""

    error: str
    problems: tuple[Problem, ...]


class _PictureOptions(Struct):
    """The arguments of `read_barcodes` besides the picture.

    Attributes:
        wanted: what to read.
        cpu_seconds: after this CPU time, no further page is begun.
        causes_seconds: after this CPU time, no further cause is looked for.
        passed_seconds: after this time has passed, neither: on a busy machine a job gets little CPU
            time before it is ended.
    """

    wanted: Wanted
    cpu_seconds: float
    causes_seconds: float
    passed_seconds: float


class _Pixels(Struct):
    """The pixels of a picture, as they cross the process boundary."""

    width: int
    height: int
    grey: bytes


class _TableOptions(Struct):
    """The arguments of `read_table` besides the file."""

    name: str
    media_type: str
    encoding: str
    wanted: TableChoice
    most: int


class _WholeTable(Struct):
    """A table with all of its rows, packed in pieces."""

    name: str
    kind: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    header_row: int
    choices: dict[str, str]
    labels: dict[str, Any]
    place: Place | None
    others: tuple[Place, ...]
    first_column: int
    hidden_columns: frozenset[int]
    view: View | None
    pieces: list[bytes]


def read_barcodes(
    services: "Services",
    picture: bytes,
    wanted: Wanted,
    caller: str,
    cancelled: Callable[[], bool],
    in_place: Callable[[bytes, Wanted], FileRead],
) -> FileRead:
    """Read the first of the wanted pages of a file, as many as one job has time for.

    Args:
        services: the services; their pool parses the file if there is one.
        picture: a file that the reader opens.
        wanted: what to read of it.
        caller: key of the principal.
        cancelled: returns True once the result is of no use.
        in_place: the reader to call if there is no pool; it reads all pages.

    Raises:
        UnreadableImage: it can't be opened, is too large, or takes too much time or memory.
        OptionError: it has no such page, or too many are wanted.
        ServiceError: too many files are waiting, or the pool does not answer.
    """
    if services.isolation is None:
        return in_place(picture, wanted)
    limit = services.settings.parser_cpu_seconds
    # A job may take twice its CPU time.
    options = _PictureOptions(wanted, _SHARE_OF_TIME * limit, _SHARE_OF_CAUSES * limit, limit)
    try:
        return _isolated(services.isolation, picture, options, caller, cancelled)
    except JobKilled:
        # A later page, or causes, may have used the time that this one needs.
        try:
            # With 0 s, the job reads its first page, looks for no cause, and begins no other page.
            options = _PictureOptions(wanted, 0, 0, 0)
            return _isolated(services.isolation, picture, options, caller, cancelled)
        except JobKilled as killed:
            raise _picture_error(killed.outcome, wanted) from None


def _isolated(
    pool: IsolationClient,
    picture: bytes,
    options: _PictureOptions,
    caller: str,
    cancelled: Callable[[], bool],
) -> FileRead:
    try:
        answer = pool.run(
            READ_BARCODES,
            picture,
            caller,
            cancelled,
            options=_as_prefix(options),
            cost=opening.estimate_bytes(picture),
        )
    except JobRaised as raised:
        raise _error_in(raised.body) from None
    return msgspec.msgpack.decode(answer, type=FileRead)


def read_table(
    services: "Services",
    caller: str,
    name: str,
    content: bytes,
    *,
    media_type: str = "",
    encoding: str = "",
    wanted: TableChoice = ANY,
    most: int = MAX_RECORDS,
    pause: Pause = no_pause,
    cancelled: Callable[[], bool] = never,
) -> Table:
    """Return the table in *content*, as `common.tables.file_type.read` does.

    Workbooks, pages, large JSON and texts with long lines are parsed in the pool if there is one:
    all must be read whole. The rows of another text are read one by one, in place.

    Args:
        services: the services; their pool parses the file if there is one.
        caller: key of the principal.
        name: name of the file.
        content: the bytes of the file.
        media_type: Content-Type of the client.
        encoding: encoding of a text file; empty to detect it.
        wanted: the place of the table in the file.
        most: the largest number of rows.
        pause: called between the steps of long work.
        cancelled: returns True once the result is of no use.

    Raises:
        TableError: it is no table, broken, too large, or takes too much time or memory.
        ServiceError: too many files are waiting, or the pool does not answer.
    """
    # The order of the arguments is the one of file_type.find, which runs here or in the pool.
    pool = services.isolation
    place = (name, content, media_type, encoding, wanted, pause, most)
    if pool is None:
        return _only_table(file_type.find(*place))
    if not (_is_large_json(content) or _has_long_line(content)):
        with suppress(file_type.NotByRows):
            return _only_table(file_type.find(*place, only_rows=True))
    options = _as_prefix(_TableOptions(name, media_type, encoding, wanted, most))
    try:
        answer = pool.run(READ_TABLE, content, caller, cancelled, options=options)
    except JobRaised as raised:
        raise _error_in(raised.body) from None
    except JobKilled as killed:
        raise _table_error(name, killed.outcome) from None
    return _table_of(msgspec.msgpack.decode(answer, type=_WholeTable))


def _has_long_line(content: bytes) -> bool:
    """Return True if a line of *content* has more than SMALL_BYTES."""
    start = 0
    while len(content) - start > SMALL_BYTES:
        # From the end of the part: most lines are short.
        part = start, start + SMALL_BYTES
        end = max(content.rfind(b"\n", *part), content.rfind(b"\r", *part))
        if end < 0:
            return True
        start = end + 1
    return False


def _only_table(found: Selected | Table) -> Table:
    # A file with a single table needs no selection.
    return found.table if isinstance(found, Selected) else found


def _table_of(whole: _WholeTable) -> Table:
    # The rows stay packed until they are read: a Record takes several times the memory of its
    # packed form.
    def records() -> Iterator[Record]:
        rows = unpacked(whole.pieces)
        return whole.view.rows(rows) if whole.view else rows

    return Table(
        whole.name,
        whole.kind,
        whole.columns,
        records,
        whole.notes,
        whole.header_row,
        whole.choices,
        whole.labels,
        whole.place,
        whole.others,
        whole.first_column,
        whole.hidden_columns,
    )


def read_picture(services: "Services | None", caller: str, content: bytes) -> Image:
    """Return the pixels of a picture for labels, of a PNG, JPEG, WebP, GIF or SVG file.

    Args:
        services: the services; their pool opens the picture if there is one.
        caller: key of the principal.
        content: the file.

    Raises:
        UnreadableImage: it can't be opened, is too large, or takes too much time or memory.
        ServiceError: too many files are waiting, or the pool does not answer.
    """
    if services is None or services.isolation is None:
        return _pixels(content)
    try:
        answer = services.isolation.run(READ_PICTURE, content, caller, never)
    except JobRaised as raised:
        raise _error_in(raised.body) from None
    except JobKilled as killed:
        raise _picture_error(killed.outcome, Wanted()) from None
    found = msgspec.msgpack.decode(answer, type=_Pixels)
    return Image(found.width, found.height, found.grey)


def _pixels(content: bytes) -> Image:
    document = opening.open_document(content)
    try:
        picture = document.page(1).image
        # Labels are printed at 600 dpi at most: more pixels only cost time.
        picture.thumbnail((_MAX_PIXELS, _MAX_PIXELS))
        grey = grayscale.flatten(picture).convert("L")
        return Image(grey.width, grey.height, grey.tobytes())
    finally:
        document.close()


def _read_picture(body: bytearray) -> bytes:
    content = _taken(body)
    return _guarded(lambda: _as_message(_pixels(content)))


def _as_message(image: Image) -> _Pixels:
    return _Pixels(image.width, image.height, image.grey)


def _is_large_json(content: bytes) -> bool:
    """Return True for what may be JSON that takes longer to parse than to send."""
    return len(content) > SMALL_BYTES and content[:64].lstrip()[:1] in (b"[", b"{")


def read_logo(services: "Services", text: str, caller: str) -> str:
    """Return the logo in *text* as pixels, as `Logo.encode` writes them.

    Raises:
        OptionError: it is no picture, too large, or takes too much time or memory.
        ServiceError: too many files are waiting, or the pool does not answer.
    """
    if services.isolation is None:
        return logo.read(text).encode()
    try:
        return services.isolation.run(READ_LOGO, text.encode(), caller, never).decode()
    except JobRaised as raised:
        raise _error_in(raised.body) from None
    except JobKilled:
        raise logo.unreadable("The logo takes too much time or memory.") from None


def _read_logo(body: bytearray) -> bytes:
    # The answer of this job is the text itself, without MessagePack around it.
    return msgspec.msgpack.decode(
        _guarded(lambda: logo.read(body.decode()).encode()), type=str
    ).encode()


def _read_barcodes(body: bytearray) -> bytes:
    options = msgspec.msgpack.decode(_take_prefix(body), type=_PictureOptions)
    picture = _taken(body)
    passed = options.passed_seconds
    more_pages = _within(options.cpu_seconds, passed)
    more_causes = _within(options.causes_seconds, passed)
    return _guarded(lambda: reader.read_file(picture, options.wanted, more_pages, more_causes))


def _within(cpu_seconds: float, passed_seconds: float) -> Callable[[], bool]:
    """Return a function that returns True until one of the times is over.

    Args:
        cpu_seconds: CPU time of this process.
        passed_seconds: time that passes.
    """
    end, end_of_passed = time.process_time() + cpu_seconds, time.monotonic() + passed_seconds
    return lambda: time.process_time() < end and time.monotonic() < end_of_passed


def _read_table(body: bytearray) -> bytes:
    options = msgspec.msgpack.decode(_take_prefix(body), type=_TableOptions)
    content = _taken(body)

    def read() -> _WholeTable:
        found = file_type.find(
            options.name,
            content,
            options.media_type,
            options.encoding,
            options.wanted,
            no_pause,
            options.most,
        )
        if isinstance(found, Selected):
            table, packed, view = found.table, found.packed, found.view
        else:
            table, view = found, None
            # A table that was read by rows is not packed yet, and its rows can't cross the process
            # boundary.
            packed = pack(table.name, table.records(), no_pause, options.most)
        return _WholeTable(
            table.name,
            table.kind,
            table.columns,
            table.notes,
            table.header_row,
            dict(table.choices),
            dict(table.labels),
            table.place,
            table.others,
            table.first_column,
            table.hidden_columns,
            view,
            packed.pieces,
        )

    return _guarded(read)


def _as_prefix(options: Struct) -> bytes:
    """Return *options* as they are sent before a file: their length in 4 bytes, and MessagePack."""
    encoded = msgspec.msgpack.encode(options)
    return len(encoded).to_bytes(4, "big") + encoded


def _take_prefix(body: bytearray) -> bytes:
    """Remove the options from *body*, and return their MessagePack."""
    end = 4 + int.from_bytes(body[:4], "big")
    encoded = bytes(body[4:end])
    # Moves no bytes: a bytearray remembers where it begins.
    del body[:end]
    return encoded


def _taken(body: bytearray) -> bytes:
    """Return what is in *body*, and release its memory: files are held once while they are read."""
    content = bytes(body)
    body.clear()
    return content


JOBS: dict[str, Job] = {
    READ_BARCODES: _read_barcodes,
    READ_TABLE: _read_table,
    READ_PICTURE: _read_picture,
    READ_LOGO: _read_logo,
}


def import_parsers() -> None:
    """Import what the jobs import at their first file, before the workers are forked."""
    # A fork shares the memory of imported modules; an import in each worker would not.
    reader.import_formats()
    catalogue.decoders()


def _guarded(parse: Callable[[], object]) -> bytes:
    """Return the result of *parse* as MessagePack; an error of the domain becomes a JobError."""
    try:
        return msgspec.msgpack.encode(parse())
    except BarcodeError as error:
        failure = _Failure(type(error).__name__, error.problems)
        raise JobError(msgspec.msgpack.encode(failure)) from error


def _error_in(body: bytes) -> BarcodeError:
    failure = msgspec.msgpack.decode(body, type=_Failure)
    # The type decides the status of the answer, so that it must be the one that the job raised.
    return _ERRORS[failure.error](*failure.problems)


def _picture_error(outcome: JobOutcome, wanted: Wanted) -> UnreadableImage:
    first = wanted.pages[0][0] if wanted.pages else 1
    page = f"page {first}" if first > 1 else "the picture"
    if outcome is JobOutcome.CRASHED:
        return UnreadableImage.of(
            "image",
            "image.broken",
            f"The file is broken: the decoder ended while it read {page}.",
            "Save it again with another program, as PNG.",
        )
    return UnreadableImage.of(
        "image",
        "image.too_costly",
        f"Reading {page} takes more {_resource(outcome)} than one request may use.",
        "Send a smaller picture: 1500 px across suffice for most barcodes. Of a document, choose"
        " other pages with pages=.",
    )


def _table_error(name: str, outcome: JobOutcome) -> TableError:
    # The remedy is CSV, which needs no parser of workbooks.
    if outcome is JobOutcome.CRASHED:
        return unreadable(
            name,
            "broken_xlsx",
            "The file is broken: the parser ended while it read it.",
            "Save the sheet with the rows as CSV, and send that.",
        )
    return too_large(
        name,
        "too_costly",
        f"Reading the file takes more {_resource(outcome)} than one request may use.",
        "Save the sheet with the rows as CSV, and send that.",
    )


def _resource(outcome: JobOutcome) -> str:
    return "memory" if outcome is JobOutcome.MEMORY_EXCEEDED else "time"
