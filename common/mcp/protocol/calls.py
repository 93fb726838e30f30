"""Calls, and the events by which a session requests work from the edge.

A call is work that the edge runs: ``call.run(context)``, on a thread or in a process of its choice.
The edge then hands the outcome to the session, which writes the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from common.mcp.protocol.definitions import UNKNOWN_CLIENT, ClientSide, Context
from common.mcp.protocol.jsonrpc import Id
from common.mcp.protocol.revisions import Revision


@dataclass(slots=True)
class ResponseBatch:
    """Answers that are sent together.

    Attributes:
        pending: the number of calls not yet answered, plus one while the batch is read.
        answers: the texts of the answers so far.
    """

    pending: int = 1
    answers: list[bytes] = field(default_factory=list)


class CallRequest(Struct, frozen=True):
    """A request, and what its `_meta` or the connection decides about it.

    Attributes:
        progress_token: the token of progress reports; None if the client wants none.
        log_level: the lowest level of log messages that a stateless request wants, or None.
        client: what a stateless request contains about its client.
    """

    id: Id
    method: str
    params: dict[str, Any]
    revision: Revision
    progress_token: Id | None = None
    log_level: str | None = None
    client: ClientSide = UNKNOWN_CLIENT


class Call(Struct, eq=False):
    """One request under way. Two calls are never equal.

    Attributes:
        request: the request.
        run: does the work; may raise CallError, and the errors of operations.
        serialize: returns the JSON object of the result, given the value that *run* returned.
        cache_hint: how many ms a client may cache the result, and its scope; None if it may not.
        uri: the resource that is read; empty for other calls.
        cancelled: True once the client has cancelled the request.
        last_progress: the progress reported last.
        batch: the batch that the answer belongs to, or None.
        is_slow: True if it may take seconds.
        is_brief: True if it takes about a millisecond at most, and waits for the quota alone.
        charges: True if *run* charges the quota itself.
    """

    request: CallRequest
    run: Callable[[Context[Any, Any]], Any]
    serialize: Callable[[Any], dict[str, Any]]
    cache_hint: tuple[int, str] | None = None
    uri: str = ""
    cancelled: bool = False
    last_progress: float | None = None
    batch: ResponseBatch | None = None
    is_slow: bool = False
    is_brief: bool = False
    charges: bool = False


class Send(Struct, frozen=True):
    """Send this text to the client.

    Attributes:
        code: the error code of an error response, for a transport with status codes of its own
            (HTTP); None for other texts.
    """

    text: bytes
    code: int | None = None


class Start(Struct, frozen=True):
    """Run this call."""

    call: Call


class Stop(Struct, frozen=True):
    """Stop this call if possible; its outcome is dropped."""

    call: Call


Event = Send | Start | Stop
