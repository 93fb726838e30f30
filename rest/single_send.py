"""Gunicorn's response, sent with a single system call if the body is one piece."""

import time
from email.utils import formatdate
from typing import Any

from gunicorn.http import wsgi
from gunicorn.util import is_hoppish

_LENGTH = "content-length"  # Falcon's way to write it
_ALLOWED = wsgi.HEADER_VALUE_RE
# Names of headers that Gunicorn has checked and does not interpret, and status lines that it has
# checked. The application has few.
_checked: set[str] = set()
_status_codes: dict[str, int] = {}
# A copy of less costs no more than a second piece.
_LARGE_BYTES = 16 * 1024
_date: tuple[int, str] = (0, "")


class SingleSendResponse(wsgi.Response):  # type: ignore[misc]  # Gunicorn ships no types
    """A response whose head waits for the first piece of the body.

    Gunicorn sends the head and each piece by themselves; a system call takes longer than all else
    that it does for an answer.
    """

    headers_sent: bool
    headers: list[tuple[str, str]]
    response_length: int | None
    status_code: int
    status: str | None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._head = b""

    def start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Any:
        """Keep the status and the headers (PEP 3333)."""
        code = _status_codes.get(status)
        if exc_info is not None or self.status is not None or code is None:
            result = super().start_response(status, headers, exc_info)
            _status_codes[status] = self.status_code
            return result
        self.status, self.status_code = status, code
        self.process_headers(headers)
        self._omits_body = self._response_omits_body(self.req.method, code)
        if self._response_forbids_content_length(code):
            self.headers = [pair for pair in self.headers if pair[0].lower() != _LENGTH]
            self.response_length = None
        self.chunked = self.is_chunked()
        return self.write

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
        connection = "close" if self.should_close() else "keep-alive"
        own = [
            ("Server", self.version),
            ("Date", _now()),
            ("Connection", "upgrade" if self.upgrade else connection),
        ]
        if self.chunked:
            own.append(("Transfer-Encoding", "chunked"))
        fields = "\r\n".join([f"{name}: {value}" for name, value in own + self.headers])
        self._head = f"{self.req.protocol} {self.status}\r\n{fields}\r\n\r\n".encode("latin-1")
        self.headers_sent = True

    def _emit_body(self, data: bytes) -> None:
        framed = b"%X\r\n%b\r\n" % (len(data), data) if self.chunked else data
        head, self._head = self._head, b""
        if head and len(framed) > _LARGE_BYTES:
            # A document that many clients read slowly is kept once, not for each of them.
            sent = self.sock.sendmsg([head, framed]) - len(head)
            self.sock.sendall(memoryview(framed)[sent:] if sent >= 0 else head[sent:] + framed)
            return
        self._send(head + framed if head else framed)

    def close(self) -> None:
        """End the answer; one without a body is sent now."""
        self.send_headers()
        rest = self._head + b"0\r\n\r\n" if self.chunked else self._head
        if rest:
            self._head = b""
            self._send(rest)

    def _send(self, data: bytes) -> None:
        # A short answer fits in the socket's buffer. gevent's `sendall` prepares for one that
        # doesn't.
        sent = self.sock.send(data)
        if sent < len(data):
            self.sock.sendall(memoryview(data)[sent:])


def _now() -> str:
    """Return the time for the header Date, which has seconds."""
    global _date
    second = int(time.time())
    if _date[0] != second:
        _date = second, formatdate(second, usegmt=True)
    return _date[1]


def _is_known(name: str) -> bool:
    """Return True if *name* is not another way to write the one header that is read here."""
    return name == _LENGTH or name.lower() != _LENGTH
