"""Carries lines to a WebSocket and frames back, and reconnects when the connection is lost.

The session of a client ends with its connection. On the next connection the bridge repeats the
messages that created the session, and drops the answers to them.
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
from mcp_daemon.bridge.loopback import is_loopback
from mcp_daemon.bridge.messages import (
    MAX_MESSAGE_BYTES,
    BridgeFailed,
    cancelled_id,
    failure,
    parse,
    request_id,
    response_id,
)
from mcp_daemon.transport import LineTransport

OPEN_SECONDS = 10.0
REQUEST_SECONDS = 120.0
# A restart takes seconds; after a longer outage the user is informed.
RECONNECT_SECONDS = 30.0
PAUSE_SECONDS = 0.5
LOST = "The connection to the server was lost before it answered. Send the request again."


class SessionReplay:
    """The messages that recreate a client's session on a new connection."""

    def __init__(self) -> None:
        self._messages: dict[tuple[str, str], dict[str, Any]] = {}

    def record(self, message: dict[str, Any]) -> None:
        """Record *message* if the state of the session depends on it."""
        method, params = str(message.get("method")), message.get("params")
        uri = str(params.get("uri")) if isinstance(params, dict) else ""
        # The last of each counts: a session that is opened again needs no more.
        if method in ("initialize", "notifications/initialized", "logging/setLevel"):
            self._messages[method, ""] = message
        elif method == "resources/subscribe":
            self._messages[method, uri] = message
        elif method == "resources/unsubscribe":
            self._messages.pop(("resources/subscribe", uri), None)

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages to send, each request with an id of the bridge's own."""
        return [
            message | ({"id": f"bridge:{method}:{uri}"} if "id" in message else {})
            for (method, uri), message in self._messages.items()
        ]


class WebSocketBridge:
    """Carries messages in both directions until the input of the client ends.

    Args:
        transport: the client.
        url: the server.
        headers: headers of the handshake.
    """

    def __init__(self, transport: LineTransport, url: str, headers: dict[str, str]) -> None:
        self._transport = transport
        self._url = url
        self._headers = headers
        self._replay = SessionReplay()
        self._unanswered: set[Id] = set()
        self._replayed: set[Id] = set()
        self._answered = asyncio.Event()

    async def run(self) -> None:
        """Carry messages until the input ends, then wait for the answers under way.

        Raises:
            BridgeFailed: the server can't be reached, or refuses the client.
        """
        try:
            socket = await self._connect()
            # False if the connection was lost and not closed by the client.
            while not await self._carry(socket):
                await self._answer_lost_requests()
                socket = await self._reconnect()
        except (OSError, WebSocketException) as error:
            raise BridgeFailed(f"{self._url}: {error}") from error

    async def _connect(self) -> ClientConnection:
        return await connect(
            self._url,
            subprotocols=[Subprotocol("mcp")],
            additional_headers=self._headers,
            open_timeout=OPEN_SECONDS,
            max_size=MAX_MESSAGE_BYTES,
            # Pictures are compressed already.
            compression=None,
            proxy=None if is_loopback(self._url) else True,
        )

    async def _reconnect(self) -> ClientConnection:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + RECONNECT_SECONDS
        while True:
            try:
                socket = await self._connect()
                await self._recreate_session(socket)
            except (OSError, WebSocketException) as error:
                # A refusal, such as for wrong credentials, will not change by waiting.
                if loop.time() > deadline or _is_final(error):
                    raise
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return socket

    async def _recreate_session(self, socket: ClientConnection) -> None:
        messages = self._replay.messages()
        self._replayed = {message["id"] for message in messages if "id" in message}
        for message in messages:
            await socket.send(json.dumps(message, default=str))

    async def _carry(self, socket: ClientConnection) -> bool:
        """Carry messages over one connection; return False if it was lost.

        Raises:
            BridgeFailed: the server closed it because the credentials are no longer valid.
        """
        tasks = [asyncio.create_task(work) for work in (self._send(socket), self._receive(socket))]
        try:
            # One ends with the input of the client, both with the connection.
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        lost = False
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                lost |= isinstance(task.exception(), ConnectionClosed)
        if not lost:
            await socket.close()
        # RFC 6455, 7.4.1: 1008. Another connection with the same credentials would end the same.
        elif socket.close_code == CloseCode.POLICY_VIOLATION:
            raise BridgeFailed(f"{self._url} closed the connection: {socket.close_reason}")
        return not lost

    async def _send(self, socket: ClientConnection) -> None:
        while (line := await self._transport.receive()) is not None:
            message = parse(line)
            self._replay.record(message)
            identity = request_id(message)
            if identity is not None:
                self._unanswered.add(identity)
            cancelled = cancelled_id(message)
            if cancelled is not None:
                # A cancelled request is not answered (cancellation, behavior requirements).
                self._unanswered.discard(cancelled)
            await socket.send(line, text=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REQUEST_SECONDS):
                while self._unanswered:
                    self._answered.clear()
                    await self._answered.wait()

    async def _receive(self, socket: ClientConnection) -> None:
        while True:
            text = await socket.recv()
            line = text.encode() if isinstance(text, str) else text
            identity = response_id(parse(line))
            # The client has an answer to its own request with another id already.
            if identity in self._replayed:
                self._replayed.discard(identity)
                continue
            await self._transport.send(line)
            if identity is not None:
                self._unanswered.discard(identity)
                self._answered.set()

    async def _answer_lost_requests(self) -> None:
        """Answer the requests that the lost connection leaves unanswered."""
        for identity in self._unanswered:
            await self._transport.send(failure(identity, LOST))
        self._unanswered.clear()


def _is_final(error: Exception) -> bool:
    """Return True if the server refuses this client permanently."""
    if not isinstance(error, InvalidStatus):
        return False
    status = error.response.status_code
    temporary = (http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.BAD_GATEWAY)
    return status not in (*temporary, http.HTTPStatus.SERVICE_UNAVAILABLE)
