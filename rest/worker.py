"""The Gunicorn worker: gevent, a deadline on each request, and an orderly close of connections.

gevent keeps the application synchronous, and clients that send or read slowly don't starve others.
But a client that drips its body, or never reads its answer, would hold a greenlet for ever: the
deadline ends that. A download restarts it with each piece that the client accepts.
"""

import os
import socket
from contextlib import suppress
from typing import Any

import gevent
from gunicorn import util
from gunicorn.http import wsgi
from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.workers.ggevent import GeventWorker as Worker

from common import settings
from rest import deadline, held_bodies, server_errors
from rest.single_send import SingleSendResponse

# How long, and how much, the worker reads from a client after the last answer of a connection. On
# the loopback interface half a second suffices for a body of 40 MB.
_DISCARD_SECONDS = 0.5
_PIECE_BYTES = 64 * 1024
# Of the deadline, for a body that waits for others: the rest is for its answer.
_SHARE_FOR_ROOM = 1 / 3


class GeventWorker(Worker):  # type: ignore[misc]  # Gunicorn ships no types
    """Gunicorn's gevent worker, in which no request takes longer than REQUEST_TIMEOUT."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline_seconds = settings.load(os.environ).request_timeout

    def init_process(self) -> None:
        """Prepare the process of this worker, and serve."""
        # Gunicorn looks a setting up by a method of its own, some twenty times in each request.
        # Settings of a worker don't change, and an attribute goes before that method.
        self.cfg.__dict__.update({name: each.get() for name, each in self.cfg.settings.items()})
        super().init_process()

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> Any:
        """Answer one request, or close its connection at the deadline."""
        # LOCAL and UNSPEC have no client: it is the proxy itself, as in a health check (PROXY
        # protocol, 2.2). Gunicorn would report the address None.
        if req.proxy_protocol_info and req.proxy_protocol_info["client_addr"] is None:
            req.proxy_protocol_info = {}
        # The method of this request object is replaced, not that of the class: other requests keep
        # theirs.
        closes = req.should_close
        # An answer to an unread body ends the connection, since the rest of the body could be
        # taken for the next request. Gunicorn checks this when it writes `Connection`.
        req.should_close = lambda: closes() or not _is_read(req.body)
        # The deadline begins with the request: the wait for the next one on a connection is
        # `keepalive`.
        wait_seconds = _SHARE_FOR_ROOM * self._deadline_seconds
        with held_bodies.request(wait_seconds), deadline.within(self._deadline_seconds):
            try:
                self._answer(listener_name, req, sock, addr)
            except StopIteration:
                if not _is_read(req.body):
                    _discard(sock)
                raise
            except (gevent.GreenletExit, SystemExit):
                return  # the worker stops
            # A client whose next request has already arrived would keep the loop otherwise.
            gevent.sleep(0)
            return
        # Part of an answer may be sent, so that no other can follow. StopIteration makes Gunicorn
        # close the connection.
        raise StopIteration

    def _answer(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> None:
        """Run the application and send what it returns, as Gunicorn's `handle_request` does.

        Gunicorn's own method also supports hooks, an access log and restarts after a number of
        requests, which this service does not use.

        Raises:
            StopIteration: the connection can't be used any more.
        """
        response, environ = wsgi.create(
            req, sock, addr, listener_name, self.cfg, response_class=SingleSendResponse
        )
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


def _is_read(body: Any) -> bool:
    """Return True if the application read the whole body off the connection."""
    match body.reader:
        case LengthReader(length=left):
            return bool(left == 0)
        case ChunkedReader(parser=parser):
            return parser is None
    return False


def _discard(client: Any) -> None:
    """Read and drop what *client* still sends, until it closes the connection or time is up.

    A socket that is closed with unread data resets the connection. The reset can reach a client,
    or a proxy, that still sends its body before the answer does (RFC 9112, 9.6).
    """
    with suppress(OSError), gevent.Timeout(_DISCARD_SECONDS, False):
        client.shutdown(socket.SHUT_WR)
        while client.recv(_PIECE_BYTES):
            # A fast client must not keep the loop from other connections.
            gevent.sleep(0)
