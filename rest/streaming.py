"""Sends files that are made while they are sent, so that they never stop other requests."""

from collections.abc import Callable, Generator, Iterator

from falcon import Request, Response

from common.barcode.model.errors import Problem
from common.services.errors import RETRY_SECONDS
from rest import deadline
from rest.errors import ProblemError

# Each holds a place in the store's queue and a share of the worker's time.
MOST_AT_A_TIME = 32

HEADERS = {
    "Content-Disposition": "Proposes a name for the file.",
}


class Downloads:
    """Downloads that share their places."""

    def __init__(self) -> None:
        self._running = 0

    def send(
        self,
        req: Request,
        resp: Response,
        pieces: Iterator[bytes],
        name: str,
        media_type: str,
        begin: Callable[[], None],
    ) -> None:
        """Answer with *pieces*, as a file called *name*, or in place where it has none.

        *begin* counts the download, or refuses it; it is called where there is a place for it, and
        a body to send.

        Raises:
            ProblemError: 503 where too many downloads run already.
        """
        if self._running >= MOST_AT_A_TIME:
            raise _too_many()
        # Without a stream Falcon would say Content-Length: 0, which the file has not.
        stream = iter(()) if req.method == "HEAD" else self._begun(pieces, begin)
        resp.content_type = media_type
        if name:
            resp.set_header("Content-Disposition", f'attachment; filename="{name}"')
        resp.set_header("Cache-Control", "no-store")
        # A proxy that gathers the whole before it passes on a byte would only hold it up.
        resp.set_header("X-Accel-Buffering", "no")
        resp.stream = stream

    def _begun(self, pieces: Iterator[bytes], begin: Callable[[], None]) -> Iterator[bytes]:
        """Return *pieces* in a place of their own, which is free again once they are closed."""
        stream = self._run(pieces)
        # What was not started runs no `finally` when it is closed.
        next(stream)
        try:
            begin()
        except BaseException:
            stream.close()
            raise
        return stream

    def _run(self, pieces: Iterator[bytes]) -> Generator[bytes]:
        self._running += 1
        try:
            yield b""  # the place is taken
            for piece in pieces:
                yield piece
                # The client took it: as long as it goes on so, it may take as long as it likes.
                deadline.restart()
        finally:
            self._running -= 1


# Of this process, whatever they send.
DOWNLOADS = Downloads()


def _too_many() -> ProblemError:
    return ProblemError(
        503,
        "download.too_many",
        "Service unavailable",
        Problem("request", "download.too_many", "Many downloads run already.", "Try again soon."),
        Retry_After=str(RETRY_SECONDS),
    )
