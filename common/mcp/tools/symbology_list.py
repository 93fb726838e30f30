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
    """The search; without arguments it matches every symbology."""

    search: Annotated[
        str,
        Meta(
            max_length=100,
            description="Words from a name, a use or a standard. Omit it to list all.",
            examples=["postal", "GS1", "ISO/IEC 16022"],
        ),
    ] = ""
    format: Annotated[
        str,
        Meta(
            max_length=100,
            description="The id or another name of one symbology, to get all of its rules.",
            examples=["ean13"],
        ),
    ] = ""


class ListedSymbology(Struct, frozen=True):
    """A symbology in a list, with the rules of `catalogue.Entry` if one was named."""

    id: str
    title: str
    family: str
    example: str
    rules: Entry | None = None


class Matches(Struct, frozen=True):
    """The symbologies that match."""

    symbologies: tuple[ListedSymbology, ...]


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """List the symbologies that match the search, or the rules of one."""
    query = schema.parse(Query, arguments)
    if query.format:
        entry = catalogue.one(query.format).symbology
        return _result((_listed(entry, entry),), [_rules(entry)])
    words = query.search.casefold().split()
    entries = [entry for entry in catalogue.every() if _matches(entry, words)]
    # A model reads the whole result, so a list of all symbologies leaves the rules out.
    lines = [
        f"{entry.id}: {entry.title} ({entry.family}), such as {entry.example}" for entry in entries
    ]
    if lines:
        lines.append("Call again with `format` for the rules of one.")
    else:
        lines.append("No symbology matches. Omit `search` to list every one.")
    return _result(tuple(_listed(entry) for entry in entries), lines)


def _result(listed: tuple[ListedSymbology, ...], lines: list[str]) -> ToolResult:
    return ToolResult((TextContent("\n".join(lines)),), schema.as_result(Matches(listed)))


def _listed(entry: Entry, rules: Entry | None = None) -> ListedSymbology:
    return ListedSymbology(entry.id, entry.title, entry.family, entry.example, rules)


def _rules(entry: Entry) -> str:
    rules = (
        f"{entry.id}: {entry.title} ({entry.family}), {entry.standard}.",
        f"Characters: {entry.characters}. Lengths: {entry.lengths}.",
        f"Check digit: {entry.check_digit}." if entry.check_digit else "",
        f"Options of its own: {', '.join(entry.own_options)}." if entry.own_options else "",
        entry.note,
        f"Example: {entry.example}",
    )
    return " ".join(filter(None, rules))


def _matches(entry: Entry, words: list[str]) -> bool:
    text = " ".join(
        (entry.id, entry.title, entry.family, entry.standard, entry.note, *entry.aliases)
    )
    return all(word in text.casefold() for word in words)


TOOL = Tool(
    name="symbology_list",
    title="List barcode formats",
    description=(
        "Lists the symbologies that can be drawn, each with an example, or the rules of one: the "
        "data and options that it accepts. Use it to choose a `format` for barcode_generator."
    ),
    input_schema=schema.of(Query),
    output_schema=schema.of_result(Matches),
    run=run,
)
