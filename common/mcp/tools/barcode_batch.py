"""The tool that takes many barcodes from a table, for a ZIP file or sheets of labels."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from common.barcode.encode import symbology
from common.barcode.render import image_format
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.content import Content
from common.mcp.protocol.definitions import (
    CallError,
    ResourceLink,
    TextContent,
    Tool,
    ToolHints,
    ToolResult,
)
from common.operations.batches import lifecycle, urls
from common.operations.batches.lifecycle import Batch, Source
from common.operations.batches.rate_bounds import TooManyBatches
from common.operations.batches.rows import Row

MOST_TABLE = 900_000  # characters: a message is at most 1 MiB by default
NAME = "barcode_batch"
_MOST_PROBLEMS = 20
_TOLD_EVERY = 100  # rows
_EXAMPLE = "data,format,title\n5901234123457,ean13,Tea\n00123,code128,Shelf 7"
_MEDIA_TYPES = {
    "barcodes.zip": "application/zip",
    "labels.pdf": "application/pdf",
    "labels.zpl": "application/zpl",
    "report.csv": "text/csv",
}


class Arguments(Struct, frozen=True, kw_only=True):
    """What the tool takes."""

    table: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=MOST_TABLE,
            description="CSV whose first line names the columns: data, format and other options, "
            "filename; further columns can be printed on labels. Or a datum a line, or a JSON "
            "array of objects.",
            examples=[_EXAMPLE],
        ),
    ]
    format: (
        Annotated[
            str, Meta(description="The symbology of rows that name none.", examples=["code128"])
        ]
        | None
    ) = None
    image_format: (
        Annotated[
            str,
            Meta(
                description="The image format of rows that name none. Default PNG.",
                examples=["PNG"],
            ),
        ]
        | None
    ) = None
    strict: Annotated[
        bool,
        Meta(description="Refuse the whole where one row is bad. Default false.", examples=[True]),
    ] = False


class Summary(Struct, frozen=True):
    """What was taken in.

    Attributes:
        id: of the batch.
        valid: rows that can be drawn.
        invalid: rows that can't.
        expires_at: until when it can be fetched, ISO 8601.
        links: where to fetch it, by file name.
        problems: what is wrong with the first bad rows, and how to mend it.
    """

    id: str
    valid: int
    invalid: int
    expires_at: str
    links: dict[str, str]
    problems: list[str]


class _Cancelled(Exception):
    """The client gave up."""


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Take the table in."""
    given = schema.parse(Arguments, arguments)
    defaults: dict[str, object] = {
        name: value
        for name, value in (("format", given.format), ("image_format", given.image_format))
        if value
    }

    def pause() -> None:
        context.pause()
        if context.cancelled():
            raise _Cancelled

    def progress(done: int, total: int) -> None:
        if done % _TOLD_EVERY == 0 or done == total:
            context.progress(done, total, f"{done:,} of {total:,} rows are checked.")

    try:
        taken = lifecycle.create(
            context.quota,
            [Source("", "", given.table.encode())],
            defaults,
            strict=given.strict,
            pause=pause,
            progress=progress,
        )
    except TooManyBatches as error:
        raise CallError(str(error)) from error
    except _Cancelled:
        return ToolResult((TextContent("Cancelled; nothing was kept."),), is_error=True)
    # A caller who is not told of the batch can't fetch it.
    with context.quota.refunding(taken.valid):
        return _result(context, taken)


_LABELS = (
    "labels.pdf takes a query such as ?template=L7160&title=COLUMN&lines=COLUMN,COLUMN"
    "&start=1; templates are L7160, L7163, 5160, 5163, A4, Letter, roll."
)
_NOWHERE = (
    "No HTTP server stands behind this conversation, so there is nowhere to fetch files from. Save "
    "the table and run `barcode-api batch FILE -o barcodes.zip` (or labels.pdf, labels.zpl), or "
    "start `barcode-api serve` and connect to it."
)


def _is_alone(context: ToolContext) -> bool:
    """Say whether this process is a server over standard streams with no other beside it."""
    living = context.services.metrics.snapshot().processes
    return {name for name, _ in living} == {"stdio"}


def _result(context: ToolContext, taken: Batch) -> ToolResult:
    refused = _refused(context, taken)
    _log(context, taken, refused)
    alone = _is_alone(context)
    links = {} if alone else urls.absolute_links(context.services.settings, taken)
    summary = Summary(
        id=taken.id,
        valid=taken.valid,
        invalid=taken.invalid,
        expires_at=datetime.fromtimestamp(taken.expires_at, UTC).isoformat(),
        links=links,
        problems=[_problem(row) for row in refused],
    )
    until = "" if alone else f", to be fetched until {summary.expires_at}"
    said = [f"{_rows(taken.valid)} can be drawn{until}."]
    if taken.invalid:
        said.append(f"{_rows(taken.invalid)} can't be drawn:")
        said += summary.problems
    said += [note for file in taken.files for note in file.notes]
    said += [f"{name}: {url}" for name, url in links.items() if name in _MEDIA_TYPES]
    said.append(_NOWHERE if alone else _LABELS)
    if context.quota.caller.key.startswith("user:"):
        said.append("Fetch them with the same credentials.")
    offered = [
        ResourceLink(uri=url, name=name, mime_type=_MEDIA_TYPES[name])
        for name, url in links.items()
        if name in _MEDIA_TYPES
    ]
    content: tuple[Content, ...] = (TextContent("\n".join(said)), *offered)
    return ToolResult(content, msgspec.to_builtins(summary))


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _refused(context: ToolContext, taken: Batch) -> list[Row]:
    """Return the first bad rows."""
    return list(islice(_bad(context, taken), min(taken.invalid, _MOST_PROBLEMS)))


def _bad(context: ToolContext, taken: Batch) -> Iterator[Row]:
    for row in lifecycle.rows(context.services, taken):
        context.pause()
        if row.options is None:
            yield row


def _problem(row: Row) -> str:
    return f"Row {row.number}: {' '.join(str(problem) for problem in row.problems)}"


def _log(context: ToolContext, taken: Batch, refused: list[Row]) -> None:
    """Tell the client, as log messages, what was refused and what was done to the table."""
    for row in refused:
        problems = msgspec.to_builtins(row.problems)
        told = {"message": _problem(row), "row": row.number, "problems": problems}
        context.log("warning", told, NAME)
    for note in (note for file in taken.files for note in file.notes):
        context.log("notice", {"message": note}, NAME)
    checked = f"{_rows(taken.valid)} can be drawn, {_rows(taken.invalid)} can't."
    context.log(
        "notice" if taken.invalid else "debug",
        {"message": checked, "valid": taken.valid, "invalid": taken.invalid},
        NAME,
    )


TOOL = Tool(
    name=NAME,
    title="Draw many barcodes",
    description=(
        "Takes a table of barcodes, checks every row, and returns links to a ZIP file of pictures, "
        "to sheets of labels as PDF, and to a report. Use it for more than a handful of barcodes, "
        "or for labels; for one barcode use barcode_generator, which returns the picture itself. "
        "Bad rows are told with what would work and don't stop good ones."
    ),
    input_schema=schema.of(
        Arguments,
        {
            "format": {"enum": symbology.offered_names()},
            "image_format": {"enum": list(image_format.catalogue())},
        },
    ),
    output_schema=schema.of_result(Summary),
    hints=ToolHints(read_only_hint=False, idempotent_hint=False),
    run=run,
    is_slow=True,
    charges=True,
)
