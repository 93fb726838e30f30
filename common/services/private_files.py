"""Files that only the user of the service may read, whatever the umask and the directory allow.

The store holds password hashes and addresses, and `secret.key` signs tokens. A directory that an
operator created is often readable by others, and a umask of 022 makes new files readable too.
"""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

FILE_MODE = 0o600
FOLDER_MODE = 0o700
# SQLite gives these the mode of the database if it creates them, but does not mend existing ones.
SQLITE_SUFFIXES = ("", "-wal", "-shm", "-journal")


def make_private(path: Path) -> None:
    """Remove the rights of other users from a file or a folder, if this user owns it.

    The file is not opened: closing a SQLite file releases the locks of the whole process on it
    (sqlite.org/howtocorrupt, 2.2). A missing file is no error.
    """
    if not hasattr(os, "geteuid"):
        # On Windows a file has the access rights of its folder, and no mode of this kind.
        return
    with suppress(FileNotFoundError, PermissionError):
        found = path.lstat()
        # The mode of a symbolic link has no meaning, and its target belongs to the operator.
        if stat.S_ISLNK(found.st_mode) or found.st_uid != os.geteuid():
            return
        mode = stat.S_IMODE(found.st_mode)
        if mode & ~FOLDER_MODE:
            path.chmod(mode & FOLDER_MODE)


def prepare_sqlite(path: Path) -> None:
    """Create an empty private file at *path* for SQLite, or make the existing files private.

    Raises:
        OSError: the file can't be created.
    """
    try:
        # SQLite makes files by the umask, and its other files with the mode of this one.
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    except FileExistsError:
        for suffix in SQLITE_SUFFIXES:
            make_private(path.with_name(path.name + suffix))
    else:
        os.close(descriptor)


def make_tree_private(folders: Iterable[Path]) -> None:
    """Make *folders* and everything in them private."""
    for folder in folders:
        make_private(folder)
        for root, names, files in os.walk(folder):
            for name in (*names, *files):
                make_private(Path(root, name))
