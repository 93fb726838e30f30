"""The Gunicorn worker: gevent, with a deadline on each request.

gevent keeps the application synchronous and is not starved by clients that are slow to send or
to read; but a client that drips its body, or never reads its answer, would hold its greenlet for
ever. The deadline ends that.
"""

from typing import Any

import gevent
from gunicorn.workers.ggevent import GeventWorker as Worker


class GeventWorker(Worker):  # type: ignore[misc]  # Gunicorn ships no types
    """Gunicorn's gevent worker, in which no request takes longer than Gunicorn's ``timeout``."""

    def handle_request(self, listener_name: Any, req: Any, sock: Any, addr: Any) -> Any:
        """Answer one request, or close its connection at the deadline."""
        with gevent.Timeout(self.cfg.timeout, False):
            return super().handle_request(listener_name, req, sock, addr)
        # Part of an answer may be out, so that no other can follow; this is how Gunicorn's own
        # code asks for the connection to be closed.
        raise StopIteration
