"""Receives the sockets that Gunicorn hands over.

Gunicorn's side is ``rest.fd_sender``. It connects to a Unix socket here (SOCK_SEQPACKET, so that
one message is one hand-over), sends the client's descriptor with a line that has the client's
address, the request head and the bytes that it has already read, and waits for ``ok``. The data
after the first line is as untrusted as the client that sent it.
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

from common.services.unix_socket import listen

MAX_HEAD_BYTES = 256 * 1024
BACKLOG = 1024
RECEIVE_SECONDS = 5.0
# The pause after running out of descriptors or memory.
RETRY_SECONDS = 0.5

_log = logging.getLogger("thebarcodeapi.mcp.fd_receiver")


class DescriptorReceiver:
    """Listens for descriptors.

    Args:
        path: the path of the Unix socket; a socket that a killed daemon left is replaced.
        adopt: called with a client's socket, its address (empty for a Unix socket) and its first
            bytes.

    Raises:
        OSError: the socket can't be created.
    """

    def __init__(self, path: Path, adopt: Callable[[socket.socket, str, bytes], None]) -> None:
        self._path = path
        self._adopt = adopt
        self._loop = asyncio.get_running_loop()
        self._listener = listen(path, socket.SOCK_SEQPACKET, BACKLOG)
        # A daemon that follows may have put its own socket there: only the own one is removed.
        self._inode = path.stat().st_ino
        self._senders: dict[socket.socket, asyncio.TimerHandle] = {}
        self._loop.add_reader(self._listener, self._accept)

    def close(self) -> None:
        """Stop receiving; Gunicorn then answers 503."""
        self._loop.remove_reader(self._listener)
        self._listener.close()
        for sender in list(self._senders):
            self._drop(sender)
        # The next daemon may already listen at the same path.
        with contextlib.suppress(FileNotFoundError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()

    def _accept(self) -> None:
        while True:
            try:
                sender, _ = self._listener.accept()
            except BlockingIOError:
                return
            except OSError as error:
                self._pause(error)
                return
            sender.setblocking(False)
            # A sender that sends nothing must not keep its descriptor.
            self._senders[sender] = self._loop.call_later(RECEIVE_SECONDS, self._drop, sender)
            self._loop.add_reader(sender, self._receive, sender)

    def _pause(self, error: OSError) -> None:
        """Stop accepting for a moment: without descriptors the loop would spin."""
        if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
            raise error
        _log.error("cannot receive sockets: %s", error.strerror)
        self._loop.remove_reader(self._listener)
        self._loop.call_later(RETRY_SECONDS, self._resume)

    def _resume(self) -> None:
        if self._listener.fileno() >= 0:
            self._loop.add_reader(self._listener, self._accept)

    def _receive(self, sender: socket.socket) -> None:
        try:
            # Received descriptors are inherited by child processes unless CLOEXEC is requested.
            message, descriptors, flags, _ = socket.recv_fds(
                sender, MAX_HEAD_BYTES, 1, socket.MSG_CMSG_CLOEXEC
            )
        except BlockingIOError:
            return
        except OSError:
            self._drop(sender)
            return
        # A truncated message lacks a part of the head, or a descriptor.
        if len(descriptors) == 1 and message and not flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
            self._acknowledge(sender, descriptors[0], message)
        else:
            for descriptor in descriptors:
                os.close(descriptor)
        self._drop(sender)

    def _acknowledge(self, sender: socket.socket, descriptor: int, message: bytes) -> None:
        try:
            client = socket.socket(fileno=descriptor)
        except OSError:
            # The descriptor is not a socket, so there is no client to answer.
            os.close(descriptor)
            return
        try:
            # Before the hand-over is used, so that Gunicorn has closed its copy of the socket
            # when the client receives our first byte.
            sender.send(b"ok")
        except OSError:
            client.close()
        else:
            address, _, head = message.partition(b"\r\n")
            self._adopt(client, address.decode("latin-1"), head)

    def _drop(self, sender: socket.socket) -> None:
        timer = self._senders.pop(sender, None)
        if timer is not None:
            timer.cancel()
            self._loop.remove_reader(sender)
            sender.close()
