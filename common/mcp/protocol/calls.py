"""A call: work that the protocol wants done and the edge does.

The edge runs ``call.run(context)`` where it likes (another thread, another process), then hands
the outcome back to the session, which writes the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from common.mcp.protocol.definitions import UNKNOWN_CLIENT, ClientSide, Context
from common.mcp.protocol.jsonrpc import Id
from common.mcp.protocol.revisions import Revision


@dataclass(slots=True)
class Batch:
    """Answers that go out together.

    Attributes:
        pending: calls not yet answered, and one more while the batch is being read.
    """

    pending: int = 1
    answers: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A request, and what its envelope or the connection decides about it.

    Attributes:
        progress_token: what progress reports must carry; None where none are wanted.
        log_level: the least level of the log messages that a stateless request wants, or None.
        client: what a stateless request says of its client.
    """

    id: Id
    method: str
    params: dict[str, Any]
    revision: Revision
    progress_token: Id | None = None
    log_level: str | None = None
    client: ClientSide = UNKNOWN_CLIENT


@dataclass(eq=False, slots=True)
class Call:
    """One request under way. Calls are equal only to themselves.

    Attributes:
        asked: the request.
        run: does the work; may raise CallError, and whatever operations raise.
        shape: makes the result of what *run* returned.
        keep: for how many ms and for whom a client may keep the result; None where it may not.
        uri: the resource that is read; empty for other calls.
        cancelled: True once the client has given up.
        reached: the last progress reported.
        batch: the batch that the answer belongs to, or None.
        is_slow: True if it may take seconds.
        charges: True if *run* charges the quota itself.
    """

    asked: CallRequest
    run: Callable[[Context[Any, Any]], Any]
    shape: Callable[[Any], dict[str, Any]]
    keep: tuple[int, str] | None = None
    uri: str = ""
    cancelled: bool = False
    reached: float | None = None
    batch: Batch | None = None
    is_slow: bool = False
    charges: bool = False
