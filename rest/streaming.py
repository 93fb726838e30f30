"""Streams files that are generated while they are sent."""

from collections.abc import Callable, Generator, Iterator

from falcon import Request, Response

from common.barcode.model.errors import Problem
from common.services.errors import RETRY_SECONDS
from rest import deadline
from rest.errors import ProblemError

# Each download uses the store and a share of the worker's time.
MAX_DOWNLOADS = 32

HEADERS = {
    "Content-Disposition": "A name for the file.",
}


class Downloads:
    """Counts the running downloads, up to a maximum."""

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
        """Answer with a stream.

        Args:
            req: the request.
            resp: the answer to write.
            pieces: the content.
            name: the file name to propose; empty to propose none.
            media_type: the answer's Content-Type.
            begin: charges the download, or raises to refuse it; not called for HEAD.

        Raises:
            ProblemError: 503 if too many downloads are running.
        """
        # Counted per process, whose time all of them share.
        if self._running >= MAX_DOWNLOADS:
            raise _too_many()
        # Without a stream Falcon would send Content-Length: 0, which would be wrong for the file.
        stream = iter(()) if req.method == "HEAD" else self._started(pieces, begin)
        resp.content_type = media_type
        if name:
            resp.set_header("Content-Disposition", f'attachment; filename="{name}"')
        resp.set_header("Cache-Control", "no-store")
        # nginx would buffer the stream.
        resp.set_header("X-Accel-Buffering", "no")
        resp.stream = stream

    def _started(self, pieces: Iterator[bytes], begin: Callable[[], None]) -> Iterator[bytes]:
        """Return *pieces* as a counted download, which ends when the stream is closed."""
        stream = self._run(pieces)
        # Start the generator: otherwise its `finally` would not run when it is closed.
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
            yield b""
            for piece in pieces:
                yield piece
                # The client read the piece. A download may take long while the client reads on.
                deadline.restart()
        finally:
            self._running -= 1


# All downloads of this process.
DOWNLOADS = Downloads()


def _too_many() -> ProblemError:
    return ProblemError(
        503,
        "download.too_many",
        "Service unavailable",
        Problem(
            "request", "download.too_many", "Too many downloads are running.", "Try again soon."
        ),
        Retry_After=str(RETRY_SECONDS),
    )
