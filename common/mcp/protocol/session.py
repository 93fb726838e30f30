"""The Model Context Protocol without input or output: text in, events out.

    session = Session(registry)
    for event in session.receive(text):
        match event:
            case Send(text): ...   # send this text
            case Start(call): ...  # run call.run(context), then complete(), refuse() or crash()
            case Stop(call): ...   # the client has cancelled it

``receive`` accepts any text and does not raise. It never answers a notification, and each request
is answered exactly once: by an event, or by the call that an event starts. A session belongs to
one connection and to one thread.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from common.mcp.protocol import jsonrpc, request_meta, serializers
from common.mcp.protocol.calls import Call, CallRequest, Event, ResponseBatch, Send, Start, Stop
from common.mcp.protocol.content import TextContent
from common.mcp.protocol.definitions import (
    LOG_LEVELS,
    CallError,
    InputRequired,
    LogLevel,
    Malformed,
    ResourceNotFound,
    ToolResult,
    Unavailable,
)
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
    Response,
)
from common.mcp.protocol.methods import HANDLERS
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.revisions import HANDSHAKE_METHODS, NEWEST_HANDSHAKE, Revision
from common.mcp.protocol.state import Listener, RequestError, SessionState

__all__ = ["Event", "Send", "Session", "Start", "Stop"]

MISSING_CAPABILITY: Final = -32021
# The capability of a client that each of its methods belongs to.
REQUIRED_CAPABILITIES: Final = {
    "elicitation/create": "elicitation",
    "sampling/createMessage": "sampling",
    "roots/list": "roots",
}
SUBSCRIPTION_KEY: Final = "io.modelcontextprotocol/subscriptionId"
# A batch is answered in one message, so a small unbounded batch could cause a huge answer.
MAX_BATCH_MESSAGES: Final = 100


class Session:
    """The server's side of one session.

    Args:
        registry: the tools, resources and prompts to offer.
        revision: the revision, if the transport determines it (HTTP); None until ``initialize``.
        sessionless: True if each request is independent of the others (HTTP).
    """

    # A daemon holds many idle sessions.
    __slots__ = ("_calls", "_roots_requests", "_state")

    def __init__(
        self, registry: Registry, revision: Revision | None = None, *, sessionless: bool = False
    ) -> None:
        self._state = SessionState(registry, revision, sessionless)
        # By the id of their request: the client names it when it cancels.
        self._calls: dict[Id, Call] = {}
        self._roots_requests = 0

    @property
    def calls(self) -> int:
        """Return the number of calls under way."""
        return len(self._calls)

    def receive(self, text: str | bytes) -> list[Event]:
        """Process one message from the client, and return the events that it causes, in order."""
        return self.process(jsonrpc.read(text))

    def process(self, message: Message | list[Message]) -> list[Event]:
        """Process a message that is parsed already, as ``receive`` does."""
        if isinstance(message, list):
            return self._batch(message)
        return self._message(message, None)

    def _batch(self, messages: list[Message]) -> list[Event]:
        # 2025-03-26, base protocol, batching; removed by 2025-06-18.
        revision = self._state.revision
        if revision is None or not revision.batches:
            text = "Invalid Request: send each message by itself; only 2025-03-26 has batches."
            return [_error(None, INVALID_REQUEST, text)]
        if len(messages) > MAX_BATCH_MESSAGES:
            text = f"Invalid Request: a batch holds at most {MAX_BATCH_MESSAGES} messages."
            return [_error(None, INVALID_REQUEST, text)]
        batch, events = ResponseBatch(), list[Event]()
        for message in messages:
            # Immediate answers wait for those of the calls.
            for event in self._message(message, batch):
                if isinstance(event, Send):
                    batch.answers.append(event.text)
                else:
                    events.append(event)
        # This takes back the one that `pending` counts while the batch is read.
        return events + _as_events(_settle(batch, None))

    def _message(self, message: Message, batch: ResponseBatch | None) -> list[Event]:
        match message:
            case Request():
                return self._request(message, batch)
            case Notification("notifications/cancelled", params):
                return self._cancel(params)
            # A server may send requests only after the first of these (lifecycle).
            case Notification("notifications/initialized" | "notifications/roots/list_changed", _):
                return self._request_roots() if batch is None else []
            case Response(identity, result):
                self._receive_roots(identity, result)
            case Fault(code, text, identity):
                return [_error(identity, code, text)]
        return []

    def _request_roots(self) -> list[Event]:
        """Request the client's roots, if it has some and tools use them (client, roots)."""
        state = self._state
        if not (state.has_roots and state.registry.uses_roots):
            return []
        # Only the answer to the last request counts.
        self._roots_requests += 1
        return [Send(jsonrpc.request(self._roots_id, "roots/list"))]

    @property
    def _roots_id(self) -> str:
        return f"roots-{self._roots_requests}"

    def _receive_roots(self, identity: Id, result: dict[str, Any]) -> None:
        if self._roots_requests and identity == self._roots_id:
            self._state.roots = result

    def _request(self, request: Request, batch: ResponseBatch | None) -> list[Event]:
        try:
            self._check(request, batch)
            call_request = self._call_request(request)
            # A handler returns at once. What takes long is a Call, which the edge runs.
            answer = HANDLERS[request.method](self._state, call_request)
        except RequestError as error:
            return [_error(request.id, error.code, error.message, error.data)]
        if isinstance(answer, Call):
            return self._start(answer, batch)
        if isinstance(answer, Listener):
            return self._listen(answer)
        return [Send(jsonrpc.result(request.id, answer))]

    def _check(self, request: Request, batch: ResponseBatch | None) -> None:
        # Before the revision is known: an unknown method is unknown in all of them.
        if request.method not in HANDLERS:
            raise _no_method(request.method)
        if request.id in self._calls or request.id in self._state.listeners:
            # Base protocol, requests: an id must not be used twice within a session.
            text = "Invalid Request: a request with this id is under way."
            raise RequestError(INVALID_REQUEST, text)
        if batch is not None and request.method == "initialize":
            # 2025-03-26, lifecycle, initialization.
            raise RequestError(INVALID_REQUEST, "Invalid Request: initialize can't be in a batch.")

    def _call_request(self, request: Request) -> CallRequest:
        meta = request.params.get("_meta", {})
        if not isinstance(meta, dict):
            raise RequestError(INVALID_PARAMS, "Invalid params: `_meta` must be an object.")
        revision = self._revision(request, meta)
        if request.method not in revision.methods or self._needs_stream(request):
            raise _no_method(request.method)
        # Base utilities, progress: a string or an integer, unique among the active requests of the
        # client.
        token = meta.get("progressToken")
        if not (token is None or jsonrpc.is_id(token)):
            text = "Invalid params: `_meta.progressToken` must be a string or an integer."
            raise RequestError(INVALID_PARAMS, text)
        call_request = CallRequest(request.id, request.method, request.params, revision, token)
        if not revision.stateless:
            return call_request
        return replace(
            call_request,
            log_level=request_meta.log_level_of(meta),
            client=request_meta.client_of(request.params, meta),
        )

    def _needs_stream(self, request: Request) -> bool:
        # The answer to a POST ends with it, so nothing can be sent later.
        return self._state.sessionless and request.method in (
            "resources/subscribe",
            "resources/unsubscribe",
            "subscriptions/listen",
        )

    def _revision(self, request: Request, meta: Mapping[str, Any]) -> Revision:
        """Return the revision of a request: one connection may carry requests of both kinds."""
        negotiated = self._state.revision
        if request_meta.VERSION_KEY in meta or (negotiated is not None and negotiated.stateless):
            return request_meta.revision_of(meta)
        if negotiated is not None:
            return negotiated
        if request.method in ("initialize", "ping"):
            return NEWEST_HANDSHAKE
        if request.method not in HANDSHAKE_METHODS:
            # A stateless request without its fields; the error names what is missing.
            return request_meta.revision_of(meta)
        raise RequestError(INVALID_REQUEST, "Invalid Request: send initialize first.")

    def _start(self, call: Call, batch: ResponseBatch | None) -> list[Event]:
        # Registered before it starts, so that a cancellation that follows at once finds it.
        self._calls[call.request.id] = call
        if batch is not None:
            call.batch = batch
            # The answer to the batch waits for this call.
            batch.pending += 1
        return [Start(call)]

    def _listen(self, listener: Listener) -> list[Event]:
        identity = listener.request.id
        self._state.listeners[identity] = listener
        granted = {"resourceSubscriptions": sorted(listener.uris)} if listener.uris else {}
        params = {"_meta": {SUBSCRIPTION_KEY: identity}, "notifications": granted}
        return [Send(jsonrpc.notification("notifications/subscriptions/acknowledged", params))]

    def _cancel(self, params: Mapping[str, Any]) -> list[Event]:
        identity = params.get("requestId")
        # A notification gets no answer, not even about its faults (JSON-RPC 2.0, 4.1).
        if not jsonrpc.is_id(identity):
            return []
        self._state.listeners.pop(identity, None)
        call = self._calls.pop(identity, None)
        if call is None:
            return []
        call.cancelled = True
        # A cancelled request gets no answer, so its batch may be complete now.
        return [Stop(call), *_as_events(_settle(call.batch, None))]

    def complete(self, call: Call, value: Any) -> Send | None:
        """Return the response to *call*, given the value that it returned.

        Returns:
            None if there is nothing to send: the call was cancelled, or its batch is incomplete.

        Raises:
            TypeError, ValueError: *value* can't be written as JSON; the call is still under way.
        """
        if not self._under_way(call):
            return None
        # The client answers by repeating the request: for this session the call has ended.
        if isinstance(value, InputRequired):
            return self._require_input(call, value)
        revision, about = call.request.revision, self._state.registry.about
        result = serializers.complete(call.serialize(value), about, revision, call.cache_hint)
        return self._answer(call, Send(jsonrpc.result(call.request.id, result)))

    def _require_input(self, call: Call, required: InputRequired) -> Send | None:
        """Return the result that requests input from the client (SEP-2322)."""
        request, about = call.request, self._state.registry.about
        if not request.revision.stateless:
            text = (
                "This call needs input from the client, which needs revision 2026-07-28 or later."
            )
            return self.refuse(call, CallError(text))
        # A request that the client can't answer would leave the call open for ever.
        needed = {REQUIRED_CAPABILITIES[str(each["method"])] for each in required.requests.values()}
        missing: dict[str, Any] = {
            name: {} for name in sorted(needed - set(request.client.capabilities))
        }
        if missing:
            text = f"The client lacks a capability that this needs: {', '.join(missing)}."
            data = {"requiredCapabilities": missing}
            return self._answer(call, _error(request.id, MISSING_CAPABILITY, text, data))
        fields = serializers.input_required(required)
        result = serializers.complete(fields, about, request.revision)
        result["resultType"] = "input_required"
        return self._answer(call, Send(jsonrpc.result(request.id, result)))

    def refuse(self, call: Call, error: CallError) -> Send | None:
        """Return the response that contains *error*, or None as ``complete`` does.

        Bad arguments of a tool are a result, so that the model receives them (SEP-1303).
        """
        if call.request.method == "tools/call" and not isinstance(error, Malformed):
            # One content per problem; a result must have content.
            texts = tuple(TextContent(str(message)) for message in error.messages)
            return self.complete(call, ToolResult(texts or (TextContent("Refused."),), None, True))
        if not self._under_way(call):
            return None
        data = {"uri": call.uri} if call.uri else None
        code = INVALID_PARAMS
        if isinstance(error, ResourceNotFound):
            code = call.request.revision.not_found
        elif isinstance(error, Unavailable):
            code = INTERNAL_ERROR
        return self._answer(call, _error(call.request.id, code, str(error), data))

    def crash(self, call: Call) -> Send | None:
        """Return the response that the server failed, or None as ``complete`` does."""
        if not self._under_way(call):
            return None
        text = "Internal error: the server failed to do this. It is not your request's fault."
        return self._answer(call, _error(call.request.id, INTERNAL_ERROR, text))

    def _under_way(self, call: Call) -> bool:
        # By identity: the id of a cancelled call may be in use again.
        return self._calls.get(call.request.id) is call

    def _answer(self, call: Call, answer: Send) -> Send | None:
        del self._calls[call.request.id]
        return _settle(call.batch, answer)

    def progress(
        self, call: Call, progress: float, total: float | None = None, message: str = ""
    ) -> bytes | None:
        """Return the text of a progress report, or None if the client wants none.

        Progress must increase (progress, behavior requirements); a report that does not is dropped.
        """
        token, last = call.request.progress_token, call.last_progress
        increases = last is None or progress > last
        if token is None or not increases or not self._under_way(call):
            return None
        # Compared with the next report, also if the client reads this one late.
        call.last_progress = progress
        params = {"progressToken": token, "progress": progress}
        if total is not None:
            params["total"] = total
        # 2025-03-26, changelog: progress got a message.
        if message and call.request.revision.progress_text:
            params["message"] = message
        return jsonrpc.notification("notifications/progress", params)

    def log(self, call: Call, level: LogLevel, data: Any, logger: str) -> bytes | None:
        """Return the text of a log message, or None if the client wants none of that level."""
        if not (self.wants_log(call, level) and self._under_way(call)):
            return None
        params = {"level": level, "logger": logger, "data": data}
        return jsonrpc.notification("notifications/message", params)

    def wants_log(self, call: Call, level: LogLevel) -> bool:
        """Return True if the client wants log messages of *level* now; from any thread."""
        request = call.request
        # 2026-07-28, logging: the level is a field of the request; before, one of the session.
        lowest = request.log_level
        if not request.revision.stateless:
            # Logging, setting log level: without one the server decides.
            lowest = self._state.log_level or self._state.registry.log_level
        # In order of severity, as RFC 5424, 6.2.1 lists the levels.
        return lowest is not None and LOG_LEVELS.index(level) >= LOG_LEVELS.index(lowest)

    def changed(self, uri: str) -> list[bytes]:
        """Return the notifications that the resource *uri* has changed; none if not subscribed."""
        texts, method = [], "notifications/resources/updated"
        if uri in self._state.watched:
            texts.append(jsonrpc.notification(method, {"uri": uri}))
        for identity, listener in self._state.listeners.items():
            if uri in listener.uris:
                # 2026-07-28, subscriptions: each notification names the request that it belongs to.
                params = {"uri": uri, "_meta": {SUBSCRIPTION_KEY: identity}}
                texts.append(jsonrpc.notification(method, params))
        return texts

    def finish(self) -> list[bytes]:
        """Return the responses to the open `subscriptions/listen` requests, and end all of them."""
        about, texts = self._state.registry.about, []
        for identity, listener in self._state.listeners.items():
            meta = {"_meta": {SUBSCRIPTION_KEY: identity}}
            result = serializers.complete(meta, about, listener.request.revision)
            texts.append(jsonrpc.result(identity, result))
        self._state.listeners.clear()
        self._state.watched.clear()
        return texts


def _no_method(method: str) -> RequestError:
    return RequestError(METHOD_NOT_FOUND, f"Method not found: {method[:100]}")


def _error(identity: Id | None, code: int, text: str, data: Any = None) -> Send:
    return Send(jsonrpc.error(identity, code, text, data), code)


def _settle(batch: ResponseBatch | None, answer: Send | None) -> Send | None:
    """Return what to send now: *answer*, or the whole *batch* if this was its last call."""
    if batch is None:
        return answer
    if answer is not None:
        batch.answers.append(answer.text)
    batch.pending -= 1
    # JSON-RPC 2.0, 6: a batch without answers is not answered at all.
    if batch.pending or not batch.answers:
        return None
    return Send(jsonrpc.batch(batch.answers))


def _as_events(answer: Send | None) -> list[Event]:
    return [] if answer is None else [answer]
