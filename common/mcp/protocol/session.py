"""The Model Context Protocol without input or output: text in, things to do out.

    session = Session(registry)
    for event in session.receive(text):
        match event:
            case Send(text): ...   # send this text
            case Start(call): ...  # run call.run(context), then complete(), refuse() or crash()
            case Stop(call): ...   # the client has given up on it

Whatever text comes in, ``receive`` does not raise, never answers a notification, and answers a
request exactly once: at once, or by the call that it starts. A session belongs to one connection
and to one thread.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from common.mcp.protocol import jsonrpc, request_meta, serializers
from common.mcp.protocol.calls import Batch, Call, CallRequest
from common.mcp.protocol.definitions import (
    LOG_LEVELS,
    CallError,
    InputRequired,
    LogLevel,
    Malformed,
    ResourceNotFound,
    TextContent,
    ToolResult,
    Unavailable,
)
from common.mcp.protocol.events import Event, Send, Start, Stop
from common.mcp.protocol.jsonrpc import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    Fault,
    Id,
    Message,
    Notification,
    Request,
)
from common.mcp.protocol.methods import HANDLERS
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.revisions import HANDSHAKE_METHODS, NEWEST_HANDSHAKE, Revision
from common.mcp.protocol.state import Listen, Refused, State

__all__ = ["Event", "Send", "Session", "Start", "Stop"]

MISSING_CAPABILITY: Final = -32021
# The capability that a client needs to be asked this.
ABILITIES: Final = {
    "elicitation/create": "elicitation",
    "sampling/createMessage": "sampling",
    "roots/list": "roots",
}
SUBSCRIPTION_KEY: Final = "io.modelcontextprotocol/subscriptionId"
# A batch is answered in one piece; without a bound, a small one could ask for a huge answer.
MOST_IN_BATCH: Final = 100


class Session:
    """The server's side of one conversation.

    Arguments:
        registry: what there is to offer.
        revision: known beforehand where the transport says it (HTTP); None waits for
            ``initialize``.
        sessionless: True where no request knows of another (HTTP).
    """

    def __init__(
        self, registry: Registry, revision: Revision | None = None, *, sessionless: bool = False
    ) -> None:
        self._state = State(registry, revision, sessionless)
        self._calls: dict[Id, Call] = {}

    @property
    def watched(self) -> frozenset[str]:
        """Return the URIs of the resources whose changes the client wants to hear of."""
        return frozenset(self._state.watched).union(
            *(listen.uris for listen in self._state.listens.values())
        )

    @property
    def calls(self) -> int:
        """Return how many calls are under way."""
        return len(self._calls)

    def receive(self, text: str | bytes) -> list[Event]:
        """Take one message from the client, and return what to do, in order."""
        return self.take(jsonrpc.read(text))

    def take(self, message: Message | list[Message]) -> list[Event]:
        """Do as ``receive`` does with a message that is read already."""
        if isinstance(message, list):
            return self._batch(message)
        return self._message(message, None)

    def _batch(self, messages: list[Message]) -> list[Event]:
        revision = self._state.revision
        if revision is None or not revision.batches:
            text = "Invalid Request: send each message by itself; only 2025-03-26 has batches."
            return [_error(None, INVALID_REQUEST, text)]
        if len(messages) > MOST_IN_BATCH:
            text = f"Invalid Request: a batch holds at most {MOST_IN_BATCH} messages."
            return [_error(None, INVALID_REQUEST, text)]
        batch, events = Batch(), list[Event]()
        for message in messages:
            for event in self._message(message, batch):
                if isinstance(event, Send):
                    batch.answers.append(event.text)
                else:
                    events.append(event)
        return events + _listed(_settle(batch, None))

    def _message(self, message: Message, batch: Batch | None) -> list[Event]:
        match message:
            case Request():
                return self._request(message, batch)
            case Notification("notifications/cancelled", params):
                return self._cancelled(params)
            case Fault(code, text, identity):
                return [_error(identity, code, text)]
        return []

    def _request(self, request: Request, batch: Batch | None) -> list[Event]:
        try:
            self._check(request, batch)
            answer = HANDLERS[request.method](self._state, asked := self._asked(request))
        except Refused as wrong:
            return [_error(request.id, wrong.code, wrong.message, wrong.data)]
        if isinstance(answer, Call):
            return self._start(answer, batch)
        if isinstance(answer, Listen):
            return self._listen(answer)
        return [Send(jsonrpc.result(asked.id, answer))]

    def _check(self, request: Request, batch: Batch | None) -> None:
        if request.method not in HANDLERS:
            raise _no_method(request.method)
        if request.id in self._calls or request.id in self._state.listens:
            raise Refused(INVALID_REQUEST, "Invalid Request: a request with this id is under way.")
        if batch is not None and request.method == "initialize":
            raise Refused(INVALID_REQUEST, "Invalid Request: initialize can't be in a batch.")

    def _asked(self, request: Request) -> CallRequest:
        meta = request.params.get("_meta", {})
        if not isinstance(meta, dict):
            raise Refused(INVALID_PARAMS, "Invalid params: `_meta` must be an object.")
        revision = self._revision(request, meta)
        if request.method not in revision.methods or self._needs_stream(request):
            raise _no_method(request.method)
        token = meta.get("progressToken")
        if not (token is None or jsonrpc.is_id(token)):
            text = "Invalid params: `_meta.progressToken` must be a string or an integer."
            raise Refused(INVALID_PARAMS, text)
        asked = CallRequest(request.id, request.method, request.params, revision, token)
        if not revision.stateless:
            return asked
        return replace(
            asked,
            log_level=request_meta.log_level_of(meta),
            client=request_meta.client_of(request.params, meta),
        )

    def _needs_stream(self, request: Request) -> bool:
        return self._state.sessionless and request.method in (
            "resources/subscribe",
            "resources/unsubscribe",
            "subscriptions/listen",
        )

    def _revision(self, request: Request, meta: Mapping[str, Any]) -> Revision:
        """Decide which revision a request is of: one connection may carry both eras."""
        agreed = self._state.revision
        if request_meta.VERSION_KEY in meta or (agreed is not None and agreed.stateless):
            return request_meta.revision_of(meta)
        if agreed is not None:
            return agreed
        if request.method in ("initialize", "ping"):
            return NEWEST_HANDSHAKE
        if request.method not in HANDSHAKE_METHODS:
            return request_meta.revision_of(meta)
        raise Refused(INVALID_REQUEST, "Invalid Request: send initialize first.")

    def _start(self, call: Call, batch: Batch | None) -> list[Event]:
        self._calls[call.asked.id] = call
        if batch is not None:
            call.batch = batch
            batch.pending += 1
        return [Start(call)]

    def _listen(self, listen: Listen) -> list[Event]:
        identity = listen.asked.id
        self._state.listens[identity] = listen
        granted = {"resourceSubscriptions": sorted(listen.uris)} if listen.uris else {}
        params = {"_meta": {SUBSCRIPTION_KEY: identity}, "notifications": granted}
        return [Send(jsonrpc.notification("notifications/subscriptions/acknowledged", params))]

    def _cancelled(self, params: Mapping[str, Any]) -> list[Event]:
        identity = params.get("requestId")
        if not isinstance(identity, str | int) or not jsonrpc.is_id(identity):
            return []
        self._state.listens.pop(identity, None)
        call = self._calls.pop(identity, None)
        if call is None:
            return []
        call.cancelled = True
        # A batch is answered once all of it is; what was cancelled is left out.
        return [Stop(call), *_listed(_settle(call.batch, None))]

    def complete(self, call: Call, value: Any) -> Send | None:
        """Return what answers *call* with what it returned.

        None means that there is nothing to send: it was cancelled, or its batch is not complete.

        Raises:
            TypeError, ValueError: *value* can't be written; the call is still under way.
        """
        if not self._under_way(call):
            return None
        if isinstance(value, InputRequired):
            return self._require(call, value)
        revision, about = call.asked.revision, self._state.registry.about
        shape = serializers.complete(call.shape(value), about, revision, call.keep)
        return self._answer(call, Send(jsonrpc.result(call.asked.id, shape)))

    def _require(self, call: Call, wanted: InputRequired) -> Send | None:
        """Ask the client for something, by way of the result (SEP-2322)."""
        asked, about = call.asked, self._state.registry.about
        if not asked.revision.stateless:
            text = "This asks something of the client, which needs revision 2026-07-28 or later."
            return self.refuse(call, CallError(text))
        needed = {ABILITIES[str(request["method"])] for request in wanted.requests.values()}
        missing: dict[str, Any] = {
            name: {} for name in sorted(needed - set(asked.client.capabilities))
        }
        if missing:
            text = f"The client lacks a capability that this needs: {', '.join(missing)}."
            data = {"requiredCapabilities": missing}
            return self._answer(call, _error(asked.id, MISSING_CAPABILITY, text, data))
        shape = serializers.complete(serializers.input_required(wanted), about, asked.revision)
        shape["resultType"] = "input_required"
        return self._answer(call, Send(jsonrpc.result(asked.id, shape)))

    def refuse(self, call: Call, wrong: CallError) -> Send | None:
        """Return what tells the client what to change, as ``complete`` does.

        Bad arguments of a tool are a result, so that the model sees them (SEP-1303).
        """
        if call.asked.method == "tools/call" and not isinstance(wrong, Malformed):
            texts = tuple(TextContent(str(message)) for message in wrong.messages)
            return self.complete(call, ToolResult(texts or (TextContent("Refused."),), None, True))
        if not self._under_way(call):
            return None
        data = {"uri": call.uri} if call.uri else None
        code = INVALID_PARAMS
        if isinstance(wrong, ResourceNotFound):
            code = call.asked.revision.not_found
        elif isinstance(wrong, Unavailable):
            code = INTERNAL_ERROR
        return self._answer(call, _error(call.asked.id, code, str(wrong), data))

    def crash(self, call: Call) -> Send | None:
        """Return what says that the server failed, as ``complete`` does."""
        if not self._under_way(call):
            return None
        text = "Internal error: the server failed to do this. It is not your request's fault."
        return self._answer(call, _error(call.asked.id, INTERNAL_ERROR, text))

    def _under_way(self, call: Call) -> bool:
        return self._calls.get(call.asked.id) is call

    def _answer(self, call: Call, answer: Send) -> Send | None:
        del self._calls[call.asked.id]
        return _settle(call.batch, answer)

    def progress(
        self, call: Call, progress: float, total: float | None = None, message: str = ""
    ) -> bytes | None:
        """Return the text that reports progress, or None where the client wants none.

        Progress must rise (progress, behavior requirements): what does not is dropped.
        """
        token, reached = call.asked.progress_token, call.reached
        behind = reached is not None and progress <= reached
        if token is None or behind or not self._under_way(call):
            return None
        call.reached = progress
        params = {"progressToken": token, "progress": progress}
        if total is not None:
            params["total"] = total
        if message and call.asked.revision.progress_text:
            params["message"] = message
        return jsonrpc.notification("notifications/progress", params)

    def log(self, call: Call, level: LogLevel, data: Any, logger: str) -> bytes | None:
        """Return the text of a log message, or None where the client wants none of that level."""
        asked = call.asked
        least = asked.log_level
        if not asked.revision.stateless:
            least = self._state.log_level or self._state.registry.log_level
        if least is None or not self._under_way(call):
            return None
        if LOG_LEVELS.index(level) < LOG_LEVELS.index(least):
            return None
        params = {"level": level, "logger": logger, "data": data}
        return jsonrpc.notification("notifications/message", params)

    def changed(self, uri: str) -> list[bytes]:
        """Return the texts that tell the client that the resource *uri* has changed."""
        texts, method = [], "notifications/resources/updated"
        if uri in self._state.watched:
            texts.append(jsonrpc.notification(method, {"uri": uri}))
        for identity, listen in self._state.listens.items():
            if uri in listen.uris:
                params = {"uri": uri, "_meta": {SUBSCRIPTION_KEY: identity}}
                texts.append(jsonrpc.notification(method, params))
        return texts

    def finish(self) -> list[bytes]:
        """Return the texts that end the standing requests: the server is about to go."""
        about, texts = self._state.registry.about, []
        for identity, listen in self._state.listens.items():
            meta = {"_meta": {SUBSCRIPTION_KEY: identity}}
            shape = serializers.complete(meta, about, listen.asked.revision)
            texts.append(jsonrpc.result(identity, shape))
        self._state.listens.clear()
        self._state.watched.clear()
        return texts


def _no_method(method: str) -> Refused:
    return Refused(METHOD_NOT_FOUND, f"Method not found: {method[:100]}")


def _error(identity: Id | None, code: int, text: str, data: Any = None) -> Send:
    return Send(jsonrpc.error(identity, code, text, data), code)


def _settle(batch: Batch | None, answer: Send | None) -> Send | None:
    """Return what to send now that *answer* is one's, of *batch* where it is in one."""
    if batch is None:
        return answer
    if answer is not None:
        batch.answers.append(answer.text)
    batch.pending -= 1
    if batch.pending or not batch.answers:
        return None
    return Send(jsonrpc.batch(batch.answers))


def _listed(answer: Send | None) -> list[Event]:
    return [] if answer is None else [answer]
