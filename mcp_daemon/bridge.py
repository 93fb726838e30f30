"""Carries the stdio of a client to a running server: ``python -m mcp_daemon.bridge URL``.

For clients that start a process and speak over its standard streams, such as Claude Desktop. URL
is a WebSocket (``ws://…/mcp/ws/{client_id}``) or Streamable HTTP (``http://…/mcp``) endpoint. What
it carries it does not change. BARCODE_API_TOKEN in the environment is sent as a bearer token.

    BridgeFailed   the server can't be reached; the text is for a person
"""

import asyncio
import base64
import contextlib
import json
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from common.mcp.jsonrpc import is_id
from common.mcp.streamable import METHOD_HEADER, NAME_HEADER, NAMED_BY, VERSION_HEADER
from mcp_daemon.stdio import take_standard_streams
from mcp_daemon.wire import LineWire, WireClosed

TOKEN = "BARCODE_API_TOKEN"  # noqa: S105  (the name of a variable)
MOST_BYTES = 16 * 1024 * 1024
OPEN_SECONDS = 10.0
REQUEST_SECONDS = 120.0
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"


class BridgeFailed(Exception):
    """The server can't be reached, or has gone."""


def main() -> int:
    """Carry messages until the input ends; return the exit status."""
    if len(sys.argv) != 2 or urlsplit(sys.argv[1]).scheme not in ("ws", "wss", "http", "https"):
        print("usage: python -m mcp_daemon.bridge ws://… or http://…", file=sys.stderr)
        return 2
    source, target = take_standard_streams()

    async def run() -> None:
        wire = LineWire(source, target, MOST_BYTES)
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, wire.drop)
        await carry(wire, sys.argv[1], os.environ.get(TOKEN, ""))

    try:
        asyncio.run(run())
    except BridgeFailed as wrong:
        print(f"mcp-bridge: {wrong}", file=sys.stderr)
        return 1
    return 0


async def carry(wire: LineWire, url: str, token: str) -> None:
    """Carry messages between *wire* and the server at *url*.

    Raises:
        BridgeFailed: the server can't be reached, or has gone.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if urlsplit(url).scheme in ("ws", "wss"):
        await over_websocket(wire, url, headers)
    else:
        await HttpBridge(wire, url, headers).run()


async def over_websocket(wire: LineWire, url: str, headers: dict[str, str]) -> None:
    """Carry each line as a text frame, and each frame as a line."""
    try:
        async with connect(
            url,
            subprotocols=[Subprotocol("mcp")],
            additional_headers=headers,
            open_timeout=OPEN_SECONDS,
            max_size=MOST_BYTES,
            compression=None,
        ) as socket:
            await SocketBridge(wire, socket, url).run()
    except (OSError, WebSocketException) as wrong:
        raise BridgeFailed(f"{url}: {wrong}") from wrong


class SocketBridge:
    """Carries both ways until either end has no more to say."""

    def __init__(self, wire: LineWire, socket: ClientConnection, url: str) -> None:
        self._wire = wire
        self._socket = socket
        self._url = url
        self._owed: set[str | int] = set()
        self._settled = asyncio.Event()

    async def run(self) -> None:
        """Carry; once the client sends no more, wait for what it is owed."""
        up, down = asyncio.create_task(self._up()), asyncio.create_task(self._down())
        done, pending = await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            with contextlib.suppress(WireClosed, ConnectionClosed):
                task.result()

    async def _up(self) -> None:
        while (line := await self._wire.receive()) is not None:
            message = _read(line)
            if isinstance(message, dict) and "method" in message and is_id(message.get("id")):
                self._owed.add(message["id"])
            await self._socket.send(line, text=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REQUEST_SECONDS):
                while self._owed:
                    self._settled.clear()
                    await self._settled.wait()

    async def _down(self) -> None:
        async for text in self._socket:
            line = text.encode() if isinstance(text, str) else text
            await self._wire.send(line)
            message = _read(line)
            if isinstance(message, dict) and "method" not in message and is_id(message.get("id")):
                self._owed.discard(message["id"])
                self._settled.set()
        raise BridgeFailed(f"{self._url} closed the connection: {self._socket.close_reason}")


class HttpBridge:
    """Posts each line, and writes each answer and event as a line."""

    def __init__(self, wire: LineWire, url: str, headers: dict[str, str]) -> None:
        self._wire = wire
        self._url = url
        self._headers = headers
        self._version = ""

    async def run(self) -> None:
        """Post lines until there are no more, each without waiting for the one before."""
        posts: set[asyncio.Task[None]] = set()
        while (line := await self._wire.receive()) is not None:
            message = _read(line)
            if isinstance(message, dict) and message.get("method") == "initialize":
                # What follows carries the version that this agrees on.
                await self._post(line, message)
                continue
            task = asyncio.create_task(self._post(line, message))
            posts.add(task)
            task.add_done_callback(posts.discard)
            for done in [task for task in posts if task.done()]:
                done.result()
        if posts:
            for result in await asyncio.gather(*posts, return_exceptions=True):
                if isinstance(result, BridgeFailed):
                    raise result

    async def _post(self, line: bytes, message: Any) -> None:
        loop = asyncio.get_running_loop()

        def exchange() -> None:
            for text in self._exchange(line, message):
                self._learn(message, text)
                # Each event goes on its way as it comes, in order.
                asyncio.run_coroutine_threadsafe(self._wire.send(text), loop).result()

        with contextlib.suppress(WireClosed):
            await asyncio.to_thread(exchange)

    def _learn(self, message: Any, text: bytes) -> None:
        if isinstance(message, dict) and message.get("method") == "initialize":
            answer = _read(text)
            result = answer.get("result", {}) if isinstance(answer, dict) else {}
            self._version = str(result.get("protocolVersion", ""))

    def _exchange(self, line: bytes, message: Any) -> Iterator[bytes]:
        headers = self._headers | _headers(message, self._version)
        request = urllib.request.Request(self._url, line, headers, method="POST")  # noqa: S310  (main checked the scheme)
        try:
            with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as response:  # noqa: S310
                yield from _texts(response)
        except urllib.error.HTTPError as wrong:
            with wrong:
                yield from self._refused(wrong, message)
        except OSError as wrong:
            raise BridgeFailed(f"{self._url}: {wrong}") from wrong

    def _refused(self, wrong: urllib.error.HTTPError, message: Any) -> Iterator[bytes]:
        body = wrong.read(MOST_BYTES)
        answer = _read(body)
        if isinstance(answer, dict) and "jsonrpc" in answer:
            yield body.strip()
        elif isinstance(message, dict) and "id" in message:
            # Something before the endpoint refused, such as the limits or a proxy.
            detail = answer.get("detail") if isinstance(answer, dict) else None
            text = f"HTTP {wrong.code}: {detail or wrong.reason}"
            error = {"code": -32603, "message": text}
            yield json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": error}).encode()


def _headers(message: Any, version: str) -> dict[str, str]:
    """Return the headers that repeat what the body says (2026-07-28), and the version."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    params = message.get("params") if isinstance(message, dict) else None
    meta = params.get("_meta") if isinstance(params, dict) else None
    if isinstance(meta, dict) and isinstance(meta.get(VERSION_KEY), str):
        method = str(message.get("method"))
        headers |= {VERSION_HEADER: meta[VERSION_KEY], METHOD_HEADER: method}
        if method in NAMED_BY and isinstance(params, dict):
            headers[NAME_HEADER] = _header_value(str(params.get(NAMED_BY[method], "")))
    elif version:
        headers[VERSION_HEADER] = version
    return headers


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


def _read(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


if __name__ == "__main__":
    sys.exit(main())
