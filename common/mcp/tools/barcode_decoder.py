"""The tool that reads barcodes in a picture or document."""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from msgspec import Meta, Struct

from common.barcode.decode import reader
from common.barcode.decode.diagnosis.request import MAX_EXPECTED, Mode
from common.barcode.decode.grading.quality import Quality
from common.barcode.decode.reader import PageRead, Wanted
from common.barcode.pages.page import MAX_PAGES
from common.barcode.pages.page_errors import READABLE
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import CallError, Tool, ToolResult
from common.mcp.tools.barcode_validator import explanation_text
from common.operations.decode import DecodedBarcode, DecodedFile, decode

# A message of the WebSocket transport may be slightly longer (MCP_MAX_MESSAGE_BYTES).
_MAX_CHARACTERS = 1_000_000
# The highest grade of ISO/IEC 15415 and 15416.
_BEST = 4
_MAX_FORMATS, _MAX_NAME, _MAX_FILES = 200, 100, 20


class Selection(Struct, frozen=True, kw_only=True):
    """What to read of a file."""

    formats: Annotated[
        list[Annotated[str, Meta(max_length=_MAX_NAME)]],
        Meta(
            max_length=_MAX_FORMATS,
            description="Formats to look for, as symbology_list names them; if left out, all. Name "
            "those that look like others (pharmacode, 2-of-5 codes, ean2, telepen_numeric).",
            examples=[["pharmacode", "msi"]],
        ),
    ] = []
    pages: Annotated[
        str,
        Meta(
            max_length=1_000,
            description="Pages or frames to read, from 1; if left out, all, at most "
            f"{MAX_PAGES} in a call.",
            examples=["1-3,7"],
        ),
    ] = ""
    diagnose: Annotated[
        Mode,
        Meta(
            description="When to say what is wrong with a barcode that is not read: auto, if "
            "nothing sure is found or less than formats or expected say, or if scanners with red "
            "light can't see what is read; all, always, and also "
            "what other readers may fail at in those that are read, with their grades by ISO/IEC "
            "15416 and 15415; none, never.",
            examples=["all"],
        ),
    ] = "auto"

    expected: Annotated[
        int,
        Meta(
            ge=0,
            le=MAX_EXPECTED,
            description="How many barcodes each page should show; 0 if that is unknown. If fewer "
            "are read, the result says how many are missing, and what else looks like a barcode "
            "and why it is not read.",
            examples=[3],
        ),
    ] = 0

    join: Annotated[
        bool,
        Meta(
            description="Return the symbols of a message (structured append of QR Code, Data "
            "Matrix and Aztec Code, Macro PDF417) as one barcode with the whole text. A message "
            "with a part that is missing or there twice is refused. Default false.",
            examples=[True],
        ),
    ] = False


class Picture(Selection, frozen=True, kw_only=True):
    """A picture or document to read."""

    image: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=_MAX_CHARACTERS,
            description=f"The file ({READABLE}) as base64, or as a data: URL; at most 700 kB "
            "before encoding.",
            examples=["iVBORw0KGgo…"],
        ),
    ]
    more_images: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=_MAX_CHARACTERS)]],
        Meta(
            max_length=_MAX_FILES - 1,
            description="Further files like image, such as those with the other symbols of a "
            "message.",
            examples=[["iVBORw0KGgo…"]],
        ),
    ] = []


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Read the picture in *arguments*."""
    given = schema.parse(Picture, arguments)
    files = [from_base64(given.image)]
    files += (from_base64(text, "more_images") for text in given.more_images)
    return read(context, files, given)


def read(context: ToolContext, files: Sequence[bytes], given: Selection) -> ToolResult:
    """Read the barcodes in *files* that *given* selects."""
    found = decode(
        context.quota,
        files,
        Wanted.parse(given.formats, given.pages, given.diagnose, given.expected),
        join=given.join,
        read=context.offload(reader.read_file),
        cancelled=context.cancelled,
        progress=context.progress,
    )
    # A place is named only if there are several: one picture needs none.
    has_files = len(files) > 1
    has_pages = found.page_count > len(files)

    def where(file: int, page: int) -> str:
        of_file = f"file {file}: " if has_files else ""
        return f"{of_file}page {page}: " if has_pages else of_file

    lines = [line for one in found.barcodes for line in _lines(one, where(one.file, one.page))] or [
        "No barcode was found."
    ]
    lines += [
        line for page in found.pages for line in _diagnosis(page, where(page.file, page.number))
    ]
    text = "\n".join(lines)
    return ToolResult((TextContent(text),), schema.as_result(found))


def _lines(barcode: DecodedBarcode, where: str) -> Iterator[str]:
    yield f"{where}{barcode.format}{' (a guess)' if barcode.guess else ''}: {barcode.text}"
    # Indented, so that a model sees what belongs to one barcode.
    yield from (f"  or {each.format}: {each.text}" for each in barcode.alternatives)
    yield from (f"  {each.name}: {each.value}" for each in barcode.gs1_elements)
    if barcode.issuer:
        yield f"  Issuer of the number: {barcode.issuer}"
    if barcode.explanation:
        yield f"  {explanation_text(barcode.explanation)}"
    if barcode.gs1_problem:
        yield f"  Problem: {barcode.gs1_problem}"
    if place := barcode.structured_append:
        of = f" of {place.count}" if place.count else ""
        id = f", with the id {place.id}" if place.id else ""
        yield f"  Part {place.index}{of} of a message in several symbols{id}; join reads all."
    if barcode.parts:
        yield f"  Joined from {len(barcode.parts)} symbols."
    if barcode.note:
        yield f"  Note: {barcode.note}"
    if barcode.quality:
        yield f"  {_quality(barcode.quality)}"


def _quality(quality: Quality) -> str:
    """Return the grade with what lowers it most."""
    # The lowest parameter is the grade, so that it is also the one to mend.
    lowest = min(one.grade for one in quality.parameters)
    weak = [one.name.replace("_", " ") for one in quality.parameters if one.grade == lowest]
    because = f", because of {', '.join(weak)}" if lowest < _BEST else ""
    return (
        f"Print quality {quality.grade:.1f} ({quality.letter}) by {quality.standard}{because}."
        f" {quality.note}"
    )


def _diagnosis(page: PageRead, where: str) -> Iterator[str]:
    for finding in page.diagnosis:
        yield f"{where}Diagnosis {finding.code}: {finding.message}"
        if finding.text:
            yield f"  Probable text, not verified: {finding.text}"
        yield f"  Fix: {finding.fix}"


def from_base64(text: str, field: str = "image") -> bytes:
    """Return the bytes in *text*.

    Raises:
        CallError: the argument *field* is not base64.
    """
    # RFC 2397: the data of a data: URL follows the first comma.
    encoded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        # Some encoders break lines (RFC 2045, 6.8).
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise CallError(
            f"{field}: is not base64. Encode the bytes of the file as base64."
        ) from error


TOOL = Tool(
    name="barcode_decoder",
    title="Read barcodes in a picture",
    description=(
        "Reads every barcode and 2D code in a picture, a photo, or the pages of a PDF, and "
        "returns its format, text, position, and the elements of GS1 data. barcode_generator "
        "accepts format and text unchanged. If nothing is found, it says why and what to change."
    ),
    input_schema=schema.of(Picture),
    output_schema=schema.of_result(DecodedFile),
    run=run,
    app="ui://thebarcodeapi/reading.html",
    is_slow=True,
    charges=True,
)
