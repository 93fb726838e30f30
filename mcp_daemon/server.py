"""The daemon: listens on its port, adopts the sockets that Gunicorn hands over, and drains."""

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
from common.services.listening import bound_unsent, is_dual_stack
from mcp_daemon.admission import HandshakeAdmission, select_subprotocol
from mcp_daemon.authentication import Authenticator
from mcp_daemon.charges import Charges
from mcp_daemon.connection import BoundedConnection
from mcp_daemon.connection_reporter import ConnectionReporter
from mcp_daemon.fd_receiver import DescriptorReceiver
from mcp_daemon.held_bytes import message_budget
from mcp_daemon.loop_turns import LoopTurns
from mcp_daemon.revocation import RevocationMonitor
from mcp_daemon.session_runner import Dependencies, SessionRunner
from mcp_daemon.subscriptions import SubscriptionWatcher
from mcp_daemon.transport import WebSocketTransport
from mcp_daemon.worker_pool import WorkerPool

# More threads would only take turns at the interpreter's lock; some wait for Redis or a disk.
THREADS = 4
RUNNING_PER_CONNECTION = 2
# Slow calls wait for the processes that parse files, or check the rows of a table. They have
# threads of their own, so that they never delay short calls or the revocation of credentials.
SLOW_THREADS = 16
SLOW_PER_CONNECTION = 2
# Together below supervisord's stopwaitsecs (supervisord.conf); most calls take milliseconds.
DRAIN_SECONDS = 2.0
OPEN_SECONDS = 10.0
CLOSE_SECONDS = 1.0
TRANSPORT_LOGGER = "thebarcodeapi.mcp.transport"

_log = logging.getLogger("thebarcodeapi.mcp")


class Daemon:
    """Serves MCP over WebSockets. Create it in a running event loop.

    Args:
        services: opened services; the daemon does not close them.
        registry: the tools, resources and prompts to offer.
    """

    def __init__(self, services: Services, registry: Registry) -> None:
        settings = services.settings
        # The registry counts by daemon; several may share it.
        name = uuid.uuid4().hex
        self._settings = settings
        self._pool = WorkerPool(THREADS, RUNNING_PER_CONNECTION)
        self._slow_pool = WorkerPool(SLOW_THREADS, SLOW_PER_CONNECTION, "mcp-slow")
        self._report_pool = WorkerPool(1, 1, "mcp-report")
        self._turns = LoopTurns()
        charges = Charges(services.limiter) if services.redis is not None else None
        self._dependencies = Dependencies(
            *(registry, services, self._pool, self._slow_pool, message_budget()),
            turns=self._turns,
            charges=charges,
        )
        self._reporter = ConnectionReporter(
            partial(services.connections.report, name),
            partial(services.connections.forget, name),
            self._report_pool,
        )
        authenticator = Authenticator(services, self._pool)
        self._admission = HandshakeAdmission(
            settings, self._reporter, authenticator, self._dependencies.budget
        )
        self._revocation = RevocationMonitor(services, self._pool, self._admission.peers)
        self._sessions: set[SessionRunner] = set()
        self._options: dict[str, Any] = {
            "ping_interval": settings.mcp_ping_interval,
            "ping_timeout": settings.mcp_ping_timeout,
            "close_timeout": CLOSE_SECONDS,
            # Messages that are read ahead of the session.
            "max_queue": 4,
        }
        self._protocol_options: dict[str, Any] = {
            "max_size": settings.mcp_max_message_bytes,
            "logger": logging.getLogger(TRANSPORT_LOGGER),
        }

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until *stop* is set, then drain.

        Raises:
            OSError: the port or the path of the Unix socket can't be used.
        """
        reporting = asyncio.create_task(self._reporter.run())
        revoking = asyncio.create_task(self._revocation.run())
        try:
            server = await self._listen()
            for listener in server.sockets:
                bound_unsent(listener)
            receiver = DescriptorReceiver(self._settings.mcp_socket, partial(self._adopt, server))
            _log.info("MCP at ws://%s:%d", self._settings.host, self._settings.mcp_ws_port)
            watcher = SubscriptionWatcher(self._dependencies, lambda: self._sessions)
            watching = asyncio.create_task(watcher.run())
            await stop.wait()
            watching.cancel()
            self._admission.closed = True
            receiver.close()
            await self._drain(server)
        finally:
            # Last, so that connections are reported and revoked while they drain.
            for task in (reporting, revoking):
                task.cancel()
            await asyncio.wait([reporting, revoking])
            for pool in (self._pool, self._slow_pool, self._report_pool):
                pool.close()
            if self._dependencies.charges is not None:
                self._dependencies.charges.close()

    def _listen(self) -> Server:
        return serve(
            self._serve_connection,
            **_listen_options(self._settings.host, self._settings.mcp_ws_port),
            select_subprotocol=select_subprotocol,
            process_request=self._admission.process_request,
            process_response=self._admission.process_response,
            # Pictures are compressed already, and each deflate window costs memory.
            compression=None,
            # Not the version of a library (RFC 9110, 10.2.4).
            server_header=None,
            open_timeout=OPEN_SECONDS,
            # websockets only calls it, so a partial of the class works too.
            create_connection=partial(  # type: ignore[arg-type]
                BoundedConnection, turns=self._turns, on_lost=self._admission.leave
            ),
            **self._options,
            **self._protocol_options,
        )

    def _adopt(self, server: Server, client: socket.socket, address: str, head: bytes) -> None:
        """Serve a socket that Gunicorn has accepted, as if *server* had."""

        # websockets' serve() does the same for its own sockets, but has no function for others.
        def connection() -> ServerConnection:
            def select(_: ServerProtocol, offered: Sequence[Subprotocol]) -> Subprotocol | None:
                return select_subprotocol(adopted, offered)

            # What websockets' own server would make for a connection that it accepts.
            protocol = ServerProtocol(select_subprotocol=select, **self._protocol_options)
            adopted = BoundedConnection(
                protocol,
                server,
                turns=self._turns,
                on_lost=self._admission.leave,
                head=head,
                address=address,
                **self._options,
            )
            return adopted

        async def connect() -> None:
            client.setblocking(False)
            try:
                await asyncio.get_running_loop().connect_accepted_socket(connection, client)
            except OSError:
                # The client disconnected during the hand-over.
                client.close()

        asyncio.create_task(connect())  # noqa: RUF006  # ends by itself; the connection outlives it

    async def _serve_connection(self, connection: ServerConnection) -> None:
        peer = self._admission.peer(connection)
        on_message = None
        if isinstance(connection, BoundedConnection):
            on_message = connection.held.take_message
        transport = WebSocketTransport(connection, on_message)
        runner = SessionRunner(transport, peer, self._dependencies)
        self._sessions.add(runner)
        try:
            await runner.run()
        finally:
            self._sessions.discard(runner)

    async def _drain(self, server: Server) -> None:
        """Answer the calls under way, then close every connection with 1001."""
        # Clients with calls under way keep their connections until these are answered.
        server.close(close_connections=False)
        finishing = [asyncio.create_task(runner.finish()) for runner in self._sessions]
        if finishing:
            await asyncio.wait(finishing, timeout=DRAIN_SECONDS)
        # What is still open now belongs to clients that do not complete the closing handshake.
        for connection in list(server.all_connections):
            connection.transport.abort()
        await server.wait_closed()


def _listen_options(host: str, port: int) -> dict[str, Any]:
    if is_dual_stack(host):
        # asyncio makes every IPv6 socket of its own an IPv6-only one (IPV6_V6ONLY, RFC 3493, 5.3).
        dual = socket.create_server((host, port), family=socket.AF_INET6, dualstack_ipv6=True)
        return {"sock": dual}
    return {"host": host, "port": port}
