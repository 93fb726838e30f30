"""Hands the socket of a WebSocket request over to the MCP daemon (``mcp_daemon.fd_receiver``).

A WebSocket lasts for hours, and must not occupy a Gunicorn worker. The worker sends the client's
file descriptor, the request head and the bytes that it has read past the head. The daemon answers
the handshake. Messages then cost the worker nothing, and its end does not close the connection.
"""

import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

WAIT_SECONDS = 3.0
# The head is one message to the daemon. Linux accepts 208 KiB by default, overhead included.
MAX_HEAD_BYTES = 128 * 1024
# The daemon reads no cookies, which are the largest part of most heads. Hop-by-hop fields stay,
# since the handshake consists of Connection and Upgrade.
_OMITTED = {"HTTP_COOKIE"}
_CONTENT = {"CONTENT_TYPE": "Content-Type", "CONTENT_LENGTH": "Content-Length"}


class DaemonUnavailable(Exception):
    """No daemon accepted the socket, so that the worker must answer."""


class HeadTooLarge(Exception):
    """The request head does not fit into one message to the daemon."""


class NoSocket(Exception):
    """The server's sockets can't be handed over: it is not Gunicorn, or it speaks TLS itself."""


def hand_over(environ: Mapping[str, Any], path: Path) -> None:
    """Hand the client's connection over to the daemon that listens at *path*.

    Afterwards the worker's socket is a dead one, and its answer is discarded.

    Raises:
        DaemonUnavailable: no daemon accepted the socket; answer 503.
        HeadTooLarge: the head does not fit; answer 431.
        NoSocket: this server can't hand sockets over.
    """
    # Only Gunicorn has these: a test client or another server has neither.
    client = environ.get("gunicorn.socket")
    reader = getattr(environ.get("wsgi.input"), "reader", None)
    if not _is_plain(client) or reader is None:
        raise NoSocket
    # The first line is the client's address: with the PROXY protocol, it is not the socket's.
    head = f"{environ.get('REMOTE_ADDR') or ''}\r\n".encode("latin-1") + b"".join(_head(environ))
    # Before anything is taken from the reader: the worker can still answer.
    if len(head) > MAX_HEAD_BYTES:
        raise HeadTooLarge
    # A client may send its first frames together with the handshake.
    read = reader.unreader.take_buffered()
    try:
        _send(client, head + read, path)
    except OSError as error:
        reader.unreader.unread(read)
        raise DaemonUnavailable from error
    _replace_by_dead_socket(client)


def _is_plain(client: Any) -> bool:
    """Return True if *client* is a socket without TLS."""
    return hasattr(client, "fileno") and not hasattr(client, "getpeercert")


def _send(client: Any, head: bytes, path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as daemon:
        daemon.settimeout(WAIT_SECONDS)
        daemon.connect(str(path))
        # The kernel duplicates the descriptor into the daemon: both ends stay open until each is
        # closed.
        socket.send_fds(daemon, [head], [client.fileno()])
        try:
            accepted = daemon.recv(2) == b"ok"
        except TimeoutError:
            # The daemon may have accepted it anyway, and a second answer would break the stream.
            return
    if not accepted:
        raise ConnectionResetError("the daemon did not accept the socket")


def _head(environ: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the lines of a request head that is equivalent to the client's."""
    yield f"{environ['REQUEST_METHOD']} {environ['RAW_URI']} HTTP/1.1\r\n".encode("latin-1")
    for key, value in environ.items():
        # WSGI has these two without HTTP_ in front (PEP 3333).
        name = _CONTENT.get(key)
        if key.startswith("HTTP_") and key not in _OMITTED:
            name = key.removeprefix("HTTP_").replace("_", "-").title()
        if name is not None:
            yield f"{name}: {value}\r\n".encode("latin-1")
    yield b"\r\n"


def _replace_by_dead_socket(client: Any) -> None:
    """Put an unconnected socket under the worker's file descriptor.

    If it were closed or detached instead, Gunicorn would shut down the daemon's connection or fail
    on a bad descriptor.
    """
    dead, peer = socket.socketpair()
    with dead, peer:
        os.dup2(dead.fileno(), client.fileno(), inheritable=False)
