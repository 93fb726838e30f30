"""The declarations of tools, resources, resource templates and prompts.

A file of ``common/mcp/tools``, ``resources`` or ``prompts`` declares one ``TOOL``, ``RESOURCE``,
``TEMPLATE`` or ``PROMPT``; lists, schemas and completion on every transport derive from it. The
protocol never runs their functions: it hands a call to the edge, which runs it on another thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, ParamSpec, Protocol, TypeVar, get_args

from msgspec import Struct

from common.mcp.protocol.content import Content, ResourceContents, Role

LogLevel = Literal["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"]
LOG_LEVELS: Final[tuple[str, ...]] = get_args(LogLevel)
Schema = Mapping[str, Any]
Services = TypeVar("Services")
Quota = TypeVar("Quota")
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class CallError(Exception):
    """A call fails; the text says what a model or a person should change.

    For a tool it becomes a result with ``isError``, for resources and prompts an error with the
    code for invalid params. Raise it with one message per problem.

        CallError
        ├── ResourceNotFound   no resource has that URI
        ├── Unavailable        it fails only now: an internal error for resources and prompts
        └── Malformed          not the fault of an argument: an error for tools too

    Args:
        messages: the problems, each with its fix.
    """

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = messages

    def __str__(self) -> str:
        return "\n".join(self.messages)


class ResourceNotFound(CallError):
    """No resource has that URI."""


class Unavailable(CallError):
    """The call fails only now; the text says when to try again."""


class Malformed(CallError):
    """The client sent an invalid value that is not an argument, such as a forged state."""


class ClientSide(Struct, frozen=True):
    """What a stateless request contains about its client (2026-07-28, multi round-trip requests).

    Attributes:
        capabilities: its capabilities by name, such as ``elicitation``.
        inputs: its answers to an InputRequired that was returned before, by name.
        state: the state of that InputRequired.
    """

    capabilities: Mapping[str, Any] = {}
    inputs: Mapping[str, Any] = {}
    state: str | None = None


UNKNOWN_CLIENT = ClientSide()
# The name of the client's answer to ``roots/list`` in its inputs.
ROOTS: Final = "roots"


class InputRequired(Struct, frozen=True):
    """The value to return if a call needs input from the client first. Since 2026-07-28.

    The client repeats the call with the answers in ``ClientSide.inputs``. A client without the
    required capability gets an error that names it.

    Attributes:
        requests: by any name: ``{"method": "elicitation/create", "params": {…}}``.
        state: the data that is needed to continue. The client sends it back and may change it, so
            sign it.
    """

    requests: Mapping[str, Mapping[str, Any]] = {}
    state: str | None = None


def _drop_progress(progress: float, total: float | None, message: str) -> None:
    """Drop a progress report."""


def _drop_log(level: LogLevel, data: Any, logger: str) -> None:
    """Drop a log message."""


def _never() -> bool:
    return False


def _no_pause() -> None:
    """Continue: the call has a thread of its own."""


class Offload(Protocol):
    """Wraps a function that does heavy work, so that it does not block other calls."""

    def __call__(self, work: Callable[Arguments, Result], /) -> Callable[Arguments, Result]:
        """Return a function that runs *work*."""


def _in_place(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Return *work*: the call has a thread of its own."""
    return work


@dataclass(frozen=True)
class Context(Generic[Services, Quota]):
    """What a running call may use. Unless noted, its functions may be called from any thread.

    Attributes:
        services: the services of the operations; the protocol does not use them.
        quota: the quota that the call is charged to; the protocol does not use it.
        progress: reports (done so far, total or None, one sentence); done must increase. Dropped
            if the client wants no progress.
        log: sends (level, JSON data, logger name) to the client. Dropped if the client wants none
            of that level.
        cancelled: returns True once the client has cancelled the call. Long work checks it from
            time to time, and may then return any value.
        client: what a stateless request contains about its client.
        pause: long work in Python calls it every few ms. If all calls of a process share one
            thread, it lets the others run. Call it from the thread that runs the call.
        offload: wraps heavy work that releases the interpreter, such as reading a photo, for the
            same reason. Call it from the same thread.
        service_url: the URL of the HTTP API as the client reaches it, or empty if there is none.
        files: the user's files, if the server runs on the user's machine; the protocol does not
            use them.
    """

    services: Services
    quota: Quota
    progress: Callable[[float, float | None, str], None] = _drop_progress
    log: Callable[[LogLevel, Any, str], None] = _drop_log
    cancelled: Callable[[], bool] = _never
    client: ClientSide = UNKNOWN_CLIENT
    pause: Callable[[], None] = _no_pause
    offload: Offload = _in_place
    service_url: str = ""
    files: object = None


class Icon(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """An image for menus. Since 2025-11-25.

    Attributes:
        src: an https or data URL.
        mime_type: such as ``image/svg+xml``.
        sizes: such as ``("48x48",)`` or ``("any",)``.
    """

    src: str
    mime_type: str | None = None
    sizes: tuple[str, ...] = ()


class ToolHints(Struct, frozen=True, rename="camel"):
    """How a tool behaves. Since 2025-03-26; a client may request a person's consent."""

    read_only_hint: bool = True
    destructive_hint: bool = False
    idempotent_hint: bool = True
    open_world_hint: bool = False


READS_ONLY = ToolHints()


class ToolResult(Struct, frozen=True):
    """The result of a tool.

    Attributes:
        content: what the model and the person receive; never empty, and with a text that is useful
            to a model that can't see images.
        structured: the same as JSON, valid for the tool's ``output_schema``; never together with an
            image, because clients then drop the image.
        is_error: True if the model should correct its arguments; *content* says how.
    """

    content: tuple[Content, ...]
    structured: Mapping[str, Any] | None = None
    is_error: bool = False


def _never_brief(arguments: Mapping[str, Any]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool.

    Attributes:
        name: the name in requests, such as ``barcode_generator``.
        title: the name for people.
        description: when a model should call this tool, and what it returns.
        input_schema: JSON Schema of the arguments: ``type: object``, flat, with a description of
            every property (``schema.of`` creates one from a msgspec Struct).
        run: does the work, given the context and the arguments as sent: a JSON object, which
            ``schema.parse`` validates. Raises CallError if the caller can correct the call.
        output_schema: JSON Schema of ``structured``, or None.
        hints: how it behaves.
        icons: images for menus.
        is_slow: True if a call may take seconds. An edge with a bounded thread pool runs such calls
            in another pool, so that short calls never wait for them.
        is_brief: returns True if a call with these arguments, of any type, takes about a
            millisecond at most and waits for the quota alone. An edge with an event loop may run it
            there, without another thread.
        charges: True if *run* charges the quota itself. Burst is charged before any other call.
        app: the URI of the app that shows its results, or empty (`apps`).
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
    is_brief: Callable[[Mapping[str, Any]], bool] = _never_brief
    charges: bool = False
    app: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource with a URI of its own.

    Attributes:
        uri: such as ``health://status``.
        name: the name for programs.
        title: the name for people.
        description: what it contains.
        mime_type: the media type of its contents.
        read: returns its contents now.
        update_seconds: the interval at which it is checked for changes; 0 if it never changes
            while the server runs.
        ttl_ms: how long a client may cache the contents, in ms.
        shared: True if every caller reads the same contents.
        icons: images for menus.
        is_listed: False if it is found by the tools that name it, as the app of a tool is.
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
    is_listed: bool = True


def _no_completion(argument: str, value: str, others: Mapping[str, str]) -> tuple[str, ...]:
    """Suggest nothing."""
    return ()


Complete = Callable[[str, str, Mapping[str, str]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ResourceTemplate:
    """A family of resources whose URIs match a pattern.

    Attributes:
        uri_template: RFC 6570 level 1, such as ``barcode://{format}/{data}``.
        read: returns the contents, given the context, the whole URI and the percent-decoded
            values of the pattern's variables. Raises CallError or ResourceNotFound.
        complete: returns every matching value, best first, given the name of a variable, the text
            typed so far and the values of the other variables.
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
    """One argument of a prompt."""

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
        fill: returns the messages, given the arguments by name; the protocol refuses calls without
            the required ones. Raises CallError.
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
    """The name, version and description of the server.

    Attributes:
        instructions: which tool a model should call for which task.
    """

    name: str
    title: str
    version: str
    description: str
    instructions: str
    website: str = ""
    icons: tuple[Icon, ...] = ()


Declaration = Tool | Resource | ResourceTemplate | Prompt
