"""The tool that tells what can be drawn."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.definitions import TextContent, Tool, ToolResult
from common.operations import catalogue
from common.operations.catalogue import Entry


class Wanted(Struct, frozen=True):
    """What to look for; nothing lists everything."""

    search: Annotated[
        str,
        Meta(
            max_length=100,
            description="Words from a name, a use or a standard. Leave it out to list all.",
            examples=["postal", "GS1", "ISO/IEC 16022"],
        ),
    ] = ""


class Found(Struct, frozen=True):
    """The symbologies that match."""

    symbologies: tuple[Entry, ...]


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """List the symbologies that match the search."""
    words = schema.parse(Wanted, arguments).search.casefold().split()
    found = Found(tuple(entry for entry in catalogue.every() if _matches(entry, words)))
    told = [
        f"{entry.id}: {entry.title} ({entry.family}), such as {entry.example}"
        for entry in found.symbologies
    ]
    text = "\n".join(told) or "None matches. Leave `search` out to list every symbology."
    return ToolResult((TextContent(text),), msgspec.to_builtins(found))


def _matches(entry: Entry, words: list[str]) -> bool:
    text = " ".join(
        (entry.id, entry.title, entry.family, entry.standard, entry.note, *entry.aliases)
    )
    return all(word in text.casefold() for word in words)


TOOL = Tool(
    name="symbology_list",
    title="List barcode formats",
    description=(
        "Lists the symbologies that can be drawn, with an example and the data each takes. Use it "
        "to choose a `format` for barcode_generator."
    ),
    input_schema=schema.of(Wanted),
    output_schema=schema.of_result(Found),
    run=run,
)
