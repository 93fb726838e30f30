"""Gunicorn's response, sent with a single system call if the body is one piece."""

from typing import Any

from gunicorn.http import wsgi
from gunicorn.util import is_hoppish

_LENGTH = "content-length"  # Falcon's way to write it
_ALLOWED = wsgi.HEADER_VALUE_RE
# Names of headers that Gunicorn has checked and does not interpret. The application has few.
_checked: set[str] = set()


class SingleSendResponse(wsgi.Response):  # type: ignore[misc]  # Gunicorn ships no types
    """A response whose head waits for the first piece of the body.

    Gunicorn sends the head and each piece by themselves; a system call takes longer than all else
    that it does for an answer.
    """

    headers_sent: bool

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._head = b""

    def process_headers(self, headers: list[tuple[str, str]]) -> None:
        """Keep *headers*, after Gunicorn's checks of their names and values."""
        values = "".join([value for _, value in headers])
        # All values together: what is allowed in one of them is allowed anywhere in it.
        if _checked.issuperset([name for name, _ in headers]) and _ALLOWED.fullmatch(values):
            self.headers += headers
            for value in [value for name, value in headers if name == _LENGTH]:
                self.response_length = int(value)
            return
        super().process_headers(headers)
        _checked.update(name for name, _ in headers if not is_hoppish(name) and _is_known(name))

    def send_headers(self) -> None:
        """Write the head, to be sent with what follows."""
        if self.headers_sent:
            return
        lines = [*self.default_headers(), *[f"{name}: {value}\r\n" for name, value in self.headers]]
        self._head = f"{''.join(lines)}\r\n".encode("latin-1")
        self.headers_sent = True

    def _emit_body(self, data: bytes) -> None:
        framed = b"%X\r\n%b\r\n" % (len(data), data) if self.chunked else data
        head, self._head = self._head, b""
        self.sock.sendall(head + framed if head else framed)

    def close(self) -> None:
        """End the answer; one without a body is sent now."""
        self.send_headers()
        end = b"0\r\n\r\n" if self.chunked else b""
        if self._head or end:
            self.sock.sendall(self._head + end)
            self._head = b""


def _is_known(name: str) -> bool:
    """Return True if *name* is not another way to write the one header that is read here."""
    return name == _LENGTH or name.lower() != _LENGTH
