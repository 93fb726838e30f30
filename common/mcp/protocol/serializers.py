"""How declarations and results look in each revision: what it does not know is left out."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from common.mcp.protocol.content import AudioContent, Content, ResourceLink, TextContent
from common.mcp.protocol.definitions import (
    About,
    Declaration,
    Icon,
    InputRequired,
    Prompt,
    PromptResult,
    Resource,
    ResourceTemplate,
    Tool,
    ToolResult,
)
from common.mcp.protocol.revisions import Revision

Shape = dict[str, Any]
SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo"


def listed(declaration: Declaration, revision: Revision) -> Shape:
    """Return how *declaration* appears in its list."""
    match declaration:
        case Tool():
            return _tool(declaration, revision)
        case Resource():
            return _resource({"uri": declaration.uri}, declaration, revision)
        case ResourceTemplate():
            return _resource({"uriTemplate": declaration.uri_template}, declaration, revision)
        case Prompt():
            return _prompt(declaration, revision)


def _named(declaration: Declaration, revision: Revision, icons: Sequence[Icon]) -> Shape:
    shape: Shape = {"name": declaration.name, "description": declaration.description}
    if revision.titles:
        shape["title"] = declaration.title
    if revision.icons and icons:
        shape["icons"] = msgspec.to_builtins(icons)
    return shape


def _tool(tool: Tool, revision: Revision) -> Shape:
    shape = _named(tool, revision, tool.icons) | {"inputSchema": tool.input_schema}
    if revision.structured and tool.output_schema is not None:
        shape["outputSchema"] = tool.output_schema
    if revision.hints:
        shape["annotations"] = {"title": tool.title, **msgspec.to_builtins(tool.hints)}
    return shape


def _resource(place: Shape, declared: Resource | ResourceTemplate, revision: Revision) -> Shape:
    return place | _named(declared, revision, declared.icons) | {"mimeType": declared.mime_type}


def _prompt(prompt: Prompt, revision: Revision) -> Shape:
    arguments = [msgspec.to_builtins(argument) for argument in prompt.arguments]
    for argument in arguments:
        if not revision.titles:
            del argument["title"]
    return _named(prompt, revision, prompt.icons) | {"arguments": arguments}


def implementation(about: About, revision: Revision) -> Shape:
    """Return ``serverInfo``."""
    shape: Shape = {"name": about.name, "version": about.version}
    if revision.titles:
        shape["title"] = about.title
    if revision.icons:
        shape["description"] = about.description
        if about.website:
            shape["websiteUrl"] = about.website
        if about.icons:
            shape["icons"] = msgspec.to_builtins(about.icons)
    return shape


def content(value: Content, revision: Revision) -> Content:
    """Return *value*, or the text that stands for it where *revision* does not know its kind."""
    if isinstance(value, AudioContent) and not revision.audio:
        return TextContent(f"(audio, {value.mime_type}, {len(value.data)} bytes)")
    if isinstance(value, ResourceLink) and not revision.links:
        return TextContent(": ".join(filter(None, (value.title or value.name, value.uri))))
    annotations = value.annotations
    if annotations and annotations.last_modified and not revision.titles:
        # lastModified came with 2025-06-18, as titles did.
        return msgspec.structs.replace(
            value, annotations=msgspec.structs.replace(annotations, last_modified=None)
        )
    return value


def tool_result(value: ToolResult, revision: Revision) -> Shape:
    """Return the result of ``tools/call``."""
    shape: Shape = {
        "content": [content(item, revision) for item in value.content],
        "isError": value.is_error,
    }
    if revision.structured and value.structured is not None:
        shape["structuredContent"] = value.structured
    return shape


def prompt_result(value: PromptResult, revision: Revision) -> Shape:
    """Return the result of ``prompts/get``."""
    shape: Shape = {
        "messages": [
            {"role": message.role, "content": content(message.content, revision)}
            for message in value.messages
        ]
    }
    if value.description is not None:
        shape["description"] = value.description
    return shape


def input_required(value: InputRequired) -> Shape:
    """Return the result that asks the client for something."""
    shape: Shape = {}
    if value.requests:
        shape["inputRequests"] = value.requests
    if value.state is not None:
        shape["requestState"] = value.state
    return shape


def complete(
    shape: Shape, about: About, revision: Revision, keep: tuple[int, str] | None = None
) -> Shape:
    """Add to a result what every result of a stateless revision carries.

    *keep* is for how many ms and for whom (``public``, ``private``) a client may keep it.
    """
    if not revision.stateless:
        return shape
    meta: Mapping[str, Any] = shape.get("_meta", {})
    shape["resultType"] = "complete"
    shape["_meta"] = {**meta, SERVER_INFO_KEY: implementation(about, revision)}
    if keep is not None:
        shape["ttlMs"], shape["cacheScope"] = keep
    return shape
