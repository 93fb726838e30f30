"""Unix sockets on which processes of one machine listen for each other."""

import contextlib
import os
import socket
from pathlib import Path


def listen(path: Path, kind: socket.SocketKind, backlog: int) -> socket.socket:
    """Return a non-blocking socket that listens at *path*, which only this user may connect to.

    The socket is bound under another name and renamed when it listens: a client that finds a socket
    which does not listen yet is refused (connect(2)), and so is one that finds none.

    Args:
        path: of the socket; one that a killed process left is replaced.
        kind: ``SOCK_STREAM`` or ``SOCK_SEQPACKET``.
        backlog: how many clients may wait to be accepted.

    Raises:
        OSError: the socket can't be created.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not longer than *path*: the address of a Unix socket has a maximum length (unix(7)).
    unready = path.with_suffix(".new")
    with contextlib.suppress(FileNotFoundError):
        unready.unlink()
    listener = socket.socket(socket.AF_UNIX, kind)
    listener.setblocking(False)
    # Between bind() and chmod() any user could connect, so the mask sets the mode.
    mask = os.umask(0o177)
    try:
        listener.bind(str(unready))
        listener.listen(backlog)
        unready.replace(path)
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(mask)
    return listener
