"""Sends the socket of a request to the MCP daemon, which ``mcp_daemon.fd_receiver`` receives.

A WebSocket lives for hours; a Gunicorn worker must not. So the worker passes the client's
descriptor, with the request head and what it has read past it, and lets go. The daemon answers the
handshake. It costs nothing per message afterwards, and no worker's end closes the connection.
"""

import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

WAIT_SECONDS = 3.0
# One message to the daemon: Linux takes 208 KiB by default, the overhead included.
MOST_HEAD_BYTES = 128 * 1024
# The daemon reads no cookies, and they are what makes a head large.
_LEFT_OUT = {"HTTP_COOKIE"}
# Hop-by-hop fields are kept: Connection and Upgrade are what this is about.
_CONTENT = {"CONTENT_TYPE": "Content-Type", "CONTENT_LENGTH": "Content-Length"}


class DaemonAway(Exception):
    """No daemon took the socket; it is still ours to answer."""


class HeadTooLarge(Exception):
    """The request head does not fit into one message to the daemon."""


class NoSocket(Exception):
    """This server does not let go of its sockets: it is not Gunicorn, or speaks TLS itself."""


def hand_over(environ: Mapping[str, Any], path: Path) -> None:
    """Give the client's connection to the daemon that listens at *path*.

    Afterwards the worker's socket leads nowhere: whatever is answered goes unseen.

    Raises:
        DaemonAway: nobody took it; answer 503.
        HeadTooLarge: it can't be handed over; answer 431.
        NoSocket: it can't be given away.
    """
    client = environ.get("gunicorn.socket")
    reader = getattr(environ.get("wsgi.input"), "reader", None)
    if not _is_plain(client) or reader is None:
        raise NoSocket
    head = b"".join(_head(environ))
    if len(head) > MOST_HEAD_BYTES:
        raise HeadTooLarge
    read = reader.unreader.take_buffered()
    try:
        _give(client, head + read, path)
    except OSError as wrong:
        reader.unreader.unread(read)
        raise DaemonAway from wrong
    _let_go(client)


def _is_plain(client: Any) -> bool:
    return hasattr(client, "fileno") and not hasattr(client, "getpeercert")


def _give(client: Any, head: bytes, path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as daemon:
        daemon.settimeout(WAIT_SECONDS)
        daemon.connect(str(path))
        socket.send_fds(daemon, [head], [client.fileno()])
        try:
            taken = daemon.recv(2) == b"ok"
        except TimeoutError:
            # It may have been taken all the same; answering as well would garble the stream.
            return
    if not taken:
        raise ConnectionResetError("the daemon did not take the socket")


def _head(environ: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the request head as the client might have sent it."""
    yield f"{environ['REQUEST_METHOD']} {environ['RAW_URI']} HTTP/1.1\r\n".encode("latin-1")
    for key, value in environ.items():
        name = _CONTENT.get(key)
        if key.startswith("HTTP_") and key not in _LEFT_OUT:
            name = key.removeprefix("HTTP_").replace("_", "-").title()
        if name is not None:
            yield f"{name}: {value}\r\n".encode("latin-1")
    yield b"\r\n"


def _let_go(client: Any) -> None:
    """Put a dead socket under the worker's descriptor.

    Closing or detaching it would make Gunicorn shut down the connection that is no longer ours,
    or stumble over a bad descriptor.
    """
    ours, theirs = socket.socketpair()
    with ours, theirs:
        os.dup2(ours.fileno(), client.fileno(), inheritable=False)
