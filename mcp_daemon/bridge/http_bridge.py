"""Carries each line as a POST, and each answer and event back as a line."""

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
from mcp_daemon.bridge.messages import MOST_BYTES, BridgeFailed, asked, failure, given_up, read
from mcp_daemon.transport import LineTransport, TransportClosed
from mcp_daemon.worker_pool import ClientQueue, Pool

REQUEST_SECONDS = 120.0
UNFIT = "This can't be sent over HTTP: its method or name, or the token, fits no header."
# POSTs under way at once.
THREADS = 16


@dataclass(eq=False, slots=True)
class Post:
    """A message on its way.

    Attributes:
        line: the message as it came.
        message: what it says.
        cancelled: True once the client wants no answer.
    """

    line: bytes
    message: dict[str, Any]
    cancelled: bool = False


class HttpBridge:
    """Posts lines until there are no more, each without waiting for the one before.

    Arguments:
        wire: the client.
        url: the server.
        headers: for each POST.
    """

    def __init__(self, wire: LineTransport, url: str, headers: dict[str, str]) -> None:
        self._wire = wire
        self._url = url
        self._headers = headers
        self._version = ""
        self._reached = False
        self._under_way: dict[Id, Post] = {}
        self._pool = Pool(THREADS, THREADS)
        self._lane = ClientQueue()
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Carry, then wait for what the client is owed.

        Raises:
            BridgeFailed: the server was never reached.
        """
        posts: set[asyncio.Task[None]] = set()
        while (line := await self._wire.receive()) is not None:
            post = Post(line, read(line))
            self._note(post)
            if post.message.get("method") == "initialize" or not self._reached:
                # What follows carries the version that this agrees on, if anyone is there at all.
                await self._carry(post)
                continue
            task = asyncio.create_task(self._carry(post))
            posts.add(task)
            task.add_done_callback(posts.discard)
        await asyncio.gather(*posts)

    def _note(self, post: Post) -> None:
        identity, cancelled = asked(post.message), given_up(post.message)
        if identity is not None:
            self._under_way[identity] = post
        if cancelled in self._under_way:
            # A server without sessions can't tell which POST is meant: its answer is dropped here.
            self._under_way.pop(cancelled).cancelled = True

    async def _carry(self, post: Post) -> None:
        identity = asked(post.message)

        def exchange() -> None:
            for text in self._exchange(post):
                if post.cancelled:
                    break
                self._learn(post.message, text)
                # Each event goes on its way as it comes, in order.
                asyncio.run_coroutine_threadsafe(self._wire.send(text), self._loop).result()

        try:
            with contextlib.suppress(TransportClosed):
                await self._pool.run(self._lane, exchange)
        except (OSError, HTTPException) as wrong:
            if not self._reached:
                raise BridgeFailed(f"{self._url}: {wrong}") from wrong
            # It may be back for the next message.
            await self._excuse(post, f"The server can't be reached: {self._url}: {wrong}")
        except ValueError:
            # What is wrong may be the token, which is nobody's to read.
            await self._excuse(post, UNFIT)
        finally:
            if identity is not None and self._under_way.get(identity) is post:
                del self._under_way[identity]

    async def _excuse(self, post: Post, text: str) -> None:
        """Tell why the server does not answer."""
        print(f"mcp-bridge: {text}", file=sys.stderr)
        identity = asked(post.message)
        if identity is not None and not post.cancelled:
            with contextlib.suppress(TransportClosed):
                await self._wire.send(failure(identity, text))

    def _learn(self, message: dict[str, Any], text: bytes) -> None:
        if message.get("method") == "initialize":
            result = read(text).get("result")
            version = result.get("protocolVersion", "") if isinstance(result, dict) else ""
            self._version = str(version)

    def _exchange(self, post: Post) -> Iterator[bytes]:
        headers = self._headers | _headers(post.message, self._version)
        request = urllib.request.Request(self._url, post.line, headers, method="POST")  # noqa: S310  (main checked the scheme)
        try:
            with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as response:  # noqa: S310
                self._reached = True
                yield from _texts(response)
        except urllib.error.HTTPError as wrong:
            self._reached = True
            with wrong:
                yield from _refused(wrong, post.message)


def _refused(wrong: urllib.error.HTTPError, message: dict[str, Any]) -> Iterator[bytes]:
    body = wrong.read(MOST_BYTES)
    answer, identity = read(body), asked(message)
    if "jsonrpc" in answer:
        yield body.strip()
    elif identity is not None:
        # Something before the endpoint refused, such as the limits or a proxy.
        yield failure(identity, f"HTTP {wrong.code}: {answer.get('detail') or wrong.reason}")


def _headers(message: dict[str, Any], version: str) -> dict[str, str]:
    """Return the headers that repeat what the body says (2026-07-28), and the version."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    params = message.get("params")
    meta = params.get("_meta") if isinstance(params, dict) else None
    if isinstance(meta, dict) and isinstance(meta.get(VERSION_KEY), str):
        method = str(message.get("method"))
        repeated = {VERSION_HEADER: meta[VERSION_KEY], METHOD_HEADER: method}
        if method in NAMED_BY and isinstance(params, dict):
            repeated[NAME_HEADER] = str(params.get(NAMED_BY[method], ""))
    else:
        repeated = {VERSION_HEADER: version} if version else {}
    return headers | {name: _header_value(value) for name, value in repeated.items()}


def _header_value(value: str) -> str:
    if value.isascii() and value.isprintable() and value == value.strip():
        return value
    return f"=?base64?{base64.b64encode(value.encode()).decode()}?="


def _texts(response: Any) -> Iterator[bytes]:
    """Yield each message of an answer, which is JSON or a stream of events."""
    if response.headers.get_content_type() != "text/event-stream":
        body = response.read(MOST_BYTES)
        if body.strip():
            yield body.strip()
        return
    data: list[bytes] = []
    for line in response:
        if line.startswith(b"data:"):
            data.append(line[5:].strip())
        elif not line.strip() and data:
            yield b"".join(data)
            data = []
