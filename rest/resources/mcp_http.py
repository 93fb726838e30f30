"""POST ``mcp``: the Model Context Protocol over Streamable HTTP.

The answer to a request is JSON. If a call reports progress or logs, and the client accepts an event
stream, the answer is a stream with these reports first. There are no sessions: no state is kept
between two requests.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import falcon
import msgspec
from falcon import Request, Response
from msgspec import Struct

from common.mcp.catalogue import catalogue
from common.mcp.execution import execute
from common.mcp.protocol import jsonrpc, streamable_http
from common.mcp.protocol.calls import Call
from common.mcp.protocol.definitions import Context, LogLevel
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.session import Send, Start
from common.mcp.protocol.streamable_http import METHOD_HEADER, NAME_HEADER, VERSION_HEADER, Exchange
from common.operations import service_url
from common.operations.quota import Quota
from common.services.container import Services
from common.services.principal import Principal
from rest import authentication, deadline, offload, request_body
from rest.json_response import JSON
from rest.origins import RequestOrigins
from rest.problems import PROBLEM_JSON, ProblemDocument
from rest.routes import Answer, Operation, Route

EVENTS = "text/event-stream"
MCP_HEADERS = (VERSION_HEADER, METHOD_HEADER, NAME_HEADER)
# An event without a text: the call has nothing to report, but is running.
_RUNNING = b""


class _Client(Struct, frozen=True):
    """Who sent a POST, and where that client reaches the service."""

    principal: Principal
    service_url: str


class McpHttpResource:
    """Answers one JSON-RPC message, or a batch of them, per POST.

    Args:
        services: the services that the tools use.
        registry: the tools, prompts and resources; None for those of the product.
    """

    charges = True
    checks_origin = True

    def __init__(self, services: Services, registry: Registry | None = None) -> None:
        self._services = services
        self._origins = RequestOrigins(services.settings)
        self._registry = registry or catalogue(services.settings.app_version)

    def on_post(self, req: Request, resp: Response) -> None:
        """Answer the message in the body."""
        resp.set_header("Cache-Control", "no-store")
        # Before credentials: a page of another site must not use those of a browser (MCP,
        # Streamable HTTP, security warning).
        problem = self._origins.problem(req)
        if problem is not None:
            resp.status = falcon.HTTP_403
            _write(resp, Send(jsonrpc.error(None, jsonrpc.INVALID_REQUEST, str(problem))))
            return
        if not (authentication.has_credentials(req) or self._services.settings.mcp_anonymous):
            raise falcon.HTTPUnauthorized(
                description="Send an API key as X-API-Key, or a token as Authorization: Bearer.",
                challenges=['Bearer realm="theBarcodeAPI"'],
            )
        _check_types(req)
        body = request_body.read(req, self._services.settings.mcp_max_message_bytes)
        # The protocol knows no HTTP, and gets the headers that it defines.
        headers = {name: value for name in MCP_HEADERS if (value := req.get_header(name))}
        exchange = streamable_http.begin(self._registry, headers, body)
        self._answer(req, resp, exchange)

    def _answer(self, req: Request, resp: Response, exchange: Exchange) -> None:
        client = _Client(
            # Usage is counted as that of MCP, although the request came over HTTP.
            msgspec.structs.replace(authentication.of(req), interface="mcp"),
            service_url.of_request(
                self._services.settings, authentication.source_of(req), req.scheme
            ),
        )
        calls = [event.call for event in exchange.events if isinstance(event, Start)]
        if calls:
            # Each call has a quota of its own; the request's would charge it twice.
            req.context.quota = None
        streams = req.client_accepts(EVENTS)
        if streams and len(calls) == 1 and calls[0].request.progress_token is not None:
            _stream(resp, self._live(exchange, calls[0], client))
            return
        reports: list[bytes] = []
        answer = next((event for event in exchange.events if isinstance(event, Send)), None)
        pause = offload.yield_to_others()
        for call in calls:
            context = self._context(exchange, call, client, reports.append, pause)
            answer = execute(call, context)(exchange.session) or answer
            # A batch may have many calls, each of which draws without a pause.
            pause()
        if answer is None:
            resp.status = falcon.HTTP_202
        elif streams and (reports or not req.client_accepts(JSON)):
            _stream(resp, _events([*reports, answer.text]))
        else:
            resp.status = falcon.code_to_http_status(exchange.status(answer))
            _write(resp, answer)

    def _context(
        self,
        exchange: Exchange,
        call: Call,
        client: _Client,
        report: Callable[[bytes], None],
        pause: Callable[[], None],
    ) -> Context[Services, Quota]:
        def progress(reached: float, total: float | None, message: str) -> None:
            text = exchange.session.progress(call, reached, total, message)
            if text is not None:
                report(text)

        def log(level: LogLevel, data: Any, logger: str) -> None:
            text = exchange.session.log(call, level, data, logger)
            if text is not None:
                report(text)

        quota = Quota(self._services, client.principal)
        return Context(
            self._services,
            quota,
            progress,
            log,
            lambda: call.cancelled,
            pause=pause,
            offload=offload.drawing_in_thread,
            service_url=client.service_url,
        )

    def _live(self, exchange: Exchange, call: Call, client: _Client) -> Iterator[bytes]:
        """Yield the reports of *call* while it runs, then its answer, as events."""
        # Under the gevent worker the thread is a greenlet: its reports are sent while it pauses.
        texts: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        pause = offload.yield_to_others(lambda: texts.put(_RUNNING))

        def run() -> None:
            context = self._context(exchange, call, client, texts.put, pause)
            answer = execute(call, context)(exchange.session)
            if answer is not None:
                texts.put(answer.text)
            # The end of the stream.
            texts.put(None)

        threading.Thread(target=run, daemon=True).start()
        try:
            yield from _events(iter(texts.get, None))
        finally:
            # A client cancels a call by closing the stream (MCP 2026-07-28, cancellation).
            call.cancelled = True


def _check_types(req: Request) -> None:
    if (req.content_type or "").partition(";")[0].strip().lower() != JSON:
        raise falcon.HTTPUnsupportedMediaType(description="Send JSON, as application/json.")
    if not (req.client_accepts(JSON) or req.client_accepts(EVENTS)):
        raise falcon.HTTPNotAcceptable(description=f"Accept {JSON} and {EVENTS}.")


def _write(resp: Response, answer: Send) -> None:
    resp.content_type = JSON
    resp.data = answer.text


def _stream(resp: Response, events: Iterator[bytes]) -> None:
    resp.content_type = EVENTS
    # nginx would buffer the events until the call ends.
    resp.set_header("X-Accel-Buffering", "no")
    resp.stream = events


def _events(texts: Iterable[bytes]) -> Iterator[bytes]:
    for text in texts:
        if text != _RUNNING:
            yield b"event: message\ndata: " + text + b"\n\n"
        # The client read the event, or the call is running: either extends the request's time.
        deadline.restart()


# One message or, in revision 2025-03-26, a batch of them.
# Of any type: revision 2025-03-26 also has arrays of messages, and generated clients do not compile
# with a list of types.
_MESSAGE = {"description": "A JSON-RPC 2.0 message."}


def _refusal(description: str) -> Answer:
    """Describe an error, which is JSON-RPC for a message and a problem document for a request."""
    return Answer(description, {JSON: {"type": "object"}, PROBLEM_JSON: ProblemDocument})


_OPERATIONS = {
    "POST": Operation(
        "Send an MCP message",
        tag="MCP",
        description="The Model Context Protocol over Streamable HTTP, without sessions. Revisions "
        "2024-11-05 to 2025-11-25 and 2026-07-28.",
        body={JSON: _MESSAGE},
        answers={
            200: Answer(
                "The answer, or a stream of events that ends with it.",
                {JSON: _MESSAGE, EVENTS: {"type": "string"}},
            ),
            202: Answer("The message was a notification, which has no answer."),
            400: _refusal("The message, its headers or its revision are invalid."),
            403: _refusal("The Origin or the Host is not allowed."),
            404: _refusal("The method is unknown."),
        },
        errors=(406, 413, 415),
    )
}

ROUTES = (
    Route("mcp", McpHttpResource, operations=_OPERATIONS),
    # The path that MCP clients try by default.
    Route("/mcp", McpHttpResource, bare=True),
)
