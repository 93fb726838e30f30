"""What must hold before a stack starts; each failure is one line that says what to do."""

import errno
import fcntl
import os
import socket
import sys
import time
from pathlib import Path
from typing import IO

from common.cli.launch.paths import StackPaths
from common.cli.launch.processes import accepts
from common.services.container import open_services
from common.services.errors import Misconfigured, ServiceError
from common.services.local_state import ROOM_BYTES
from common.services.store.database import check_file
from common.settings import Settings

# sockaddr_un takes 104 bytes on macOS, 108 on Linux; supervisord appends its process id.
SOCKET_PATH_BYTES = 100
FULL = (errno.ENOSPC, errno.EDQUOT)


class PreflightError(Exception):
    """The stack can't start here and now; the text says why and what to do."""


def check_ports(host: str, ports: dict[str, int]) -> None:
    """Check that each of *ports*, named for its setting, can be listened on.

    Raises:
        CannotStart: one is taken or not allowed, or *host* is no address of this machine.
    """
    if len(set(ports.values())) < len(ports):
        raise PreflightError(f"{' and '.join(ports)} are the same port: set one to another.")
    for name, port in ports.items():
        try:
            _listen_for_a_moment(host, port)
        except (socket.gaierror, UnicodeError):
            raise PreflightError(
                f"HOST {host!r} is no address: set it to one of this machine."
            ) from None
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise PreflightError(
                    f"HOST {host} is no address of this machine: set it to one that is."
                ) from None
            raise PreflightError(
                f"Port {port} on {host} can't be used ({error.strerror}): "
                f"stop what listens there, or set {name} to a free port."
            ) from None


def _listen_for_a_moment(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        # As the servers do: connections of a stack that just ended don't count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)


def make_folders(folders: StackPaths, logs: Path) -> None:
    """Make the folders of a stack, for this user only where they hold sockets or data.

    Raises:
        CannotStart: one can't be made or written to, has no room, or a socket's path would be too
            long.
    """
    length = len(os.fsencode(folders.supervisor_socket))
    if length > SOCKET_PATH_BYTES:
        raise PreflightError(
            f"The socket path {folders.supervisor_socket} has {length} bytes, a socket may have "
            f"{SOCKET_PATH_BYTES}: set DATA_DIR to a folder with a shorter path."
        )
    for place in (folders.data, logs, Path(sys.executable)):
        if "%" in str(place):  # its file format expands it, once or twice
            raise PreflightError(f"supervisord can't take the % in {place}: use a path without.")
    for setting, folder in (
        ("DATA_DIR", folders.data),
        ("DATA_DIR", folders.run),
        ("DATA_DIR", folders.redis),
        ("LOG_DIRECTORY", logs),
    ):
        _make_writable(setting, folder)


def _make_writable(setting: str, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / f".writable-{os.getpid()}"
        try:
            probe.write_bytes(bytes(ROOM_BYTES))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise _cant_write(setting, folder, error) from None


def _cant_write(setting: str, path: Path, error: OSError) -> PreflightError:
    fix = "make room on that disk" if error.errno in FULL else "let this user write there"
    return PreflightError(
        f"{setting}: can't write to {path} ({error.strerror}): "
        f"{fix}, or set {setting} to another folder."
    )


def claim(folders: StackPaths) -> IO[str]:
    """Lock the folders for one stack; the lock lasts until the returned file is closed.

    Raises:
        CannotStart: another stack has them, or the lock is another user's, or can't be written.
    """
    try:
        lock = folders.lock.open("a+")
    except OSError as error:
        raise PreflightError(
            f"DATA_DIR: can't write to {folders.lock} ({error.strerror}): "
            "start as the user who started before, or give the folder to this one."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise PreflightError(
            f"A stack already runs on {folders.data} (process {lock.read().strip() or 'unknown'}):"
            " stop it, or set DATA_DIR to another folder, and API_PORT and MCP_WS_PORT with it."
        ) from None
    try:
        lock.truncate(0)
        os.write(lock.fileno(), f"{os.getpid()}\n".encode())
    except OSError as error:
        lock.close()
        raise _cant_write("DATA_DIR", folders.lock, error) from None
    return lock


def await_previous_end(folders: StackPaths, patience_seconds: float = 10.0) -> None:
    """Wait for a supervisord whose launcher was killed: it is on its way out.

    Raises:
        CannotStart: it is still there after *patience_seconds*.
    """
    deadline = time.monotonic() + patience_seconds
    while accepts(folders.supervisor_socket):
        if time.monotonic() > deadline:
            raise PreflightError(
                f"The supervisord of an earlier stack still runs on {folders.data}: end it with "
                f"`supervisorctl -s unix://{folders.supervisor_socket} shutdown`."
            )
        time.sleep(0.1)


def sweep(folders: StackPaths) -> None:
    """Remove what an earlier stack that was killed left in the run folder, but the lock."""
    for leftover in folders.run.iterdir():
        if leftover != folders.lock and not leftover.is_dir():
            leftover.unlink(missing_ok=True)


def prepare_store(settings: Settings) -> None:
    """Bring the store's tables up to date before programs share it.

    A server that does not answer fails nothing: the programs start degraded, and the log says so.

    Raises:
        CannotStart: DATA_DIR holds what can't be used, or a setting can never work.
    """
    try:
        check_file(settings.database_url, settings.data_dir)
        open_services(settings, process="launcher").close()
    except Misconfigured as error:
        raise PreflightError(str(error)) from None
    except (ServiceError, OSError) as error:
        raise PreflightError(f"The store in {settings.data_dir} can't be used: {error}") from None
