"""Writes declarations and results in the format of a revision, without what it does not define."""

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

JsonObject = dict[str, Any]
SERVER_INFO_KEY = "io.modelcontextprotocol/serverInfo"


def listed(declaration: Declaration, revision: Revision, *, with_apps: bool = False) -> JsonObject:
    """Return the entry of *declaration* in its list, *with_apps* with the app of a tool."""
    match declaration:
        case Tool():
            fields = _tool(declaration, revision)
            if with_apps and declaration.app:
                # MCP Apps, resource discovery.
                fields["_meta"] = {"ui": {"resourceUri": declaration.app}}
            return fields
        case Resource():
            return _resource({"uri": declaration.uri}, declaration, revision)
        case ResourceTemplate():
            return _resource({"uriTemplate": declaration.uri_template}, declaration, revision)
        case Prompt():
            return _prompt(declaration, revision)


def _named(declaration: Declaration, revision: Revision, icons: Sequence[Icon]) -> JsonObject:
    # The fields that every revision has.
    fields: JsonObject = {"name": declaration.name, "description": declaration.description}
    # 2025-06-18, changelog: titles for people.
    if revision.titles:
        fields["title"] = declaration.title
    # 2025-11-25, changelog (SEP-973).
    if revision.icons and icons:
        fields["icons"] = msgspec.to_builtins(icons)
    return fields


def _tool(tool: Tool, revision: Revision) -> JsonObject:
    fields = _named(tool, revision, tool.icons) | {"inputSchema": tool.input_schema}
    # 2025-06-18, changelog: structured content.
    if revision.structured and tool.output_schema is not None:
        fields["outputSchema"] = tool.output_schema
    # 2025-03-26, changelog: tool annotations; clients of that revision look for the title there.
    if revision.hints:
        fields["annotations"] = {"title": tool.title, **msgspec.to_builtins(tool.hints)}
    return fields


def _resource(
    location: JsonObject, declared: Resource | ResourceTemplate, revision: Revision
) -> JsonObject:
    return location | _named(declared, revision, declared.icons) | {"mimeType": declared.mime_type}


def _prompt(prompt: Prompt, revision: Revision) -> JsonObject:
    arguments = [msgspec.to_builtins(argument) for argument in prompt.arguments]
    for argument in arguments:
        if not revision.titles:
            del argument["title"]
    return _named(prompt, revision, prompt.icons) | {"arguments": arguments}


def implementation(about: About, revision: Revision) -> JsonObject:
    """Return ``serverInfo``."""
    fields: JsonObject = {"name": about.name, "version": about.version}
    if revision.titles:
        fields["title"] = about.title
    if revision.icons:
        fields["description"] = about.description
        if about.website:
            fields["websiteUrl"] = about.website
        if about.icons:
            fields["icons"] = msgspec.to_builtins(about.icons)
    return fields


def content(value: Content, revision: Revision) -> Content:
    """Return *value*, or a text in its place if *revision* does not define its type."""
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


def tool_result(value: ToolResult, revision: Revision) -> JsonObject:
    """Return the result of ``tools/call``."""
    fields: JsonObject = {
        "content": [content(item, revision) for item in value.content],
        "isError": value.is_error,
    }
    if revision.structured and value.structured is not None:
        fields["structuredContent"] = value.structured
    return fields


def prompt_result(value: PromptResult, revision: Revision) -> JsonObject:
    """Return the result of ``prompts/get``."""
    fields: JsonObject = {
        "messages": [
            {"role": message.role, "content": content(message.content, revision)}
            for message in value.messages
        ]
    }
    if value.description is not None:
        fields["description"] = value.description
    return fields


def input_required(value: InputRequired) -> JsonObject:
    """Return the result that requests input from the client (SEP-2322)."""
    fields: JsonObject = {}
    if value.requests:
        fields["inputRequests"] = value.requests
    if value.state is not None:
        fields["requestState"] = value.state
    return fields


def complete(
    fields: JsonObject, about: About, revision: Revision, cache_hint: tuple[int, str] | None = None
) -> JsonObject:
    """Add to a result the fields that every result of a stateless revision has.

    Args:
        fields: the result; it is changed.
        about: the server.
        revision: the revision of the request.
        cache_hint: how many ms a client may cache the result, and for whom (``public`` or
            ``private``); None if the result has no such fields.
    """
    # These revisions have no handshake, so that each result says who answers.
    if not revision.stateless:
        return fields
    meta: Mapping[str, Any] = fields.get("_meta", {})
    fields["resultType"] = "complete"
    fields["_meta"] = {**meta, SERVER_INFO_KEY: implementation(about, revision)}
    if cache_hint is not None:
        fields["ttlMs"], fields["cacheScope"] = cache_hint
    return fields
