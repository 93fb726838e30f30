"""Takes over the sockets that Gunicorn hands over.

Gunicorn's side is ``rest.fd_sender``. It connects to a Unix socket here (SOCK_SEQPACKET, so that
one message is one hand-over), sends the client's descriptor with the request head and the bytes
that it has already read, and waits for ``ok``. The data is as untrusted as the client that sent it.
Only the user of this process may connect (mode 0600).
"""

import asyncio
import contextlib
import errno
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path

MOST_HEAD_BYTES = 256 * 1024
BACKLOG = 1024
RECEIVE_SECONDS = 5.0
FULL_SECONDS = 0.5

_log = logging.getLogger("thebarcodeapi.mcp.adopt")


class DescriptorReceiver:
    """Listens for descriptors.

    Arguments:
        path: where; a socket left by a killed daemon is replaced.
        adopt: takes a client's socket and its first bytes.
    """

    def __init__(self, path: Path, adopt: Callable[[socket.socket, bytes], None]) -> None:
        self._path = path
        self._adopt = adopt
        self._loop = asyncio.get_running_loop()
        self._listener = _listen(path)
        self._inode = path.stat().st_ino
        self._open: dict[socket.socket, asyncio.TimerHandle] = {}
        self._loop.add_reader(self._listener, self._accept)

    def close(self) -> None:
        """Take over no more; Gunicorn then answers 503."""
        self._loop.remove_reader(self._listener)
        self._listener.close()
        for peer in list(self._open):
            self._drop(peer)
        # The next daemon may be listening at the same path already.
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except BlockingIOError:
                return
            except OSError as wrong:
                self._pause(wrong)
                return
            peer.setblocking(False)
            self._open[peer] = self._loop.call_later(RECEIVE_SECONDS, self._drop, peer)
            self._loop.add_reader(peer, self._receive, peer)

    def _pause(self, wrong: OSError) -> None:
        """Stop accepting for a moment: out of descriptors, the loop would spin."""
        if wrong.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
            raise wrong
        _log.error("cannot take sockets over: %s", wrong.strerror)
        self._loop.remove_reader(self._listener)
        self._loop.call_later(FULL_SECONDS, self._resume)

    def _resume(self) -> None:
        if self._listener.fileno() >= 0:
            self._loop.add_reader(self._listener, self._accept)

    def _receive(self, peer: socket.socket) -> None:
        try:
            # Received descriptors are inheritable unless asked otherwise.
            head, descriptors, flags, _ = socket.recv_fds(
                peer, MOST_HEAD_BYTES, 1, socket.MSG_CMSG_CLOEXEC
            )
        except BlockingIOError:
            return
        except OSError:
            self._drop(peer)
            return
        if len(descriptors) == 1 and head and not flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
            self._take(peer, descriptors[0], head)
        else:
            for descriptor in descriptors:
                os.close(descriptor)
        self._drop(peer)

    def _take(self, peer: socket.socket, descriptor: int, head: bytes) -> None:
        try:
            client = socket.socket(fileno=descriptor)
        except OSError:
            # It is no socket: nobody can be answered.
            os.close(descriptor)
            return
        try:
            # Before adopting, so that Gunicorn has let go when the client hears from us.
            peer.send(b"ok")
        except OSError:
            client.close()
        else:
            self._adopt(client, head)

    def _drop(self, peer: socket.socket) -> None:
        timer = self._open.pop(peer, None)
        if timer is not None:
            timer.cancel()
            self._loop.remove_reader(peer)
            peer.close()


def _listen(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.setblocking(False)
    # Between bind and chmod anyone could connect; the mask closes that moment.
    mask = os.umask(0o177)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(mask)
    listener.listen(BACKLOG)
    return listener
