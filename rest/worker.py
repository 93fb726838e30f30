"""The Gunicorn worker: gevent, with a deadline on each request and problem documents for all.

gevent keeps the application synchronous and is not starved by clients that are slow to send or
to read; but a client that drips its body, or never reads its answer, would hold its greenlet for
ever. The deadline ends that; for a download it starts anew with each piece that the client takes.
"""

import os
from contextlib import suppress
from typing import Any

from gunicorn import util
from gunicorn.workers.ggevent import GeventWorker as Worker

from common import settings
from rest import deadline, server_errors


class GeventWorker(Worker):  # type: ignore[misc]  # Gunicorn ships no types
    """Gunicorn's gevent worker, in which no request waits longer than REQUEST_TIMEOUT."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline_seconds = settings.load(os.environ).request_timeout

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> Any:
        """Answer one request, or close its connection at the deadline."""
        with deadline.within(self._deadline_seconds):
            return super().handle_request(listener_name, req, sock, addr)
        # Part of an answer may be out, so that no other can follow; this is how Gunicorn's own
        # code asks for the connection to be closed.
        raise StopIteration

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer what no request could be read from."""
        refusal = server_errors.of(exc)
        if refusal is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("a request was refused: %s", refusal.problem.code)
        # The client may have gone, or not read: nobody waits for it.
        with suppress(OSError):
            util.write_nonblock(client, server_errors.write(refusal))
