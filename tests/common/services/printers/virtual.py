"""Virtual printers on the loopback interface: a raw port, and IPP as RFC 8010 and 8011 have it."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

WAIT = 5.0


class RawPort:
    """A port that keeps what it receives, one document a connection."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.documents: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:  # closed
                return
            with connection:
                parts = []
                while part := connection.recv(65_536):
                    parts.append(part)
                self.documents.append(b"".join(parts))

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(WAIT)


@contextmanager
def raw_port() -> Iterator[RawPort]:
    made = RawPort()
    try:
        yield made
    finally:
        made.close()


class IppServer(HTTPServer):
    """An IPP printer: it prints every job at once."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[tuple[str, int, dict[str, bytes], bytes]] = []
        self.status = 0
        self.answer: bytes | None = None

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: IppServer

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/ipp"
        assert self.headers["Transfer-Encoding"] == "chunked"
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        version, operation, request_id = struct.unpack_from(">HHI", body)
        assert version == 0x0101
        attributes, at = self._attributes(body)
        self.server.requests.append((self.path, operation, attributes, body[at:]))
        number = attributes.get("job-id", struct.pack(">i", 7))
        answer = struct.pack(">HHI", version, self.server.status, request_id)
        answer += b"\x01" + _attribute(0x47, "attributes-charset", b"utf-8")
        answer += b"\x02" + _attribute(0x21, "job-id", number)
        answer += _attribute(0x23, "job-state", struct.pack(">i", 9))
        answer += _attribute(0x44, "job-state-reasons", b"job-completed-successfully")
        answer += _attribute(0x44, "", b"another-reason") + b"\x03"
        answer = self.server.answer if self.server.answer is not None else answer
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _attributes(self, body: bytes) -> tuple[dict[str, bytes], int]:
        found: dict[str, bytes] = {}
        at = 8
        while body[at] != 0x03:
            if body[at] < 0x10:
                at += 1
                continue
            (length,) = struct.unpack_from(">H", body, at + 1)
            name = body[at + 3 : at + 3 + length].decode()
            at += 3 + length
            (length,) = struct.unpack_from(">H", body, at)
            found[name] = body[at + 2 : at + 2 + length]
            at += 2 + length
        return found, at + 1

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


def _attribute(tag: int, name: str, value: bytes) -> bytes:
    return (
        struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(value)) + value
    )


@contextmanager
def ipp_server() -> Iterator[IppServer]:
    server = IppServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(WAIT)
        server.server_close()
