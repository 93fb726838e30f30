"""The tables of a batch: read, surveyed, and reported with what each column became."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct, structs

from common.barcode.model.errors import BarcodeError, Problem
from common.operations import isolated_parsing
from common.operations.batches import content_columns
from common.operations.quota import Quota
from common.tables import column_choices, edits
from common.tables.columns import Column, Columns, MappedColumn
from common.tables.edits import RowEdit
from common.tables.errors import TableTooLarge, too_many_rows, unreadable
from common.tables.format_proposal import FormatProposal
from common.tables.selection import TableChoice
from common.tables.survey import Survey
from common.tables.table import Pause, Place, Table, replace_lone_surrogates


class Reading(Struct, frozen=True):
    """How to read the tables of a request.

    Attributes:
        encoding: encoding of text files; empty to detect it.
        header_row: number of the row with the names of the columns, 0 if there is none; None to
            find it.
        columns: columns by what they become, or the other way round: see
            `common.tables.column_choices`.
        sheet: name or number of the sheet; empty to find it.
        range: the cells of the table, such as ``B3:F40``; empty to find them.
    """

    encoding: str = ""
    header_row: int | None = None
    columns: dict[str, str] = {}
    sheet: str = ""
    range: str = ""


AS_FOUND = Reading()
# Lines above a table, such as titles, which are no rows of a batch.
_ABOVE = 100


class Source(Struct, frozen=True):
    """A table as the client sent it: name, Content-Type and bytes of the file."""

    name: str
    media_type: str
    content: bytes


class FileMapping(Struct, frozen=True, omit_defaults=True):
    """How a file was read.

    Attributes:
        header_row: number of the row with the names of the columns; 0 if there is none.
        columns: what each column became, and why.
        format: the symbology of rows that set none, and why; None if the request sets it.
        sheet: name of the sheet; empty if the file has none.
        range: cells of the table, with its header.
        others: other tables of the file, which ``sheet`` and ``range`` can choose.
    """

    header_row: int
    columns: tuple[MappedColumn, ...]
    format: FormatProposal | None = None
    sheet: str = ""
    range: str = ""
    others: tuple[Place, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield what each column became, and the symbology, a line each."""
        if self.format:
            yield f"Format: {self.format.format}. {self.format.reason}"
        for column in self.columns:
            yield f"Column {column.name!r}: {column.option or column.use}. {column.reason}"


class FileReport(Struct, frozen=True, omit_defaults=True):
    """The result of checking one file.

    Attributes:
        name: the file's name.
        kind: ``CSV``, ``XLSX``, ``TXT`` or ``JSON``; empty if it can't be read.
        media_type: the Content-Type that the client sent.
        valid: number of rows that can be drawn.
        invalid: number of rows that can't.
        columns: the columns and the options that they set.
        notes: facts about the file that its author should know, one sentence each.
        problems: why the file can't be read.
        mapping: what each column became, and why.
        edits: the cells that were changed since the file was sent.
    """

    name: str
    kind: str = ""
    media_type: str = ""
    valid: int = 0
    invalid: int = 0
    columns: tuple[Column, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    mapping: FileMapping | None = None
    edits: tuple[RowEdit, ...] = ()


class ParsedFile(Struct, frozen=True):
    """A file and the number of its rows, or the problems of one that can't be read."""

    source: Source
    count: int = 0
    table: Table | None = None
    columns: Columns | None = None
    problems: tuple[Problem, ...] = ()
    edits: tuple[RowEdit, ...] = ()


def parse_reading(
    columns: str, header_row: int | None, sheet: str = "", cells: str = ""
) -> Reading:
    """Return how to read a table whose *columns* are the text of a JSON object.

    Raises:
        OptionError: it is no object of texts.
    """
    return Reading("", header_row, column_choices.parse(columns), sheet, cells)


def parse_all(
    quota: Quota,
    sources: Sequence[Source],
    defaults: Mapping[str, str],
    readings: Sequence[Reading],
    tolerant: bool,
    every_edit: Sequence[Sequence[RowEdit]],
    pause: Pause,
) -> list[ParsedFile]:
    """Parse every file, with its edits; all together may have as many rows as a batch."""
    rows_left = quota.services.settings.batch_max_rows
    files: list[ParsedFile] = []
    for index, source in enumerate(sources):
        # The name goes into JSON and headers, which can't carry a lone surrogate.
        named = structs.replace(source, name=replace_lone_surrogates(source.name))
        own = tuple(every_edit[index]) if index < len(every_edit) else ()
        files.append(
            _parse(quota, named, defaults, readings[index], tolerant, own, rows_left, pause)
        )
        # The bound is for all files of a batch together.
        rows_left -= files[-1].count
    return files


def open_table(quota: Quota, source: Source, reading: Reading, most: int, pause: Pause) -> Table:
    """Return the table in *source*, which may have *most* rows.

    Raises:
        TableError: it can't be read.
    """
    return isolated_parsing.read_table(
        quota.services,
        quota.caller.key,
        source.name,
        source.content,
        media_type=source.media_type,
        encoding=reading.encoding,
        wanted=TableChoice(reading.sheet, reading.range, reading.header_row),
        most=most,
        pause=pause,
    )


def _parse(
    quota: Quota,
    source: Source,
    defaults: Mapping[str, str],
    reading: Reading,
    tolerant: bool,
    own_edits: tuple[RowEdit, ...],
    max_rows: int,
    pause: Pause,
) -> ParsedFile:
    """Read *source* to its end and count its rows.

    Counting first refuses an oversized table before any row is checked, and gives the total for
    progress.
    """
    try:
        # Titles above the table count too.
        table = open_table(quota, source, reading, max_rows + _ABOVE, pause)
        table = edits.apply(table, own_edits)
        survey = Survey(table)
        # The table is read twice rather than kept: its cells may take much more memory than the
        # file.
        for record in table.records():
            survey.add(record)
            pause()
            if survey.rows > max_rows:
                raise too_many_rows(source.name)
        assigned = content_columns.assign(table, survey, defaults, reading.columns, pause)
        return ParsedFile(source, survey.rows, table, assigned, edits=own_edits)
    except BarcodeError as error:
        # A table that is too large refuses the batch even if others could be read.
        if not tolerant or isinstance(error, TableTooLarge):
            raise
        return ParsedFile(source, problems=error.problems)


def require_rows(files: Sequence[ParsedFile]) -> int:
    """Return the number of rows in all files; raise TableError if there are none."""
    count = sum(file.count for file in files)
    if not count and not any(file.problems for file in files):
        raise unreadable(
            files[0].source.name, "no_rows", "The table has no rows.", "Send one row or more."
        )
    return count


def mapping_of(table: Table, columns: Columns) -> FileMapping:
    """Return how *table* was read."""
    place = table.place or Place("", "")
    return FileMapping(
        table.header_row, columns.mapped, columns.format, place.sheet, place.range, table.others
    )


def report(file: ParsedFile, valid: int, invalid: int) -> FileReport:
    """Return the report of *file*, with the numbers of its good and bad rows."""
    source, table = file.source, file.table
    if table is None or file.columns is None:
        return FileReport(source.name, media_type=source.media_type, problems=file.problems)
    mapped = mapping_of(table, file.columns)
    return FileReport(
        source.name,
        table.kind,
        source.media_type,
        valid,
        invalid,
        file.columns.every,
        (*table.notes, *file.columns.notes),
        mapping=mapped,
        edits=file.edits,
    )
