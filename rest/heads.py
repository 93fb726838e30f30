"""The heads of requests, parsed by Gunicorn, and of equal ones only once.

A client sends the same fields with most of its requests. Only a head that Gunicorn has accepted is
known here, byte by byte, so that everything else meets its checks.
"""

import re
from collections.abc import Iterable
from typing import Any

from gunicorn.http import message
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.errors import InvalidRequestLine, UnsupportedTransferCoding
from gunicorn.http.parser import RequestParser
from gunicorn.util import unquote_to_wsgi_str
from msgspec import Struct

from rest import host_field, offload
from rest.chunked_body import BoundedChunkedReader

# A request line without a fragment, whose target is a path and a query (RFC 9112, 3.2.1). Two
# slashes could begin a host, and have other rules; so has CONNECT.
_LINE = re.compile(rb"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/(?!/)[!-\"$-~]*) HTTP/1\.1\r\n")
# Clients behind proxies have different fields in each request: a table that is full is emptied.
_MAX_KNOWN, _MAX_BYTES = 512, 2_048

_END, _EMPTY_LINE = b"\r\n\r\n", b"\r\n"
_NEWEST = (1, 1)


class Head(Struct, frozen=True):
    """The fields of a head.

    Attributes:
        fields: names in capitals, and values.
        environ: the fields as WSGI passes them (PEP 3333).
        body_bytes: Content-Length; 0 if there is none.
        ends: True if the client closes the connection after the answer.
    """

    fields: list[tuple[str, str]]
    environ: dict[str, str]
    body_bytes: int
    ends: bool


_known: dict[bytes, Head] = {}


class Request(message.Request):  # type: ignore[misc]  # Gunicorn ships no types
    """A request whose fields may be known."""

    _head: Head | None = None
    body: Any

    def parse(self, unreader: Any) -> bytes:
        """Read the head, and return what follows it.

        Raises:
            StopIteration: the client has closed the connection.
            ParseException: the head is malformed, or has no Host or several.
        """
        if self.cfg.proxy_protocol != "off" and self.req_number == 1:
            return self._parse_checked(unreader)
        data = unreader.read()
        # Some clients end a body with an empty line that they do not count (RFC 9112, 2.2).
        if data.startswith(_EMPTY_LINE):
            data = data[len(_EMPTY_LINE) :] or unreader.read()
        if not data:
            raise StopIteration
        line = _LINE.match(data)
        end = data.find(_END, line.end()) if line else -1
        if line is None or end < 0 or line.end() - 2 > self.limit_request_line:
            unreader.unread(data)
            return self._parse_checked(unreader)
        fields = data[line.end() : end]
        self._head = _known.get(fields)
        if self._head is None:
            unreader.unread(data)
            rest = self._parse_checked(unreader)
            self._remember(fields)
            return rest
        self.method, self.uri = line[1].decode(), line[2].decode()
        path, _, query = self.uri.partition("?")
        self.path, self.query = path, query
        self.fragment, self.version, self.headers = "", (1, 1), self._head.fields
        return bytes(data[end + len(_END) :])

    def _parse_checked(self, unreader: Any) -> bytes:
        """Read the head as Gunicorn does, and check what it does not."""
        rest = bytes(super().parse(unreader))
        # A fragment is no part of a request target (RFC 9112, 3.2): it would be lost silently.
        if "#" in self.uri:
            raise InvalidRequestLine(self.uri)
        # A later minor version is answered as the newest that this server speaks (RFC 9110, 2.5).
        self.version = min(self.version, _NEWEST)
        host_field.check(self.headers, self.version)
        return rest

    def read_into(self, unreader: Any, buf: bytearray, stop: bool = False) -> None:
        """Read a further piece of a head, or its first one if *stop* is True."""
        super().read_into(unreader, buf, stop)
        if not stop:
            offload.give_way()

    def _remember(self, fields: bytes) -> None:
        """Remember the head that Gunicorn has read from *fields*, unless it is a special one."""
        names = [name for name, _ in self.headers]
        # These are about one request or one connection, or make Gunicorn act.
        is_special = {"TRANSFER-ENCODING", "EXPECT", "UPGRADE"}.intersection(names)
        length = dict(self.headers).get("CONTENT-LENGTH", "0")
        # Without fields, what follows is the body. Gunicorn accepts other digits than these, too.
        if fields.startswith(b"\r\n") or is_special or len(fields) > _MAX_BYTES:
            return
        if names.count("CONTENT-LENGTH") > 1 or not (length.isascii() and length.isdigit()):
            return
        if len(_known) >= _MAX_KNOWN:
            _known.clear()
        ends = super().should_close()
        _known[fields] = Head(self.headers, environ_of(self.headers), int(length), ends)

    def set_body_reader(self) -> None:
        """Set the reader of the body."""
        if self._head is None:
            super().set_body_reader()
            if isinstance(self.body.reader, ChunkedReader):
                # Gunicorn accepts `gzip, chunked` and undoes the chunks only (RFC 9112, 6.1: 501).
                for name, value in self.headers:
                    if name == "TRANSFER-ENCODING" and value.strip(" \t").lower() != "chunked":
                        raise UnsupportedTransferCoding(value)
                self.body = Body(BoundedChunkedReader(self, self.unreader))
        else:
            self.body = Body(LengthReader(self.unreader, self._head.body_bytes))

    def should_close(self) -> bool:
        """Return True if the connection ends with the answer.

        An answer to an unread body ends it, since the rest of the body could be taken for the next
        request. Gunicorn checks this when it writes `Connection`.
        """
        if not self.is_read:
            return True
        if self._head is None or self.must_close:
            return bool(super().should_close())
        return self._head.ends

    @property
    def is_read(self) -> bool:
        """True if the application has read the whole body off the connection."""
        reader = self.body.reader
        if isinstance(reader, LengthReader):
            return bool(reader.length == 0)
        return getattr(reader, "parser", True) is None  # of chunks

    @property
    def protocol(self) -> str:
        """The protocol and its version."""
        return "HTTP/{}.{}".format(*self.version)

    @property
    def awaits_continue(self) -> bool:
        """True if the client waits for 100 before it sends the body (RFC 9110, 10.1.1)."""
        return bool(self._expected_100_continue)

    def environ(self, connection: dict[str, Any]) -> dict[str, Any]:
        """Return the WSGI environment of the request.

        Args:
            connection: what is the same for all requests of its connection.
        """
        fields = environ_of(self.headers) if self._head is None else self._head.environ
        return {
            **connection,
            **fields,
            "wsgi.input": self.body,
            "wsgi.url_scheme": self.scheme,
            "REQUEST_METHOD": self.method,
            "RAW_URI": self.uri,
            "PATH_INFO": unquote_to_wsgi_str(self.path) if "%" in self.path else self.path,
            "QUERY_STRING": self.query,
            "SERVER_PROTOCOL": self.protocol,
        }


class Parser(RequestParser):  # type: ignore[misc]  # Gunicorn ships no types
    """Reads the requests of one connection."""

    mesg_class = Request

    def finish_body(self, *args: Any, **kwargs: Any) -> bool:
        """Read what is left of the body; return False if that is not possible."""
        if self.mesg is not None and self.mesg.is_read:
            return True
        return bool(super().finish_body(*args, **kwargs))


def environ_of(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return header fields as WSGI passes them; repeated ones are joined (RFC 9110, 5.3)."""
    environ: dict[str, str] = {}
    for name, value in fields:
        key = name.replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
