"""Carries lines to a WebSocket and frames back, over as many connections as it takes.

The session that a client agreed on ends with its connection; on the next one the bridge repeats
what made it, and keeps the answers to itself.
"""

import asyncio
import contextlib
import http
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.frames import CloseCode
from websockets.typing import Subprotocol

from common.mcp.protocol.jsonrpc import Id
from mcp_daemon.bridge.messages import (
    MOST_BYTES,
    BridgeFailed,
    answered,
    asked,
    failure,
    given_up,
    read,
)
from mcp_daemon.transport import LineTransport

OPEN_SECONDS = 10.0
REQUEST_SECONDS = 120.0
# A restart takes seconds; who waits longer wants to know.
AWAY_SECONDS = 30.0
PAUSE_SECONDS = 0.5
LOST = "The connection to the server was lost before it answered. Ask again."


class Session:
    """What a client has said that the next connection has to know."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], dict[str, Any]] = {}

    def note(self, message: dict[str, Any]) -> None:
        """Remember *message*, where a session depends on it."""
        method, params = str(message.get("method")), message.get("params")
        uri = str(params.get("uri")) if isinstance(params, dict) else ""
        if method in ("initialize", "notifications/initialized", "logging/setLevel"):
            self._said[method, ""] = message
        elif method == "resources/subscribe":
            self._said[method, uri] = message
        elif method == "resources/unsubscribe":
            self._said.pop(("resources/subscribe", uri), None)

    def repeated(self) -> list[dict[str, Any]]:
        """Return what to say on a new connection, each request under an id of the bridge's own."""
        return [
            message | ({"id": f"bridge:{method}:{uri}"} if "id" in message else {})
            for (method, uri), message in self._said.items()
        ]


class SocketBridge:
    """Carries both ways until the client has no more to say.

    Arguments:
        wire: the client.
        url: the server.
        headers: for its handshake.
    """

    def __init__(self, wire: LineTransport, url: str, headers: dict[str, str]) -> None:
        self._wire = wire
        self._url = url
        self._headers = headers
        self._session = Session()
        self._owed: set[Id] = set()
        self._repeated: set[Id] = set()
        self._settled = asyncio.Event()

    async def run(self) -> None:
        """Carry; once the client sends no more, wait for what it is owed.

        Raises:
            BridgeFailed: the server can't be reached, or lets nobody in.
        """
        try:
            socket = await self._connect()
            while not await self._carry(socket):
                await self._excuse()
                socket = await self._come_back()
        except (OSError, WebSocketException) as wrong:
            raise BridgeFailed(f"{self._url}: {wrong}") from wrong

    async def _connect(self) -> ClientConnection:
        return await connect(
            self._url,
            subprotocols=[Subprotocol("mcp")],
            additional_headers=self._headers,
            open_timeout=OPEN_SECONDS,
            max_size=MOST_BYTES,
            compression=None,
        )

    async def _come_back(self) -> ClientConnection:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + AWAY_SECONDS
        while True:
            try:
                socket = await self._connect()
                await self._repeat(socket)
            except (OSError, WebSocketException) as wrong:
                if loop.time() > deadline or _is_final(wrong):
                    raise
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return socket

    async def _repeat(self, socket: ClientConnection) -> None:
        said = self._session.repeated()
        self._repeated = {message["id"] for message in said if "id" in message}
        for message in said:
            await socket.send(json.dumps(message))

    async def _carry(self, socket: ClientConnection) -> bool:
        """Carry over one connection; return False where it is lost and another is needed."""
        up, down = asyncio.create_task(self._up(socket)), asyncio.create_task(self._down(socket))
        try:
            await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.wait([up, down])
        lost = False
        for task in (up, down):
            with contextlib.suppress(asyncio.CancelledError):
                lost |= isinstance(task.exception(), ConnectionClosed)
        if not lost:
            await socket.close()
        elif socket.close_code == CloseCode.POLICY_VIOLATION:
            raise BridgeFailed(f"{self._url} closed the connection: {socket.close_reason}")
        return not lost

    async def _up(self, socket: ClientConnection) -> None:
        while (line := await self._wire.receive()) is not None:
            message = read(line)
            self._session.note(message)
            identity = asked(message)
            if identity is not None:
                self._owed.add(identity)
            cancelled = given_up(message)
            if cancelled is not None:
                self._owed.discard(cancelled)
            await socket.send(line, text=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REQUEST_SECONDS):
                while self._owed:
                    self._settled.clear()
                    await self._settled.wait()

    async def _down(self, socket: ClientConnection) -> None:
        while True:
            text = await socket.recv()
            line = text.encode() if isinstance(text, str) else text
            identity = answered(read(line))
            if identity in self._repeated:
                self._repeated.discard(identity)
                continue
            await self._wire.send(line)
            if identity is not None:
                self._owed.discard(identity)
                self._settled.set()

    async def _excuse(self) -> None:
        """Answer what the lost connection leaves unanswered."""
        for identity in self._owed:
            await self._wire.send(failure(identity, LOST))
        self._owed.clear()


def _is_final(wrong: Exception) -> bool:
    """Tell whether the server will say the same again: it takes no such client."""
    if not isinstance(wrong, InvalidStatus):
        return False
    status = wrong.response.status_code
    waiting = (http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.BAD_GATEWAY)
    return status not in (*waiting, http.HTTPStatus.SERVICE_UNAVAILABLE)
