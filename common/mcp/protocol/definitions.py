"""What a tool, a resource, a resource template and a prompt say of themselves.

A file of ``common/tools`` declares one of ``TOOL``, ``RESOURCE``, ``TEMPLATE`` and ``PROMPT``;
lists, schemas and completion on every transport derive from it. The protocol never runs what
is declared here: it hands a call to the edge, which runs it on a thread of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, ParamSpec, Protocol, TypeVar, get_args

from msgspec import Struct

from common.mcp.protocol.content import (
    Annotations,
    AudioContent,
    BlobResourceContents,
    Content,
    EmbeddedResource,
    ImageContent,
    ResourceContents,
    ResourceLink,
    Role,
    TextContent,
    TextResourceContents,
)

__all__ = [
    "LOG_LEVELS",
    "About",
    "Annotations",
    "AudioContent",
    "BlobResourceContents",
    "CallError",
    "ClientSide",
    "Context",
    "Declaration",
    "EmbeddedResource",
    "Icon",
    "ImageContent",
    "InputRequired",
    "Malformed",
    "Prompt",
    "PromptArgument",
    "PromptMessage",
    "PromptResult",
    "Resource",
    "ResourceLink",
    "ResourceNotFound",
    "ResourceTemplate",
    "TextContent",
    "TextResourceContents",
    "Tool",
    "ToolHints",
    "ToolResult",
]

LogLevel = Literal["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"]
LOG_LEVELS: Final[tuple[str, ...]] = get_args(LogLevel)
Schema = Mapping[str, Any]
Services = TypeVar("Services")
Quota = TypeVar("Quota")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class CallError(Exception):
    """The call can't be done as asked; the text tells a model or a person what to change.

    For a tool it becomes a result with ``isError``, for resources and prompts an invalid-params
    error. Raise it with one message a problem.

        CallError
        ├── ResourceNotFound   no resource has that URI
        ├── Unavailable        it can't be done now: an internal error for resources and prompts
        └── Malformed          what the client sent is no argument to mend: an error for tools too
    """

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages

    def __str__(self) -> str:
        return "\n".join(self.messages)


class ResourceNotFound(CallError):
    """No resource has that URI."""


class Unavailable(CallError):
    """The call can't be done now; the text says when it may be tried again."""


class Malformed(CallError):
    """What the client sent is wrong in itself, such as a state that we did not give out."""


class ClientSide(Struct, frozen=True):
    """What a stateless request says of its client (2026-07-28, multi round-trip requests).

    Attributes:
        capabilities: what it can do, by name, such as ``elicitation``.
        inputs: its answers to an InputRequired that was returned before, by name.
        state: the state that came with it.
    """

    capabilities: Mapping[str, Any] = {}
    inputs: Mapping[str, Any] = {}
    state: str | None = None


UNKNOWN_CLIENT = ClientSide()


class InputRequired(Struct, frozen=True):
    """What is returned where something must be asked of the client first. Known since 2026-07-28.

    The client asks again with the answers in ``ClientSide.inputs``. A client that can't do what is
    asked of it gets an error that says so.

    Attributes:
        requests: by a name of your choice: ``{"method": "elicitation/create", "params": {…}}``.
        state: whatever is needed to go on; it comes back as the client wills, so sign it.
    """

    requests: Mapping[str, Mapping[str, Any]] = {}
    state: str | None = None


def _unheard_progress(progress: float, total: float | None, message: str) -> None:
    """Drop a progress report: the caller asked for none."""


def _unheard_log(level: LogLevel, data: Any, logger: str) -> None:
    """Drop a log message: nobody listens."""


def _never() -> bool:
    return False


def _go_on() -> None:
    """Let nobody else go on first: the call has a thread of its own."""


class Offload(Protocol):
    """Makes of heavy work a function that runs it without keeping others waiting."""

    def __call__(self, work: Callable[Arguments, Result], /) -> Callable[Arguments, Result]:
        """Return *work* as such a function."""


def _in_place(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return *work* as it is: the call has a thread of its own."""
    return work


@dataclass(frozen=True)
class Context(Generic[Services, Quota]):
    """What a running call may use. Its functions may be called from any thread.

    Attributes:
        services: what the operations need; the core passes it on without looking.
        quota: what the call is charged to; the protocol passes it on without looking.
        progress: report (done so far, total or None, one sentence); done must rise. Dropped
            where the client asked for no progress.
        log: send (level, JSON data, logger name) to the client, where it listens.
        cancelled: True once the client has given up: long work asks now and then, and may
            return anything when it is.
        client: what a stateless request says of its client.
        pause: long work in Python calls it every few ms: where all calls of a process share one
            thread, others go on meanwhile. It belongs to the thread that runs the call.
        offload: heavy work that lets go of the interpreter, such as reading a photo, runs in what
            this makes of it, for the same reason and on the same thread.
    """

    services: Services
    quota: Quota
    progress: Callable[[float, float | None, str], None] = _unheard_progress
    log: Callable[[LogLevel, Any, str], None] = _unheard_log
    cancelled: Callable[[], bool] = _never
    client: ClientSide = UNKNOWN_CLIENT
    pause: Callable[[], None] = _go_on
    offload: Offload = _in_place


class Icon(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A picture for menus. Known since 2025-11-25.

    Attributes:
        src: an https or data URL.
        mime_type: such as ``image/svg+xml``.
        sizes: such as ``("48x48",)`` or ``("any",)``.
    """

    src: str
    mime_type: str | None = None
    sizes: tuple[str, ...] = ()


class ToolHints(Struct, frozen=True, rename="camel"):
    """How a tool behaves. Known since 2025-03-26; clients may ask a person when in doubt."""

    read_only_hint: bool = True
    destructive_hint: bool = False
    idempotent_hint: bool = True
    open_world_hint: bool = False


READS_ONLY = ToolHints()


class ToolResult(Struct, frozen=True):
    """What a tool hands back.

    Attributes:
        content: what the model and the person get; never empty, and with a text that is useful
            to a model that sees no pictures.
        structured: the same as JSON, valid for the tool's ``output_schema``; never beside a
            picture, since clients then drop the picture.
        is_error: True where the model should mend its arguments; *content* says how.
    """

    content: tuple[Content, ...]
    structured: Mapping[str, Any] | None = None
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Attributes:
        name: in requests, such as ``barcode_generator``.
        title: for people.
        description: tells a model when to take this tool and what comes back.
        input_schema: JSON Schema of the arguments: ``type: object``, flat, every property
            described (``schema.of`` makes one of a msgspec Struct).
        run: does the work, given the context and the arguments as sent (a JSON object, not yet
            validated: ``schema.parse`` does it). Raises CallError for what the caller can mend.
        output_schema: JSON Schema of ``structured``, or None.
        hints: how it behaves.
        icons: pictures for menus.
        is_slow: True if a call may take seconds. An edge with a bounded thread pool runs such calls
            in another pool, so that short calls never wait for them.
        charges: True if *run* charges the quota itself. Burst is charged before any other call.
    """

    name: str
    title: str
    description: str
    input_schema: Schema
    run: Callable[[Context[Any, Any], Mapping[str, Any]], ToolResult | InputRequired]
    output_schema: Schema | None = None
    hints: ToolHints = READS_ONLY
    icons: tuple[Icon, ...] = ()
    is_slow: bool = False
    charges: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource with a URI of its own.

    Attributes:
        uri: such as ``health://status``.
        name: for programs.
        title: for people.
        description: what it holds.
        mime_type: of what it holds.
        read: returns what it holds now.
        update_seconds: how often a subscriber is told that it changed, where it did; 0 for one
            that never changes while the server runs.
        ttl_ms: how long a client may keep what it read.
        shared: True where every caller reads the same.
        icons: pictures for menus.
    """

    uri: str
    name: str
    title: str
    description: str
    mime_type: str
    read: Callable[[Context[Any, Any]], ResourceContents | InputRequired]
    update_seconds: float = 0
    ttl_ms: int = 0
    shared: bool = True
    icons: tuple[Icon, ...] = ()


def _no_completion(argument: str, value: str, others: Mapping[str, str]) -> tuple[str, ...]:
    """Offer nothing."""
    return ()


Complete = Callable[[str, str, Mapping[str, str]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ResourceTemplate:
    """A family of resources whose URIs follow a pattern.

    Attributes:
        uri_template: RFC 6570 level 1, such as ``barcode://{format}/{data}``.
        read: returns the contents, given the context, the whole URI and the percent-decoded
            values of the pattern's variables. Raises CallError or ResourceNotFound.
        complete: returns every value that fits, best first, given the variable's name, what is
            typed so far and the variables already chosen.
        charges: True if *read* charges the quota itself.
    """

    uri_template: str
    name: str
    title: str
    description: str
    mime_type: str
    read: Callable[[Context[Any, Any], str, Mapping[str, str]], ResourceContents | InputRequired]
    complete: Complete = _no_completion
    ttl_ms: int = 0
    shared: bool = True
    icons: tuple[Icon, ...] = ()
    charges: bool = False


class PromptArgument(Struct, frozen=True):
    """One thing that a prompt asks for."""

    name: str
    title: str
    description: str
    required: bool = False


class PromptMessage(Struct, frozen=True):
    """One message of a prompt."""

    role: Role
    content: Content


class PromptResult(Struct, frozen=True, omit_defaults=True):
    """A prompt, filled in."""

    messages: tuple[PromptMessage, ...]
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt.

    Attributes:
        fill: returns the messages, given the arguments by name; the protocol has refused calls
            without the required ones. Raises CallError.
        complete: as in ResourceTemplate.
    """

    name: str
    title: str
    description: str
    fill: Callable[[Context[Any, Any], Mapping[str, str]], PromptResult | InputRequired]
    arguments: tuple[PromptArgument, ...] = ()
    complete: Complete = _no_completion
    icons: tuple[Icon, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Who the server is.

    Attributes:
        instructions: tells a model which tool to take for what.
    """

    name: str
    title: str
    version: str
    description: str
    instructions: str
    website: str = ""
    icons: tuple[Icon, ...] = ()


Declaration = Tool | Resource | ResourceTemplate | Prompt
