"""Finds out whether the client of a request has gone, so that no more work is done for it."""

import socket
from collections.abc import Callable

from falcon import Request

from common.services.isolation.client import JobCancelled, never


def checks(req: Request) -> Callable[[], bool]:
    """Return a function that returns True once the client of *req* has closed its connection.

    Call it after the body was read. Another server than Gunicorn passes no socket; then the
    function always returns False.
    """
    client: socket.socket | None = req.env.get("gunicorn.socket")
    if client is None:
        return never

    def is_gone() -> bool:
        timeout = client.gettimeout()
        # Under gevent a socket with a timeout would yield and wait.
        client.settimeout(0)
        try:
            # The next request on the connection stays unread.
            return not client.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            client.settimeout(timeout)

    return is_gone


def stopping(req: Request, pause: Callable[[], None]) -> Callable[[], None]:
    """Return *pause*, which then raises JobCancelled once the client of *req* has gone."""
    is_gone = checks(req)

    def run() -> None:
        pause()
        if is_gone():
            raise JobCancelled

    return run
