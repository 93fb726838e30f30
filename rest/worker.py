"""The Gunicorn worker: gevent, a deadline on each request, and an orderly close of connections.

gevent keeps the application synchronous, and clients that send or read slowly don't starve others.
But a client that drips its body, or never reads its answer, would hold a greenlet for ever: the
deadline ends that. A download restarts it with each piece that the client accepts.
"""

import errno
import os
import socket
from contextlib import suppress
from typing import Any

import gevent
from gunicorn import util
from gunicorn.http import wsgi
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.ggevent import GeventWorker as Worker

from common import settings
from rest import deadline, held_bodies, offload, server_errors
from rest.heads import Parser
from rest.single_send import SingleSendResponse

# How long, and how much, the worker reads from a client after the last answer of a connection. On
# the loopback interface half a second suffices for a body of 40 MB.
_DISCARD_SECONDS = 0.5
_PIECE_BYTES = 64 * 1024
# gevent.sleep(0) resumes before the loop has checked every socket, up to fifty times in a row.
_NEXT_ROUND = 1e-9
# Of the deadline, for a body that waits for others: the rest is for its answer.
_SHARE_FOR_ROOM = 1 / 3


class GeventWorker(Worker):  # type: ignore[misc]  # Gunicorn ships no types
    """Gunicorn's gevent worker, in which no request takes longer than REQUEST_TIMEOUT."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline_seconds = settings.load(os.environ).request_timeout
        self._environ: dict[str, Any] = {}

    def init_process(self) -> None:
        """Prepare the process of this worker, and serve."""
        # Gunicorn looks a setting up by a method of its own, some twenty times in each request.
        # Settings of a worker don't change, and an attribute goes before that method.
        self.cfg.__dict__.update({name: each.get() for name, each in self.cfg.settings.items()})
        self._environ = {**wsgi.base_environ(self.cfg), "wsgi.multithread": True, "SCRIPT_NAME": ""}
        super().init_process()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Answer the requests of a connection, as Gunicorn's method does.

        Gunicorn's own also supports TLS, HTTP/2 and uWSGI, which this service leaves to proxies.
        """
        req = None
        try:
            client.setblocking(1)
            parser = Parser(self.cfg, client, addr)
            environ = self._environ_of(listener.getsockname(), client, addr)
            loop = gevent.get_hub().loop
            iteration = proxied = None
            while True:
                req = None
                with deadline.within(self.cfg.keepalive):
                    req = next(parser)
                if req is None:
                    return
                # A client whose next request has already arrived would keep the loop otherwise.
                if loop.iteration == iteration:
                    gevent.sleep(_NEXT_ROUND)
                iteration = loop.iteration
                # What a proxy said when it connected goes for all requests.
                proxied = req.proxy_protocol_info = req.proxy_protocol_info or proxied
                self.handle_request(environ, req, client, addr)
        except (NoMoreData, StopIteration):
            pass  # one of both sides ends the connection
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN):
                self.log.exception("a connection failed")
        except BaseException as error:
            self.handle_error(req, client, addr, error)
        finally:
            util.close(client)

    def _environ_of(self, listener_name: Any, client: Any, addr: Any) -> dict[str, Any]:
        """Return the part of the WSGI environment that all requests of a connection share."""
        # A Unix socket has a path for a name, and its peers have none.
        host, port = listener_name[:2] if isinstance(listener_name, tuple) else (listener_name, "")
        environ = {
            **self._environ,
            "gunicorn.socket": client,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
        }
        if isinstance(addr, tuple):
            return {**environ, "REMOTE_ADDR": addr[0], "REMOTE_PORT": str(addr[1])}
        return {**environ, "REMOTE_ADDR": addr.decode() if isinstance(addr, bytes) else addr}

    def handle_request(self, connection: Any, req: Any, sock: Any, addr: Any) -> None:
        """Answer one request, or close its connection at the deadline.

        A client that has sent its whole request and no answer so far gets a 503 then.

        Raises:
            StopIteration: the connection can't be used any more.
        """
        # The deadline begins with the request: the wait for the next one on a connection is
        # `keepalive`.
        wait_seconds = _SHARE_FOR_ROOM * self._deadline_seconds
        response = SingleSendResponse(req, sock, self.cfg)
        with held_bodies.request(wait_seconds), deadline.within(self._deadline_seconds):
            try:
                self._answer(connection, req, response)
            except StopIteration:
                if not req.is_read:
                    _discard(sock)
                raise
            except (gevent.GreenletExit, SystemExit):
                return  # the worker stops
            return
        # Part of an answer may be sent, so that no other can follow.
        if req.is_read and not response.headers_sent:
            self.log.warning("a request was refused: it took too long")
            # The client may not read.
            with suppress(OSError):
                util.write_nonblock(sock, server_errors.write(server_errors.TOOK_TOO_LONG))
        raise StopIteration

    def _answer(self, connection: Any, req: Any, response: SingleSendResponse) -> None:
        """Run the application and send what it returns, as Gunicorn's `handle_request` does.

        Gunicorn's own method also supports hooks, an access log and restarts after a number of
        requests, which this service does not use.

        Raises:
            StopIteration: the connection can't be used any more.
        """
        if req.awaits_continue:
            response.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        environ = req.environ(connection)
        proxied = req.proxy_protocol_info
        # LOCAL and UNSPEC have no client: it is the proxy itself, as in a health check (PROXY
        # protocol, 2.2).
        if proxied and proxied["client_addr"] is not None:
            environ.update(wsgi.proxy_environ(req))
        if not self.alive:
            response.force_close()
        try:
            body = self.wsgi(environ, response.start_response)
            try:
                for piece in body:
                    response.write(piece)
                response.close()
            finally:
                if hasattr(body, "close"):
                    body.close()
        except (StopIteration, OSError):
            raise
        except Exception:
            # An error answer would be taken for a part of this one.
            if not response.headers_sent:
                raise
            self.log.exception("an answer was cut off")
            raise StopIteration from None
        if response.should_close():
            raise StopIteration

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request that can't be parsed."""
        refusal = server_errors.of(exc)
        if refusal is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("a request was refused: %s", refusal.problem.code)
        # The client may be gone, or not read: the worker must not wait for it.
        with suppress(OSError):
            util.write_nonblock(client, server_errors.write(refusal))
            _discard(client)


def _discard(client: Any) -> None:
    """Read and drop what *client* still sends, until it closes the connection or time is up.

    A socket that is closed with unread data resets the connection. The reset can reach a client,
    or a proxy, that still sends its body before the answer does (RFC 9112, 9.6).
    """
    with suppress(OSError), gevent.Timeout(_DISCARD_SECONDS, False):
        client.shutdown(socket.SHUT_WR)
        while client.recv(_PIECE_BYTES):
            # Fast clients must not keep the loop from other connections.
            gevent.sleep(_NEXT_ROUND)
            offload.give_way()
