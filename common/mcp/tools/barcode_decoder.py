"""The tool that reads barcodes in a picture."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from common.barcode.decode import reader
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import CallError, TextContent, Tool, ToolResult
from common.mcp.tools.barcode_validator import explanation_text
from common.operations.decode import DecodedBarcode, decode

# A message of the WebSocket transport holds a little more.
_MOST_CHARACTERS = 1_000_000
_MOST_FORMATS, _LONGEST_NAME = 200, 100


class Picture(Struct, frozen=True):
    """A picture to read."""

    image: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=_MOST_CHARACTERS,
            description="The picture (PNG, JPEG, GIF, BMP, TIFF, WEBP or PCX) as base64, or as a "
            "data: URL; at most 700 kB before encoding.",
            examples=["iVBORw0KGgo…"],
        ),
    ]
    formats: Annotated[
        list[Annotated[str, Meta(max_length=_LONGEST_NAME)]],
        Meta(
            max_length=_MOST_FORMATS,
            description="Formats to look for, as symbology_list names them; if left out, all. Name "
            "those that look like others (pharmacode, 2-of-5 codes, ean2, telepen_numeric).",
            examples=[["pharmacode", "msi"]],
        ),
    ] = []


class Barcodes(Struct, frozen=True):
    """Every barcode in the picture, from top to bottom."""

    barcodes: tuple[DecodedBarcode, ...]


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """Read the picture in *arguments*."""
    given = schema.parse(Picture, arguments)
    found = decode(
        context.quota,
        _bytes(given.image),
        formats=given.formats,
        read=context.offload(reader.read),
        cancelled=context.cancelled,
    )
    lines = [line for barcode in found for line in _lines(barcode)]
    text = "\n".join(lines) or "No barcode was found. A sharper or larger picture may help."
    return ToolResult((TextContent(text),), msgspec.to_builtins(Barcodes(found)))


def _lines(barcode: DecodedBarcode) -> Iterator[str]:
    yield f"{barcode.format}{' (a guess)' if barcode.guess else ''}: {barcode.text}"
    yield from (f"  or {each.format}: {each.text}" for each in barcode.alternatives)
    yield from (f"  {each.name}: {each.value}" for each in barcode.gs1_elements)
    if barcode.explanation:
        yield f"  {explanation_text(barcode.explanation)}"
    if barcode.gs1_problem:
        yield f"  Problem: {barcode.gs1_problem}"
    if barcode.note:
        yield f"  Note: {barcode.note}"


def _bytes(text: str) -> bytes:
    encoded = text.partition(",")[2] if text.startswith("data:") else text
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise CallError("image: is not base64. Send the bytes of the file as base64.") from error


TOOL = Tool(
    name="barcode_decoder",
    title="Read barcodes in a picture",
    description=(
        "Reads every barcode and 2D code in a picture or photo: format, text, place, and the "
        "elements of GS1 data. Format and text can be given to barcode_generator unchanged."
    ),
    input_schema=schema.of(Picture),
    output_schema=schema.of_result(Barcodes),
    run=run,
    is_slow=True,
    charges=True,
)
