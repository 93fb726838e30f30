"""The tool that lists the application standards and describes the fields of one."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from common.barcode.model.errors import DataError
from common.mcp.context import ToolContext
from common.mcp.protocol import schema
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import CallError, Tool, ToolResult
from common.operations import content


class ContentQuery(Struct, frozen=True):
    """The arguments of the tool."""

    content: (
        Annotated[
            str,
            Meta(
                description="Describe this content type with all of its fields; without it, every "
                "type is listed in one line.",
                examples=["wifi"],
            ),
        ]
        | None
    ) = None


def run(context: ToolContext, arguments: Mapping[str, Any]) -> ToolResult:
    """List every content type, or describe the one in *arguments*."""
    id = schema.parse(ContentQuery, arguments).content
    if id:
        try:
            # The list is short and one type is long: a model asks for the one that it needs.
            text = _described(content.one(id))
        except DataError as error:
            raise CallError(str(error)) from error
    else:
        text = "\n".join(f"{one.id}: {one.title} ({one.standard})" for one in content.every())
    return ToolResult((TextContent(text),))


def _described(details: content.ContentDetails) -> str:
    fields = details.fields["properties"]
    required = details.fields.get("required", [])
    lines = [
        f"{details.content.id}: {details.content.title}. {details.content.description}",
        "Fields:",
        *(
            f"- {name}{' (required)' if name in required else ''}: {field['description']}"
            for name, field in fields.items()
        ),
        f"content_fields of an example: {msgspec.json.encode(details.example).decode()}",
    ]
    return "\n".join(lines)


TOOL = Tool(
    name="content_types",
    title="List application standards",
    description=(
        "Lists the application standards that barcode_generator builds data for: payments (SEPA, "
        "Swiss QR-bill, Pix …), Wi-Fi, contacts, events, GS1, HIBC, UDI, boarding passes and more. "
        "Give `content` to get the fields of one."
    ),
    input_schema=schema.of(ContentQuery),
    run=run,
)
