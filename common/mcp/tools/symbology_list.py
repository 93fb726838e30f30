"""The tool that lists every symbology."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import Tool, ToolResult
from common.operations import catalogue
from common.operations.catalogue import Entry


class Query(Struct, frozen=True):
    """The search; without words it matches every symbology."""

    search: Annotated[
        str,
        Meta(
            max_length=100,
            description="Words from a name, a use or a standard. Omit it to list all.",
            examples=["postal", "GS1", "ISO/IEC 16022"],
        ),
    ] = ""


class Matches(Struct, frozen=True):
    """The symbologies that match."""

    symbologies: tuple[Entry, ...]


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """List the symbologies that match the search."""
    words = schema.parse(Query, arguments).search.casefold().split()
    matches = Matches(tuple(entry for entry in catalogue.every() if _matches(entry, words)))
    lines = [
        f"{entry.id}: {entry.title} ({entry.family}), such as {entry.example}"
        for entry in matches.symbologies
    ]
    text = "\n".join(lines) or "No symbology matches. Omit `search` to list every one."
    return ToolResult((TextContent(text),), schema.as_result(matches))


def _matches(entry: Entry, words: list[str]) -> bool:
    text = " ".join(
        (entry.id, entry.title, entry.family, entry.standard, entry.note, *entry.aliases)
    )
    return all(word in text.casefold() for word in words)


TOOL = Tool(
    name="symbology_list",
    title="List barcode formats",
    description=(
        "Lists the symbologies that can be drawn, each with an example and the data that it "
        "accepts. Use it to choose a `format` for barcode_generator."
    ),
    input_schema=schema.of(Query),
    output_schema=schema.of_result(Matches),
    run=run,
)
