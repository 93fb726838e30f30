"""The daemon: listens on its port, adopts what Gunicorn hands over, drains when told to stop."""

import asyncio
import logging
import socket
import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from common.mcp.protocol.registry import Registry
from common.services.container import Services
from mcp_daemon.admission import HandshakeAdmission, select_subprotocol
from mcp_daemon.authentication import Authenticator
from mcp_daemon.connection import BoundedConnection
from mcp_daemon.connection_reporter import ConnectionReporter
from mcp_daemon.fd_receiver import DescriptorReceiver
from mcp_daemon.revocation import RevocationMonitor
from mcp_daemon.session import SessionRunner, Work
from mcp_daemon.subscriptions import SubscriptionWatcher
from mcp_daemon.transport import WebSocketTransport
from mcp_daemon.worker_pool import Pool

# More would only take turns at the interpreter's lock; some wait for Redis or a disk.
THREADS = 4
RUNNING_PER_CONNECTION = 2
# Slow calls wait for the processes that parse files, or check the rows of a table. They have their
# own threads, so that they never delay short calls or the revocation of credentials.
SLOW_THREADS = 16
SLOW_PER_CONNECTION = 2
# In all below supervisord's stopwaitsecs (supervisord.conf); a call takes milliseconds.
DRAIN_SECONDS = 2.0
OPEN_SECONDS = 10.0
CLOSE_SECONDS = 1.0

_log = logging.getLogger("thebarcodeapi.mcp")
_wire_log = logging.getLogger("thebarcodeapi.mcp.wire")


class Daemon:
    """Serves MCP over WebSockets.

    Arguments:
        services: opened; the daemon does not close them.
        registry: what there is to offer.
    """

    def __init__(self, services: Services, registry: Registry) -> None:
        settings = services.settings
        name = uuid.uuid4().hex
        self._settings = settings
        self._pool = Pool(THREADS, RUNNING_PER_CONNECTION)
        self._slow_pool = Pool(SLOW_THREADS, SLOW_PER_CONNECTION, "mcp-slow")
        self._work = Work(registry, services, self._pool, self._slow_pool)
        self._census = ConnectionReporter(
            partial(services.connections.report, name), partial(services.connections.forget, name)
        )
        self._gate = HandshakeAdmission(settings, self._census, Authenticator(services, self._pool))
        self._warden = RevocationMonitor(services, self._pool, self._gate.guests)
        self._conversations: set[SessionRunner] = set()
        self._options: dict[str, Any] = {
            "ping_interval": settings.mcp_ping_interval,
            "ping_timeout": settings.mcp_ping_timeout,
            "close_timeout": CLOSE_SECONDS,
            "max_queue": 4,
        }
        self._protocol: dict[str, Any] = {
            "max_size": settings.mcp_max_message_bytes,
            "logger": _wire_log,
        }

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until *stop* is set, then drain.

        Raises:
            OSError: a port or path is taken.
        """
        census = asyncio.create_task(self._census.run())
        warden = asyncio.create_task(self._warden.run())
        try:
            server = await self._listen()
            adopter = DescriptorReceiver(self._settings.mcp_socket, partial(self._adopt, server))
            _log.info("MCP at ws://%s:%d", self._settings.host, self._settings.mcp_ws_port)
            watch = asyncio.create_task(
                SubscriptionWatcher(self._work, lambda: self._conversations).run()
            )
            await stop.wait()
            watch.cancel()
            self._gate.shut = True
            adopter.close()
            await self._drain(server)
        finally:
            for task in (census, warden):
                task.cancel()
            await asyncio.wait([census, warden])
            self._pool.close()
            self._slow_pool.close()

    def _listen(self) -> Server:
        return serve(
            self._converse,
            self._settings.host,
            self._settings.mcp_ws_port,
            select_subprotocol=select_subprotocol,
            process_request=self._gate.process_request,
            process_response=self._gate.process_response,
            compression=None,
            server_header=None,
            open_timeout=OPEN_SECONDS,
            # A partial of the class serves as well: it is only called.
            create_connection=partial(BoundedConnection, lost=self._gate.leave),  # type: ignore[arg-type]
            **self._options,
            **self._protocol,
        )

    def _adopt(self, server: Server, client: socket.socket, head: bytes) -> None:
        def connection() -> ServerConnection:
            def select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
                return select_subprotocol(adopted, offered)

            protocol = ServerProtocol(select_subprotocol=select, **self._protocol)
            adopted = BoundedConnection(
                protocol, server, lost=self._gate.leave, head=head, **self._options
            )
            return adopted

        async def connect() -> None:
            client.setblocking(False)
            try:
                await asyncio.get_running_loop().connect_accepted_socket(connection, client)
            except OSError:
                # The client has gone meanwhile.
                client.close()

        asyncio.create_task(connect())  # noqa: RUF006  # ends by itself; the connection outlives it

    async def _converse(self, connection: ServerConnection) -> None:
        conversation = SessionRunner(
            WebSocketTransport(connection), self._gate.guest(connection), self._work
        )
        self._conversations.add(conversation)
        try:
            await conversation.run()
        finally:
            self._conversations.discard(conversation)

    async def _drain(self, server: Server) -> None:
        """Answer what is under way, then close every connection with 1001."""
        server.close(close_connections=False)
        finishing = [
            asyncio.create_task(conversation.finish()) for conversation in self._conversations
        ]
        if finishing:
            await asyncio.wait(finishing, timeout=DRAIN_SECONDS)
        for connection in list(server.all_connections):
            connection.transport.abort()
        await server.wait_closed()
