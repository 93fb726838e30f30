"""Heads that are known are read as Gunicorn reads them.

The oracle is Gunicorn's own parser and WSGI environment (PEP 3333, RFC 9112), to which each head is
given as well. Every head is sent twice: the second time it is known, if it may be. Gunicorn does
not check Host: the oracle of that is RFC 9112.
"""

import socket
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.errors import (
    InvalidHeader,
    InvalidRequestLine,
    UnsupportedTransferCoding,
)
from gunicorn.http.parser import RequestParser

from rest.heads import Parser
from rest.host_field import BadHost, NoHost

PEER = ("192.0.2.1", 40_000)
SERVER = ("127.0.0.1", 8000)
# Gunicorn adds these itself, and the application uses none of them.
OWN = {"wsgi.early_hints", "wsgi.input", "gunicorn.socket", "wsgi.errors"}

TARGETS = ["/", "/a/b?c=d&e=%20", "/%C3%A9%2F?x=1?y", "/a;b=c?", "//host/a", "*",
           "http://host/a?b", "/a:b@c", "/[x]", "/a\\b", "/a\"b", "/é", "", "/a?b//c"]  # fmt: skip
FIELDS = [
    "Host: localhost",
    "Host: localhost\r\nAccept: */*\r\nUser-Agent: test",
    "Host: a\r\nHost: b",
    "host:no-space\r\nX-Empty:",
    "Host: a\r\nX-Twice: 1\r\nX-Twice: 2\r\nCookie: a=b",
    "Host: a\r\nX_Under: 1\r\nX-Under: 2",
    "Host: a\r\nSCRIPT_NAME: /x",
    "Host: a\r\nConnection: close",
    "Host: a\r\nConnection: keep-alive",
    "Host: a\r\nContent-Length: 3\r\nContent-Type: text/plain",
    "Host: a\r\nContent-Length: 0",
    "Host: a\r\nContent-Length: 3\r\nContent-Length: 3",
    "Host: a\r\nContent-Length: -1",
    "Host: a\r\nContent-Length: +3",
    "Host: a\r\nContent-Length: \xb2",
    "Host: a\r\nTransfer-Encoding: chunked",
    "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3",
    "Host: a\r\nTransfer-Encoding: gzip",
    "Host: a\r\nExpect: 100-continue\r\nContent-Length: 3",
    "Host: a\r\nExpect: more",
    "Host: a\r\n folded: 1",
    "Host: a\r\nX-Latin: \xe9",
    "Host: a\r\nX-Control: \x01",
    "Host: a\nX-Bare: 1",
    "Host : a",
    "no colon",
    ": no name",
    "Host: a\r\n" + "\r\n".join(f"X-{n}: 1" for n in range(200)),
    "Host: a\r\nX-Long: " + "1" * 9_000,
    "Host: a\r\nX-Forwarded-Proto: https",
    "",
]
BODY = b"abcGET /next HTTP/1.1\r\nHost: localhost\r\n\r\n"


HEAD = b"GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"


def read(kind: type[RequestParser], sent: bytes) -> Any:
    """Return what a parser of *kind* makes of *sent*, or the error that it raises."""
    ours, client = socket.socketpair()
    with ours, client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        config = Config()
        try:
            parser = kind(config, ours, PEER)
            request = next(parser)
            if isinstance(parser, Parser):
                connection = {
                    **wsgi.base_environ(config),
                    "SCRIPT_NAME": "",
                    "REMOTE_ADDR": PEER[0],
                    "REMOTE_PORT": str(PEER[1]),
                    "SERVER_NAME": SERVER[0],
                    "SERVER_PORT": str(SERVER[1]),
                }
                environ = request.environ(connection)
            else:
                _, environ = wsgi.create(request, ours, PEER, SERVER, config)
            client_sees = {key: value for key, value in environ.items() if key not in OWN}
            body = request.body.read()
            # Whether the connection goes on is compared after the body was read.
            ends = request.should_close()
            following = None if ends else next(parser).path
        except Exception as error:
            return type(error)
        return client_sees, request.version, request.headers, body, ends, following


@pytest.mark.parametrize("fields", FIELDS, ids=range(len(FIELDS)))
@pytest.mark.parametrize("line", ["GET {} HTTP/1.1", "POST {} HTTP/1.0", "get {} HTTP/1.1"])
def test_fields_are_read_as_gunicorn_reads_them(line: str, fields: str) -> None:
    head = f"{line.format('/a?b')}\r\n{fields}\r\n\r\n".encode("latin-1")
    expected = read(RequestParser, head + BODY)
    if not fields and line == "GET {} HTTP/1.1":
        expected = NoHost
    assert [read(Parser, head + BODY) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "CONNECT", "X", "G\u00cbT"])
def test_targets_are_read_as_gunicorn_reads_them(method: str, target: str) -> None:
    head = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1")
    expected = read(RequestParser, head + BODY)
    assert [read(Parser, head + BODY) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize("target", ["/?#", "/a#b", "http://host/a?b#c"])
@pytest.mark.parametrize("method", ["GET", "POST", "PURGE"])
def test_target_with_a_fragment_is_refused(method: str, target: str) -> None:
    """RFC 9112, 3.2: no form of a target has one. Options behind `#` would be lost silently."""
    head = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("latin-1")
    assert read(Parser, head) is InvalidRequestLine


@pytest.mark.parametrize("version", ["1.2", "1.9"])
def test_later_minor_version_is_read_as_1_1(version: str) -> None:
    """RFC 9110, 2.5, and 9112, 2.3: the answer has the newest version that the server speaks."""
    head = "GET /a HTTP/{}\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n"
    later, expected = (read(Parser, head.format(v).encode() + BODY) for v in (version, "1.1"))
    assert later == expected != ()


@pytest.mark.parametrize("codings", ["gzip, chunked", "deflate,chunked", "identity, chunked"])
def test_codings_other_than_chunked_are_refused(codings: str) -> None:
    """RFC 9112, 6.1: 501 for a coding that the server does not undo."""
    head = f"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {codings}\r\n\r\n"
    assert read(Parser, head.encode() + b"0\r\n\r\n") is UnsupportedTransferCoding


def test_one_empty_line_before_a_request_is_ignored() -> None:
    """A server SHOULD ignore at least one (RFC 9112, 2.2)."""
    plain = read(Parser, HEAD + HEAD)
    assert plain[-1] == "/a"
    assert read(Parser, b"\r\n" + HEAD + b"\r\n" + HEAD) == plain


@pytest.mark.parametrize("before", [b"\r\n\r\n", b"X\r\n", b"\n", b" \r\n"])
def test_anything_else_before_a_request_is_refused(before: bytes) -> None:
    """It would hide that two parties disagree where a request begins (RFC 9112, 11.2)."""
    assert issubclass(read(Parser, before + HEAD), Exception)


def test_empty_line_behind_a_body_is_ignored() -> None:
    """Also if it comes alone."""
    ours, client = socket.socketpair()
    with ours, client:
        requests = Parser(Config(), ours, PEER)
        client.sendall(b"POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc\r\n")
        first = next(requests)
        assert first.body.read() == b"abc"
        client.sendall(HEAD)
        assert next(requests).uri == "/a"


def test_head_that_comes_in_pieces_is_read() -> None:
    """Of every length, after an equal one is known."""
    head = b"GET /a?b HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n"
    read(Parser, head + BODY)
    fields = [("HOST", "localhost"), ("ACCEPT", "*/*")]
    for size in range(1, len(head)):
        ours, client = socket.socketpair()
        with ours, client:
            client.sendall(head[:size])
            parser = Parser(Config(), Pieces(ours, client, head[size:]), PEER)
            request = next(parser)
            assert (request.path, request.query, request.headers) == ("/a", "b", fields)


class Pieces:
    """A socket whose second piece arrives after the first was read."""

    def __init__(self, ours: socket.socket, client: socket.socket, rest: bytes) -> None:
        self._ours, self._client, self._rest = ours, client, rest

    def recv(self, size: int) -> bytes:
        piece = self._ours.recv(size)
        self._client.sendall(self._rest)
        self._rest = b""
        return piece


@pytest.mark.parametrize(
    ("version", "fields", "refused"),
    [
        ("1.1", "Accept: */*", NoHost),
        ("1.0", "Accept: */*", None),
        ("1.1", "Host: a\r\nHost: a", InvalidHeader),
        ("1.0", "Host: a\r\nhost: b", InvalidHeader),
        # The hosts of RFC 3986, 1.1.2 and 3.2.2, and of RFC 9110, 7.2.
        ("1.1", "Host: www.example.org", None),
        ("1.1", "Host: [2001:db8::7]", None),
        ("1.1", "Host: [2001:db8::7]:8000", None),
        ("1.1", "Host: [v1.fe:d]", None),
        ("1.1", "Host: 192.0.2.16:80", None),
        ("1.1", "Host: ex%C3%A9mple.org:", None),
        ("1.1", "Host:", None),
        ("1.1", "Host: 2001:db8::7", BadHost),
        ("1.1", "Host: [fe80::1%25eth0]", BadHost),
        ("1.1", "Host: [::g]", BadHost),
        ("1.1", "Host: []", BadHost),
        ("1.1", "Host: a/b", BadHost),
        ("1.1", "Host: user@a", BadHost),
        ("1.1", "Host: a b", BadHost),
        ("1.1", "Host: a:b", BadHost),
        ("1.1", "Host: a%g0", BadHost),
        ("1.1", "Host: http://a", BadHost),
        ("1.1", "Host: ex\xe9mple.org", BadHost),
    ],
)
def test_host_is_one_host(version: str, fields: str, refused: type[Exception] | None) -> None:
    """RFC 9112, 3.2: exactly one in HTTP/1.1, at most one in HTTP/1.0, and a host with a port."""
    head = f"GET / HTTP/{version}\r\n{fields}\r\n\r\n".encode("latin-1")
    found = read(Parser, head + BODY.removeprefix(b"abc"))
    assert found == refused if refused else isinstance(found, tuple)
