"""Sends each line as a POST, and writes each answer and event as a line."""

import asyncio
import base64
import contextlib
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from common.mcp.protocol.jsonrpc import Id
from common.mcp.protocol.request_meta import VERSION_KEY
from common.mcp.protocol.streamable_http import METHOD_HEADER, NAME_HEADER, NAMED_BY, VERSION_HEADER
from mcp_daemon.bridge.loopback import is_loopback
from mcp_daemon.bridge.messages import (
    MAX_MESSAGE_BYTES,
    BridgeFailed,
    cancelled_id,
    failure,
    parse,
    request_id,
)
from mcp_daemon.transport import LineTransport, TransportClosed
from mcp_daemon.worker_pool import ClientQueue, WorkerPool

REQUEST_SECONDS = 120.0
NOT_SENDABLE = (
    "This can't be sent over HTTP: its method or name, or the token, can't be a header value."
)
# POSTs under way at the same time.
THREADS = 16


@dataclass(eq=False, slots=True)
class Post:
    """A message on its way.

    Attributes:
        line: the message as it was received.
        message: the parsed message.
        cancelled: True once the client wants no answer.
    """

    line: bytes
    message: dict[str, Any]
    cancelled: bool = False


class HttpBridge:
    """Posts each line without waiting for the answers to earlier ones.

    Args:
        transport: the client.
        url: the server.
        headers: headers of each POST.
    """

    def __init__(self, transport: LineTransport, url: str, headers: dict[str, str]) -> None:
        self._transport = transport
        self._url = url
        self._headers = headers
        # Without a handler, urllib uses the proxies of the environment.
        handlers = [urllib.request.ProxyHandler({})] if is_loopback(url) else []
        self._opener = urllib.request.build_opener(*handlers)
        self._version = ""
        self._reached = False
        self._under_way: dict[Id, Post] = {}
        self._pool = WorkerPool(THREADS, THREADS)
        self._queue = ClientQueue()
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Carry messages until the input ends, then wait for the answers under way.

        Raises:
            BridgeFailed: the server was never reached.
        """
        posts: set[asyncio.Task[None]] = set()
        while (line := await self._transport.receive()) is not None:
            post = Post(line, parse(line))
            self._track(post)
            if post.message.get("method") == "initialize" or not self._reached:
                # Later messages carry the negotiated version (transports, protocol version
                # header), and a server that can't be reached ends the bridge.
                await self._carry(post)
                continue
            task = asyncio.create_task(self._carry(post))
            posts.add(task)
            task.add_done_callback(posts.discard)
        await asyncio.gather(*posts)

    def _track(self, post: Post) -> None:
        identity, cancelled = request_id(post.message), cancelled_id(post.message)
        if identity is not None:
            self._under_way[identity] = post
        if cancelled in self._under_way:
            # A server without sessions can't know which POST is meant, so its answer is dropped
            # here.
            self._under_way.pop(cancelled).cancelled = True

    async def _carry(self, post: Post) -> None:
        identity = request_id(post.message)

        def exchange() -> None:
            for text in self._exchange(post):
                if post.cancelled:
                    break
                self._note_version(post.message, text)
                # One event at a time, so that they stay in order.
                asyncio.run_coroutine_threadsafe(self._transport.send(text), self._loop).result()

        try:
            with contextlib.suppress(TransportClosed):
                await self._pool.run(self._queue, exchange)
        except (OSError, HTTPException) as error:
            if not self._reached:
                raise BridgeFailed(f"{self._url}: {error}") from error
            # The server may be back for the next message.
            await self._answer_failure(post, f"The server can't be reached: {self._url}: {error}")
        except ValueError:
            # Its text may contain the token, so it is not shown.
            await self._answer_failure(post, NOT_SENDABLE)
        finally:
            if identity is not None and self._under_way.get(identity) is post:
                del self._under_way[identity]

    async def _answer_failure(self, post: Post, text: str) -> None:
        """Answer a request in place of the server."""
        print(f"mcp-bridge: {text}", file=sys.stderr)
        identity = request_id(post.message)
        if identity is not None and not post.cancelled:
            with contextlib.suppress(TransportClosed):
                await self._transport.send(failure(identity, text))

    def _note_version(self, message: dict[str, Any], text: bytes) -> None:
        if message.get("method") == "initialize":
            result = parse(text).get("result")
            version = result.get("protocolVersion", "") if isinstance(result, dict) else ""
            self._version = str(version)

    def _exchange(self, post: Post) -> Iterator[bytes]:
        headers = self._headers | _headers(post.message, self._version)
        request = urllib.request.Request(self._url, post.line, headers, method="POST")  # noqa: S310  (main checked the scheme)
        try:
            with self._opener.open(request, timeout=REQUEST_SECONDS) as response:
                self._reached = True
                yield from _texts(response)
        except urllib.error.HTTPError as error:
            self._reached = True
            with error:
                yield from _error_texts(error, post.message)


def _error_texts(error: urllib.error.HTTPError, message: dict[str, Any]) -> Iterator[bytes]:
    body = error.read(MAX_MESSAGE_BYTES)
    answer, identity = parse(body), request_id(message)
    # An error response of the endpoint, which is carried like any other.
    if "jsonrpc" in answer:
        yield body.strip()
    elif identity is not None:
        # The request did not reach the endpoint: a limit or a proxy refused it.
        yield failure(identity, f"HTTP {error.code}: {answer.get('detail') or error.reason}")


def _headers(message: dict[str, Any], version: str) -> dict[str, str]:
    """Return the headers of a POST, including those that repeat its body (SEP-2243)."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    params = message.get("params")
    meta = params.get("_meta") if isinstance(params, dict) else None
    # A revision without a handshake names itself in each message.
    if isinstance(meta, dict) and isinstance(meta.get(VERSION_KEY), str):
        method = str(message.get("method"))
        repeated = {VERSION_HEADER: meta[VERSION_KEY], METHOD_HEADER: method}
        if method in NAMED_BY and isinstance(params, dict):
            repeated[NAME_HEADER] = str(params.get(NAMED_BY[method], ""))
    else:
        repeated = {VERSION_HEADER: version} if version else {}
    return headers | {name: _header_value(value) for name, value in repeated.items()}


def _header_value(value: str) -> str:
    # SEP-2243: a value that can't be a header goes as base64.
    if value.isascii() and value.isprintable() and value == value.strip():
        return value
    return f"=?base64?{base64.b64encode(value.encode()).decode()}?="


def _texts(response: Any) -> Iterator[bytes]:
    """Yield each message of an answer, which is JSON or an event stream."""
    if response.headers.get_content_type() != "text/event-stream":
        body = response.read(MAX_MESSAGE_BYTES)
        if body.strip():
            yield body.strip()
        return
    # HTML, server-sent events: an event may have several data lines, and ends with an empty line.
    data: list[bytes] = []
    for line in response:
        if line.startswith(b"data:"):
            data.append(line[5:].strip())
        elif not line.strip() and data:
            yield b"".join(data)
            data = []
