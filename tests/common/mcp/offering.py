"""A registry with one declaration of every kind, for tests of the protocol and the transports.

The tests of tools use the product's registry instead.
"""

import threading
from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

from common.mcp.protocol import schema
from common.mcp.protocol.content import (
    Annotations,
    AudioContent,
    BlobResourceContents,
    EmbeddedResource,
    ImageContent,
    ResourceLink,
    TextContent,
    TextResourceContents,
)
from common.mcp.protocol.definitions import (
    About,
    CallError,
    Context,
    Icon,
    Prompt,
    PromptArgument,
    PromptMessage,
    PromptResult,
    Resource,
    ResourceNotFound,
    ResourceTemplate,
    Tool,
    ToolResult,
    Unavailable,
)
from common.mcp.protocol.registry import Registry
from tests.servers.waiting import WAIT_SECONDS

ABOUT = About(
    name="offering",
    title="The offering",
    version="9.8.7",
    description="One of everything.",
    instructions="Call echo.",
    website="https://offering.example",
    icons=(Icon("https://offering.example/icon.svg", "image/svg+xml", ("any",)),),
)
PIXEL = b"\x89PNG\r\n\x1a\n"
ICONS = (Icon("data:image/svg+xml,%3Csvg/%3E"),)


class EchoArguments(Struct):
    text: Annotated[str, Meta(description="The text to return.", examples=["hello"])]
    times: Annotated[int, Meta(ge=1, le=9, description="The number of repetitions.")] = 1


def echo(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult:
    parsed = schema.parse(EchoArguments, arguments)
    text = parsed.text * parsed.times
    return ToolResult((TextContent(text),), {"text": text})


def everything(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult:
    stamped = Annotations(("user",), 0.5, "2026-01-01T00:00:00Z")
    return ToolResult(
        (
            TextContent("text", stamped),
            ImageContent(PIXEL, "image/png"),
            AudioContent(b"RIFF", "audio/wav"),
            ResourceLink("note://one", "one", "Note one"),
            EmbeddedResource(TextResourceContents("note://one", "first", "text/plain")),
            EmbeddedResource(BlobResourceContents("note://two", b"\x00\x01")),
        )
    )


def report(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult:
    for step in (1, 2, 2, 1, 3):
        context.progress(step, 3, f"step {step}")
    context.log("debug", "quiet", "report")
    context.log("warning", {"loud": True}, "report")
    return ToolResult((TextContent("reported"),))


def crash(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult:
    raise RuntimeError("secret detail")


def refuse(context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult:
    raise CallError("first: is invalid.", "second: is invalid too.")


class Gatekeeper:
    """Holds calls of the tool ``wait`` until a test sets the gate, at most five seconds."""

    def __init__(self) -> None:
        self.entered = threading.Semaphore(0)
        self.gate = threading.Event()

    def wait(self, context: Context[Any, Any], arguments: Mapping[str, Any]) -> ToolResult:
        self.entered.release()
        self.gate.wait(5)
        return ToolResult((TextContent("waited, cancelled" if context.cancelled() else "waited"),))


class Counter:
    """A resource whose contents a test can change."""

    def __init__(self) -> None:
        self.value = 0
        self.reads = 0
        self._read = threading.Condition()

    def read(self, context: Context[Any, Any]) -> TextResourceContents:
        now = TextResourceContents("count://er", str(self.value), "text/plain")
        with self._read:
            self.reads += 1
            self._read.notify_all()
        return now

    def wait_for_reads(self, reads: int) -> None:
        """Wait until it has been read so many times."""
        with self._read:
            assert self._read.wait_for(lambda: self.reads >= reads, WAIT_SECONDS)


def note(context: Context[Any, Any], uri: str, values: Mapping[str, str]) -> TextResourceContents:
    if values["name"] == "missing":
        raise ResourceNotFound("There is no such note.")
    if values["name"] == "bad":
        raise CallError("The name is bad.")
    if values["name"] == "unavailable":
        raise Unavailable("Try again in 5 s.")
    return TextResourceContents(uri, values["name"], "text/plain")


def names(argument: str, value: str, others: Mapping[str, str]) -> tuple[str, ...]:
    """Suggest 150 names, more than one completion may contain."""
    offered = (f"{argument}{number:03}" for number in range(150))
    return tuple(name for name in offered if name.startswith(value))


def greet(context: Context[Any, Any], arguments: Mapping[str, str]) -> PromptResult:
    text = f"Greet {arguments['name']} {arguments.get('how', 'well')}."
    return PromptResult((PromptMessage("user", TextContent(text)),), "A greeting")


def tool(name: str, run: Any, **more: Any) -> Tool:
    empty = {"type": "object", "properties": {}, "additionalProperties": False}
    return Tool(name, name.title(), f"Does {name}.", more.pop("input_schema", empty), run, **more)


def offering(
    keeper: Gatekeeper | None = None, counter: Counter | None = None, page_size: int = 100
) -> Registry:
    texts = {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}
    declarations = [
        tool("echo", echo, input_schema=schema.of(EchoArguments), output_schema=texts, icons=ICONS),
        tool("everything", everything),
        tool("report", report),
        tool("crash", crash),
        tool("refuse", refuse),
        tool("wait", (keeper or Gatekeeper()).wait),
        Resource(
            "count://er",
            "counter",
            "Counter",
            "Counts.",
            "text/plain",
            (counter or Counter()).read,
            update_seconds=0.05,
            icons=ICONS,
        ),
        Resource(
            "blob://one",
            "blob",
            "Blob",
            "Bytes.",
            "application/octet-stream",
            lambda context: BlobResourceContents("blob://one", PIXEL),
            ttl_ms=1000,
            shared=False,
        ),
        ResourceTemplate(
            "note://{name}", "note", "Note", "A note.", "text/plain", note, names, ttl_ms=5
        ),
        Prompt(
            "greet",
            "Greet",
            "Greets someone.",
            greet,
            (
                PromptArgument("name", "Name", "Whom.", required=True),
                PromptArgument("how", "How", "In which way."),
            ),
            names,
            ICONS,
        ),
    ]
    return Registry(ABOUT, declarations, page_size)
