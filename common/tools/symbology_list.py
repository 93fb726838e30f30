"""The tool that tells what can be drawn."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from common.barcode import symbology
from common.barcode.symbology import Symbology
from common.mcp import schema
from common.mcp.declarations import TextContent, Tool, ToolResult
from common.tools.context import ToolContext


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


class Line(Struct, frozen=True):
    """One symbology, in short."""

    format: str
    title: str
    use: str
    example: str
    characters: str
    lengths: str
    verified: bool


class Found(Struct, frozen=True):
    """The symbologies that match."""

    symbologies: tuple[Line, ...]


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """List the symbologies that match the search."""
    words = schema.parse(Wanted, arguments).search.casefold().split()
    kinds = [kind for kind in symbology.catalogue().values() if _matches(kind, words)]
    found = Found(tuple(_line(kind) for kind in kinds))
    told = [f"{kind.id}: {kind.title} ({kind.family}), such as {kind.example}" for kind in kinds]
    text = "\n".join(told) or "None matches. Leave `search` out to list every symbology."
    return ToolResult((TextContent(text),), msgspec.to_builtins(found))


def _matches(kind: Symbology, words: list[str]) -> bool:
    text = " ".join((kind.id, kind.title, kind.family, kind.standard, kind.note, *kind.aliases))
    return all(word in text.casefold() for word in words)


def _line(kind: Symbology) -> Line:
    return Line(
        format=kind.id,
        title=kind.title,
        use=kind.family,
        example=kind.example,
        characters=kind.characters,
        lengths=kind.lengths,
        verified=kind.verified,
    )


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
