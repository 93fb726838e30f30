"""POST ``mcp``: the Model Context Protocol over Streamable HTTP.

A request is answered with JSON; where a call reports progress or logs, and the client takes an
event stream, these come first in a stream that ends with the answer. Nothing is kept between two
requests, and no session id is given out.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import falcon
import msgspec
from falcon import Request, Response

from common.mcp.catalogue import catalogue
from common.mcp.execution import execute
from common.mcp.protocol import jsonrpc, origin, streamable_http
from common.mcp.protocol.calls import Call
from common.mcp.protocol.definitions import Context, LogLevel
from common.mcp.protocol.registry import Registry
from common.mcp.protocol.session import Send, Start
from common.mcp.protocol.streamable_http import METHOD_HEADER, NAME_HEADER, VERSION_HEADER, Exchange
from common.operations.quota import Quota
from common.services.container import Services
from common.services.principal import Principal, is_local
from rest import authentication, deadline, offload, request_params
from rest.problems import PROBLEM_JSON, ProblemDocument
from rest.routes import Answer, Operation, Route

JSON = "application/json"
EVENTS = "text/event-stream"
MCP_HEADERS = (VERSION_HEADER, METHOD_HEADER, NAME_HEADER)
Texts = list[bytes]


class Endpoint:
    """Answers one JSON-RPC message, or a batch, a POST.

    Arguments:
        services: what the tools need.
        registry: what there is to offer; None offers what the product does.
    """

    charges = True

    def __init__(self, services: Services, registry: Registry | None = None) -> None:
        self._services = services
        self._registry = registry or catalogue(services.settings.app_version)

    def on_post(self, req: Request, resp: Response) -> None:
        """Answer the message in the body."""
        resp.set_header("Cache-Control", "no-store")
        refusal = self._wrong_origin(req)
        if refusal is not None:
            resp.status = falcon.HTTP_403
            _write(resp, Send(jsonrpc.error(None, jsonrpc.INVALID_REQUEST, refusal)))
            return
        if not (authentication.is_known(req) or self._services.settings.mcp_anonymous):
            raise falcon.HTTPUnauthorized(
                description="Send an API key as X-API-Key, or a token as Authorization: Bearer.",
                challenges=['Bearer realm="theBarcodeAPI"'],
            )
        _check_types(req)
        body = request_params.read(req, self._services.settings.mcp_max_message_bytes)
        headers = {name: value for name in MCP_HEADERS if (value := req.get_header(name))}
        exchange = streamable_http.begin(self._registry, headers, body)
        self._answer(req, resp, exchange)

    def _wrong_origin(self, req: Request) -> str | None:
        settings = self._services.settings
        return origin.refusal(
            origin=req.get_header("Origin"),
            host=req.get_header("Host"),
            local=is_local(req.remote_addr, settings.trusted_proxies),
            allowed_origins=settings.cors_origins,
            server_url=settings.server_url,
        )

    def _answer(self, req: Request, resp: Response, exchange: Exchange) -> None:
        caller = msgspec.structs.replace(authentication.of(req), interface="mcp")
        calls = [event.call for event in exchange.events if isinstance(event, Start)]
        if calls:
            # What is called opens an account of its own; this one would charge it twice.
            req.context.quota = None
        streams = req.client_accepts(EVENTS)
        if streams and len(calls) == 1 and calls[0].request.progress_token is not None:
            _stream(resp, self._live(exchange, calls[0], caller))
            return
        told: Texts = []
        answer = next((event for event in exchange.events if isinstance(event, Send)), None)
        pause = offload.yield_to_others()
        for call in calls:
            context = self._context(exchange, call, caller, told.append, pause)
            answer = execute(call, context)(exchange.session) or answer
            # A batch may hold many, each of which draws without a pause.
            pause()
        if answer is None:
            resp.status = falcon.HTTP_202
        elif streams and (told or not req.client_accepts(JSON)):
            _stream(resp, _events([*told, answer.text]))
        else:
            resp.status = falcon.code_to_http_status(exchange.status(answer))
            _write(resp, answer)

    def _context(
        self,
        exchange: Exchange,
        call: Call,
        caller: Principal,
        tell: Callable[[bytes], None],
        pause: Callable[[], None],
    ) -> Context[Services, Quota]:
        def progress(reached: float, total: float | None, message: str) -> None:
            text = exchange.session.progress(call, reached, total, message)
            if text is not None:
                tell(text)

        def log(level: LogLevel, data: Any, logger: str) -> None:
            text = exchange.session.log(call, level, data, logger)
            if text is not None:
                tell(text)

        quota = Quota(self._services, caller)
        return Context(
            self._services,
            quota,
            progress,
            log,
            lambda: call.cancelled,
            pause=pause,
            offload=offload.in_thread,
        )

    def _live(self, exchange: Exchange, call: Call, caller: Principal) -> Iterator[bytes]:
        """Yield what *call* reports while it runs, then its answer, as events."""
        # Under the gevent worker the thread is a greenlet: what it tells goes out while it pauses.
        texts: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        pause = offload.yield_to_others(lambda: texts.put(_GOES_ON))

        def run() -> None:
            context = self._context(exchange, call, caller, texts.put, pause)
            answer = execute(call, context)(exchange.session)
            if answer is not None:
                texts.put(answer.text)
            texts.put(None)

        threading.Thread(target=run, daemon=True).start()
        try:
            yield from _events(iter(texts.get, None))
        finally:
            # A client that closes the stream has given up (2026-07-28, cancellation).
            call.cancelled = True


def _check_types(req: Request) -> None:
    if (req.content_type or "").partition(";")[0].strip().lower() != JSON:
        raise falcon.HTTPUnsupportedMediaType(description="Send JSON, as application/json.")
    if not (req.client_accepts(JSON) or req.client_accepts(EVENTS)):
        raise falcon.HTTPNotAcceptable(description=f"Accept {JSON} and {EVENTS}.")


def _write(resp: Response, answer: Send) -> None:
    resp.content_type = JSON
    resp.data = answer.text


# An event without a text: the call tells nothing, but is not stuck.
_GOES_ON = b""


def _stream(resp: Response, events: Iterator[bytes]) -> None:
    resp.content_type = EVENTS
    # nginx would hold the events back until the call ends.
    resp.set_header("X-Accel-Buffering", "no")
    resp.stream = events


def _events(texts: Iterable[bytes]) -> Iterator[bytes]:
    for text in texts:
        if text != _GOES_ON:
            yield b"event: message\ndata: " + text + b"\n\n"
        # The client took it, or the call goes on: as long as that lasts, so may the stream.
        deadline.restart()


# One message or, in revision 2025-03-26, a batch of them.
_MESSAGE = {"type": ["object", "array"], "description": "A JSON-RPC 2.0 message."}


def _refusal(description: str) -> Answer:
    """Describe a refusal: of a message in JSON-RPC's words, of the request as a problem."""
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
            202: Answer("It was a notification, which gets no answer."),
            400: _refusal("The message, its headers or its revision can't be taken."),
            403: _refusal("The Origin or the Host is not this server's."),
            404: _refusal("The method is unknown."),
        },
        errors=(406, 413, 415),
    )
}

ROUTES = (
    Route("mcp", Endpoint, operations=_OPERATIONS),
    # Where assistants look for it.
    Route("/mcp", Endpoint, bare=True),
)
