"""Checks before a stack starts; each failure is one line with its fix."""

import errno
import fcntl
import os
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from common.barcode.model.errors import BarcodeError
from common.cli.launch import forking
from common.cli.launch.paths import StackPaths
from common.cli.launch.processes import accepts
from common.services.local_state import ROOM_BYTES
from common.services.private_files import FILE_MODE, FOLDER_MODE, make_tree_private
from common.settings import Settings

# sun_path has 104 bytes on macOS and 108 on Linux; supervisord appends its process id.
SOCKET_PATH_BYTES = 100
STORE_PREPARATION = "common.cli.launch.store_preparation"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class PreflightError(Exception):
    """The stack can't start; the text has the reason and the fix."""


def check_ports(host: str, ports: dict[str, int]) -> None:
    """Check that the stack can listen on each of *ports*, by name of its setting.

    Raises:
        PreflightError: a port is taken or not allowed, or *host* is no address of this machine.
    """
    # Tried one by one, each would be free.
    if len(set(ports.values())) < len(ports):
        raise PreflightError(f"{' and '.join(ports)} are the same port: change one of them.")
    for name, port in ports.items():
        try:
            _try_to_listen(host, port)
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


def check_printers(settings: Settings) -> None:
    """Check that the models and languages of PRINTERS are known.

    Raises:
        PreflightError: one of them is not.
    """
    if not settings.printers:
        return
    # Only now: the launcher would keep the memory of what draws labels for as long as it runs.
    from common.operations.labels import printing

    try:
        printing.entries(settings)
    except BarcodeError as error:
        raise PreflightError(f"PRINTERS: {error.problems[0].text}") from None


def _try_to_listen(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        # The servers set this too: connections of an ended stack don't block the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        probe.listen(1)


def make_folders(folders: StackPaths, logs: Path) -> None:
    """Create the folders of a stack, accessible to this user only.

    Raises:
        PreflightError: a folder can't be created or written to, its disk is full, or the path of a
            socket would be too long.
    """
    length = len(os.fsencode(folders.supervisor_socket))
    if length > SOCKET_PATH_BYTES:
        raise PreflightError(
            f"The socket path {folders.supervisor_socket} has {length} bytes, more than the "
            f"{SOCKET_PATH_BYTES} that are allowed: set DATA_DIR to a folder with a shorter path."
        )
    for path in (folders.data, logs, Path(sys.executable)):
        # The configuration file expands %, in some values twice, so that it can't be escaped.
        if "%" in str(path):
            raise PreflightError(f"supervisord can't use the % in {path}: use a path without %.")
    for setting, folder in (
        ("DATA_DIR", folders.data),
        ("DATA_DIR", folders.run),
        ("DATA_DIR", folders.redis),
        ("LOG_DIRECTORY", logs),
    ):
        _make_writable(setting, folder)
    # An earlier version, or another umask, may have left files that others can read. DATA_DIR
    # itself and a LOG_DIRECTORY elsewhere belong to the operator.
    own_logs = [logs] if logs.is_relative_to(folders.data) else []
    make_tree_private([folders.run, folders.redis, *own_logs])


def _make_writable(setting: str, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
        probe = folder / f".writable-{os.getpid()}"
        try:
            # On a full disk an empty file can still be created.
            probe.write_bytes(bytes(ROOM_BYTES))
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise _cant_write(setting, folder, error) from None


def _cant_write(setting: str, path: Path, error: OSError) -> PreflightError:
    fix = "free space on the disk" if error.errno in DISK_FULL else "give this user permission"
    return PreflightError(
        f"{setting}: can't write to {path} ({error.strerror}): "
        f"{fix}, or set {setting} to another folder."
    )


def claim(folders: StackPaths) -> IO[str]:
    """Lock the folders for one stack, until the returned file is closed.

    Raises:
        PreflightError: another stack has the lock, or its file belongs to another user or can't be
            written.
    """
    try:
        folders.lock.touch(mode=FILE_MODE)
        lock = folders.lock.open("a+")
    except OSError as error:
        raise PreflightError(
            f"DATA_DIR: can't write to {folders.lock} ({error.strerror}): "
            "start the stack as the owner of the file, or change its owner to this user."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # The file has the process that holds the lock.
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


def prepare_store(environ: Mapping[str, str], folder: Path) -> None:
    """Apply the store's migrations, in a fork with the settings in *environ* and this *folder*.

    Raises:
        PreflightError: the store can't be used.
    """
    reading, writing = os.pipe()
    pid = forking.start([STORE_PREPARATION], environ, folder, "store", writing)
    os.close(writing)
    with open(reading, "rb") as output:  # noqa: PTH123  # a pipe
        reason = output.read().decode(errors="replace").strip()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise PreflightError(reason or f"The store can't be prepared (status {status}).")


def await_previous_end(folders: StackPaths, timeout_seconds: float = 10.0) -> None:
    """Wait for the end of a supervisord whose launcher was killed.

    Raises:
        PreflightError: it still runs after *timeout_seconds*.
    """
    deadline = time.monotonic() + timeout_seconds
    # It notices the end of its launcher within seconds, and stops by itself.
    while accepts(folders.supervisor_socket):
        if time.monotonic() > deadline:
            raise PreflightError(
                f"The supervisord of an earlier stack still runs on {folders.data}: end it with "
                f"`supervisorctl -s unix://{folders.supervisor_socket} shutdown`."
            )
        time.sleep(0.1)


def sweep(folders: StackPaths) -> None:
    """Remove the files that a killed stack left in the run folder, except the lock."""
    for leftover in folders.run.iterdir():
        if leftover != folders.lock and not leftover.is_dir():
            leftover.unlink(missing_ok=True)
