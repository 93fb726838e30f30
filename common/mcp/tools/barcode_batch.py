"""The tool that draws many barcodes from a table, as a ZIP file or sheets of labels."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta, Struct

from common.barcode.encode import symbology
from common.barcode.labels import builtin
from common.barcode.render import image_format
from common.content import catalogue
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import CallError, Tool, ToolHints, ToolResult
from common.operations import service_url
from common.operations.batches import charging, label_choices, lifecycle, outputs, urls
from common.operations.batches.files import Source, parse_reading
from common.operations.batches.lifecycle import Batch
from common.operations.batches.rate_bounds import TooManyBatches
from common.operations.batches.rows import Row
from common.operations.batches.storage import explain
from common.operations.labels import printing
from common.operations.labels.printing import PrintRefused, Target
from common.services.store.batches import BatchStorageFull

# Characters; a message has at most 1 MiB by default (MCP_MAX_MESSAGE_BYTES).
MAX_TABLE_LENGTH = 900_000
NAME = "barcode_batch"
_MAX_PROBLEMS = 20
_NOTED_ROWS = 1_000  # of which notes are collected: reading a large batch again takes seconds
_PROGRESS_ROWS = 100  # between two progress reports
_EXAMPLE = "data,format,title\n5901234123457,ean13,Tea\n00123,code128,Shelf 7"


class BatchOptions(Struct, frozen=True, kw_only=True):
    """The arguments of the tool, without the table."""

    format: (
        Annotated[
            str, Meta(description="The symbology of rows without a format.", examples=["code128"])
        ]
        | None
    ) = None
    content: (
        Annotated[
            str,
            Meta(
                description="Application standard of rows without one: columns have the names of "
                "its fields, which content_types lists.",
                examples=["wifi"],
            ),
        ]
        | None
    ) = None
    content_fields: (
        Annotated[
            str,
            Meta(
                description="Fields of content that all rows share, as the text of a JSON object.",
                examples=['{"security": "WPA"}'],
            ),
        ]
        | None
    ) = None
    image_format: (
        Annotated[
            str,
            Meta(
                description="The image format of rows without one. Default PNG.",
                examples=["PNG"],
            ),
        ]
        | None
    ) = None
    columns: (
        Annotated[
            str,
            Meta(
                description="What columns become, if the proposed mapping is wrong: the text of a "
                "JSON object of uses and columns (data, title, text, copies, format, filename), or "
                "of columns and ignore.",
                examples=['{"data": "EAN", "copies": "Stock"}'],
            ),
        ]
        | None
    ) = None
    header_row: (
        Annotated[
            int,
            Meta(
                ge=0,
                le=100,
                description="Number of the row with the names of the columns, 0 if there is none.",
                examples=[3],
            ),
        ]
        | None
    ) = None
    sheet: (
        Annotated[
            str,
            Meta(
                max_length=200,
                description="Name or number of the sheet of a workbook; found if omitted.",
                examples=["Products"],
            ),
        ]
        | None
    ) = None
    range: (
        Annotated[
            str,
            Meta(
                max_length=40,
                description="Cells of the table with its header; found if omitted.",
                examples=["B3:F40"],
            ),
        ]
        | None
    ) = None
    strict: Annotated[
        bool,
        Meta(
            description="Refuse the whole table if one row is bad. Default false.", examples=[True]
        ),
    ] = False


class Arguments(BatchOptions, frozen=True, kw_only=True):
    """The arguments of the tool."""

    table: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=MAX_TABLE_LENGTH,
            description="CSV or cells pasted from a spreadsheet, with a row that names the "
            "columns: those of the barcode, of names and of numbers of labels are found; columns "
            "called as options set them. With content, a column per field instead of data. Or one "
            "value per line, or a JSON array of objects.",
            examples=[_EXAMPLE],
        ),
    ]
    labels: (
        Annotated[
            str,
            Meta(
                max_length=2_000,
                description="Options of labels as a query: a label template and its "
                "stock, or a sheet or roll with title and lines. The batch keeps them for all "
                "files of labels.",
                examples=["template=product-price&stock=L7160"],
            ),
        ]
        | None
    ) = None
    template: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=100_000,
                description="A label template as the text of its JSON document, or its name.",
                examples=["product-price"],
            ),
        ]
        | None
    ) = None
    print_on: (
        Annotated[
            str,
            Meta(
                min_length=1,
                max_length=40,
                description="Name of a printer of the operator, on which the labels are printed "
                "at once. Needs credentials.",
                examples=["desk"],
            ),
        ]
        | None
    ) = None


class Summary(Struct, frozen=True):
    """The accepted batch.

    Attributes:
        id: the id of the batch.
        valid: the number of rows that can be drawn.
        invalid: the number of rows that can't.
        expires_at: when its files are deleted, ISO 8601.
        links: the URL of each file, by name.
        problems: the problems of the first bad rows, with their fixes.
        notes: what to know of the first rows that can be drawn.
        mapping: what each column became, and why.
    """

    id: str
    valid: int
    invalid: int
    expires_at: str
    links: dict[str, str]
    problems: list[str]
    notes: list[str]
    mapping: list[str]


class _Cancelled(Exception):
    """The client has cancelled the call."""


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Accept the table in *arguments* as a batch."""
    given = schema.parse(Arguments, arguments)
    chosen = label_options_of(given.labels or "", given.template)
    # A batch whose links would fail costs the caller its rows.
    outputs.check_labels(context.services, context.quota.caller.key, ".pdf", chosen)
    target = printer_of(context, given.print_on, chosen) if given.print_on else None

    def answer(context: ToolContext, batch: Batch) -> ToolResult:
        printed = [print_batch(context, batch, target, chosen)] if target else []
        return _linked(context, batch, printed)

    return accept(context, given, Source("", "", given.table.encode()), chosen, answer)


def printer_of(context: ToolContext, name: str, chosen: Mapping[str, object]) -> Target:
    """Return the printer called *name*, after checking that it can print *chosen* labels."""
    try:
        found = printing.find(context.services.settings, context.quota.caller, name)
    except PrintRefused as refused:
        raise CallError(f"print_on: {refused.problem.text}") from refused
    outputs.check_labels(
        context.services, context.quota.caller.key, f".{found.kind}", printing.merged(found, chosen)
    )
    return found


def print_batch(
    context: ToolContext, batch: Batch, target: Target, chosen: Mapping[str, object]
) -> str:
    """Print the labels of *batch*, and return a line about the job."""
    options = printing.merged(target, chosen)
    caller = context.quota.caller.key
    where = context.services, caller, batch, f".{target.kind}", options, context.pause
    charging.charge_labels(context.quota, batch, outputs.extra_cost(*where))
    pieces = outputs.write(*where)
    try:
        printed = target.print(pieces, batch.valid)
    except PrintRefused as refused:
        raise CallError(f"print_on: {refused.problem.text}") from refused
    job = f"job {printed.job}, " if printed.job else ""
    return f"Printed on {printed.printer}: {job}{printed.state}."


def label_options_of(query: str, template: str | None = None) -> dict[str, object]:
    """Return the options of labels in *query*, which is written as in a URL, with *template*.

    Raises:
        CallError: both have a template.
    """
    # Models write a query with its question mark or without.
    chosen: dict[str, object] = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
    if template is None:
        return chosen
    if label_choices.TEMPLATE in chosen:
        raise CallError("template: labels names a template too; give one of them.")
    return {**chosen, label_choices.TEMPLATE: template}


def accept(
    context: ToolContext,
    given: BatchOptions,
    source: Source,
    labels: Mapping[str, object],
    answer: Callable[[ToolContext, Batch], ToolResult],
) -> ToolResult:
    """Return the result of *answer*, called with the batch that *source* becomes.

    Args:
        context: the call.
        given: the arguments.
        source: the table.
        labels: options of labels, which the batch keeps.
        answer: makes the result.

    Raises:
        CallError, BarcodeError: the table can't be accepted.
    """
    defaults: dict[str, object] = {
        name: value
        for name in ("format", "image_format", "content", "content_fields")
        if (value := getattr(given, name))
    }

    def pause() -> None:
        context.pause()
        # An exception, so that the operation stores nothing.
        if context.cancelled():
            raise _Cancelled

    def progress(done: int, total: int) -> None:
        if done % _PROGRESS_ROWS == 0 or done == total:
            context.progress(done, total, f"{done:,} of {total:,} rows are checked.")

    try:
        batch = lifecycle.create(
            context.quota,
            [source],
            defaults,
            strict=given.strict,
            reading=parse_reading(
                given.columns or "", given.header_row, given.sheet or "", given.range or ""
            ),
            labels=labels,
            pause=pause,
            progress=progress,
        )
    except TooManyBatches as error:
        raise CallError(str(error)) from error
    except BatchStorageFull as full:
        raise CallError(str(explain(full))) from full
    except _Cancelled:
        return ToolResult((TextContent("Cancelled; nothing was stored."),), is_error=True)
    return answer(context, batch)


_LABELS = (
    "labels.pdf accepts a query such as ?template=L7160&title=COLUMN&lines=COLUMN,COLUMN&start=1, "
    "with a sheet or roll of Avery, Zweckform, Herma, DYMO, Brother or Zebra, A4, Letter or roll; "
    f"or ?template=NAME&stock=L7160 with a label template: {', '.join(builtin.names())}."
)
_NO_HTTP_SERVER = (
    "This server has no HTTP server, so its files can't be fetched. Save "
    "the table and run `barcode-api batch FILE -o barcodes.zip` (or labels.pdf, labels.zpl), or "
    "start `barcode-api serve` and connect to it."
)


def _has_no_http_server(context: ToolContext) -> bool:
    """Return True if only servers over standard streams use the data directory."""
    processes = context.services.metrics.snapshot().processes
    return {name for name, _ in processes} == {"stdio"}


def _linked(context: ToolContext, batch: Batch, printed: Iterable[str]) -> ToolResult:
    """Return the result with links to the files."""
    # A link to a server that does not run would fail.
    linked = not _has_no_http_server(context)
    settings = context.services.settings
    base = context.service_url or service_url.of_process(settings)
    links = urls.absolute_links(settings, batch, base) if linked else {}
    summary = summarise(context, batch, links)
    files = {name: url for name, url in links.items() if name != "self"}
    # Several clients fail on links as content, so that they are in the text.
    end = [*printed, *(f"{name}: {url}" for name, url in files.items())]
    end.append(_LABELS if files else _NO_HTTP_SERVER)
    if files and context.quota.caller.key.startswith("user:"):
        end.append("Fetch them with the same credentials.")
    until = f"; the files are available until {summary.expires_at}" if files else ""
    return as_result(batch, summary, end, until)


def summarise(context: ToolContext, batch: Batch, links: dict[str, str]) -> Summary:
    """Return what is to be known of *batch*, and log it."""
    # Bounded by the count, so that the rows after the last bad one are not read.
    bad_rows = list(islice(_bad_rows(context, batch), min(batch.invalid, _MAX_PROBLEMS)))
    noted_rows = islice(lifecycle.rows(context.services, batch), _NOTED_ROWS)
    notes = [f"Row {row.number}: {' '.join(row.notes)}" for row in noted_rows if row.notes]
    _log(context, batch, bad_rows)
    return Summary(
        id=batch.id,
        valid=batch.valid,
        invalid=batch.invalid,
        expires_at=datetime.fromtimestamp(batch.expires_at, UTC).isoformat(),
        links=links,
        problems=[_problem(row) for row in bad_rows],
        notes=notes[:_MAX_PROBLEMS],
        mapping=[line for file in batch.files if file.mapping for line in file.mapping.lines()],
    )


def as_result(batch: Batch, summary: Summary, end: Iterable[str], until: str = "") -> ToolResult:
    """Return *summary* as a result, whose text closes with the lines *end*."""
    text = "\n".join([*_lines(batch, summary, until), *end])
    return ToolResult((TextContent(text),), schema.as_result(summary))


def _lines(batch: Batch, summary: Summary, until: str) -> Iterator[str]:
    yield f"{_rows(batch.valid)} can be drawn{until}."
    if batch.invalid:
        yield f"{_rows(batch.invalid)} can't be drawn:"
        yield from summary.problems
    yield from summary.mapping
    for file in batch.files:
        yield from file.notes
    yield from summary.notes


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _bad_rows(context: ToolContext, batch: Batch) -> Iterator[Row]:
    for row in lifecycle.rows(context.services, batch):
        # Reading the rows of a large batch again takes seconds.
        context.pause()
        if row.options is None:
            yield row


def _problem(row: Row) -> str:
    return f"Row {row.number}: {' '.join(str(problem) for problem in row.problems)}"


def _log(context: ToolContext, batch: Batch, bad_rows: list[Row]) -> None:
    """Send as log messages which rows were refused and how the table was read."""
    # A client shows log messages to its user, who has the table; the model has the summary.
    for row in bad_rows:
        problems = msgspec.to_builtins(row.problems)
        data = {"message": _problem(row), "row": row.number, "problems": problems}
        context.log("warning", data, NAME)
    for note in (note for file in batch.files for note in file.notes):
        context.log("notice", {"message": note}, NAME)
    totals = f"{_rows(batch.valid)} can be drawn, {_rows(batch.invalid)} can't."
    context.log(
        "notice" if batch.invalid else "debug",
        {"message": totals, "valid": batch.valid, "invalid": batch.invalid},
        NAME,
    )


# The values of arguments that name something.
NAMES = {
    "format": {"enum": symbology.offered_names()},
    "content": {"enum": list(catalogue.catalogue())},
    "image_format": {"enum": list(image_format.catalogue())},
}

TOOL = Tool(
    name=NAME,
    title="Draw many barcodes",
    description=(
        "Checks every row of a table of barcodes, and returns links to a ZIP file of pictures, to "
        "sheets of labels as PDF, and to a report. Use it for more than five barcodes, or for "
        "labels; for one barcode use barcode_generator, which returns the picture itself. Each "
        "bad row is returned with its fix, and does not prevent the others."
    ),
    input_schema=schema.of(Arguments, NAMES),
    output_schema=schema.of_result(Summary),
    hints=ToolHints(read_only_hint=False, idempotent_hint=False),
    run=run,
    is_slow=True,
    charges=True,
)
