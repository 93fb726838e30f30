"""Unix sockets on which processes of one machine listen for each other."""

import socket
import stat
from pathlib import Path
from typing import Any

import pytest

from common.services.unix_socket import listen

KINDS = pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_SEQPACKET])


def test_folder_in_place_of_the_socket_raises_an_error(tmp_path: Path) -> None:
    """rename(2): a file does not replace a folder."""
    with pytest.raises(OSError, match="directory"):
        listen(tmp_path, socket.SOCK_STREAM, 1)


@KINDS
def test_socket_exists_only_once_it_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: socket.SocketKind
) -> None:
    """connect(2): a socket that does not listen refuses."""
    path = tmp_path / "run" / "a.sock"
    existed: list[bool] = []

    class Listener(socket.socket):
        def listen(self, *backlog: Any) -> None:
            existed.append(path.exists())
            super().listen(*backlog)

    monkeypatch.setattr(socket, "socket", Listener)
    with listen(path, kind, 1):
        assert [each.name for each in path.parent.iterdir()] == ["a.sock"]
    assert existed == [False]


@KINDS
def test_socket_that_a_killed_process_left_is_replaced(
    tmp_path: Path, kind: socket.SocketKind
) -> None:
    """unix(7): the file of a socket stays when its process ends."""
    path = tmp_path / "a.sock"
    listen(path, kind, 1).close()
    with listen(path, kind, 1), socket.socket(socket.AF_UNIX, kind) as client:
        client.connect(str(path))


def test_only_this_user_may_connect(tmp_path: Path) -> None:
    """unix(7): connecting needs write permission on the socket."""
    path = tmp_path / "a.sock"
    with listen(path, socket.SOCK_STREAM, 1):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
