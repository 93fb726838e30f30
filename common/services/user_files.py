"""Files of the user in folders that the user allows, for a server on the user's own machine.

FileRefused   the file may not or can't be used; the text names the fix

A path may be that of a symbolic link. What it leads to must be in an allowed folder too, and it is
opened without following links, so that a link that another process puts there is not followed.
"""

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

FILE_MODE = 0o666  # and the umask of the user
_NO_FOLDER = (
    "This server may use no file yet. Start it with `barcode-api mcp --allow FOLDER`, or add the "
    "folder to the roots of the client."
)
# Windows translates line ends without it.
_BINARY = getattr(os, "O_BINARY", 0)
# Windows has neither: paths are opened whole there.
_HAS_FOLDERS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


class FileRefused(Exception):
    """A file may not or can't be used; the text has the reason and the fix."""


class UserFiles(Struct, frozen=True):
    """Reads and writes files in *folders*, which are absolute and free of symbolic links."""

    folders: tuple[Path, ...] = ()

    @staticmethod
    def of(folders: Iterable[Path]) -> "UserFiles":
        """Return the files in those of *folders* that exist."""
        return UserFiles(tuple(each.resolve() for each in folders if each.is_dir()))

    def plus(self, folders: Iterable[Path]) -> "UserFiles":
        """Return the files in these folders and in *folders*."""
        return UserFiles(self.folders + UserFiles.of(folders).folders)

    def contains(self, path: str) -> bool:
        """Return True if *path* is in an allowed folder, whether or not it exists."""
        try:
            self._locate(path)
        except FileRefused:
            return False
        return True

    def read(self, path: str, max_bytes: int) -> bytes:
        """Return the contents of the file *path*.

        Args:
            path: absolute, or relative to an allowed folder; ``~`` is the user's home.
            max_bytes: the largest file to read.

        Raises:
            FileRefused: it is outside of the folders, missing, no regular file, or too large.
        """
        folder, parts = self._locate(path)
        # Opening a pipe without it waits for a program that writes to it.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY
        with _explained(path), _opened(folder, parts) as (place, name):
            descriptor = os.open(name, flags | getattr(os, "O_NOFOLLOW", 0), dir_fd=place)
            with os.fdopen(descriptor, "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise FileRefused(f"{path} is no regular file: give the path of a file.")
                content = file.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise FileRefused(f"{path} has more than {max_bytes:,} bytes: give a smaller file.")
        return content

    def write(self, path: str, pieces: Iterable[bytes], *, overwrite: bool = False) -> Path:
        """Write *pieces* to the file *path*, and return its absolute path.

        Args:
            path: as for `read`; its folder must exist.
            pieces: the contents. If they raise an error, no file is left.
            overwrite: replace an existing file, when the new one is complete.

        Raises:
            FileRefused: it is outside of the folders, exists, or can't be written.
        """
        folder, parts = self._locate(path)
        with _explained(path), _opened(folder, parts) as (place, name):
            target = f"{name}.{secrets.token_hex(4)}.part" if overwrite else name
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
            descriptor = os.open(target, flags, FILE_MODE, dir_fd=place)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.writelines(pieces)
                if overwrite:
                    os.replace(target, name, src_dir_fd=place, dst_dir_fd=place)
            except BaseException:
                with suppress(OSError):
                    os.unlink(target, dir_fd=place)
                raise
        return folder.joinpath(*parts)

    def _locate(self, path: str) -> tuple[Path, tuple[str, ...]]:
        """Return the allowed folder that has *path*, and the real path in it, in parts."""
        if not self.folders:
            raise FileRefused(_NO_FOLDER)
        for candidate in self._candidates(path):
            for folder in self.folders:
                if candidate != folder and candidate.is_relative_to(folder):
                    return folder, candidate.relative_to(folder).parts
        allowed = ", ".join(map(str, self.folders))
        raise FileRefused(
            f"{path[:500]} is not in an allowed folder ({allowed}): give a path there, or start "
            "the server with --allow and the other folder."
        )

    def _candidates(self, path: str) -> Iterator[Path]:
        """Yield the real paths that *path* may mean, best first."""
        # A path may be no text that a file system takes, or a loop of links.
        with suppress(ValueError, OSError, RuntimeError):
            given = Path(path).expanduser()
            if given.is_absolute():
                yield _resolved(given)
                return
            real = [_resolved(folder / given) for folder in self.folders]
            yield from sorted(real, key=lambda each: not each.exists())


def _resolved(path: Path) -> Path:
    """Return the real path of *path*.

    Raises:
        OSError, RuntimeError: it is a loop of links.
    """
    real = path.resolve()
    # Since Python 3.13 a link of a loop is returned as it is, and would be replaced by a file.
    if real.is_symlink():
        raise RuntimeError(f"{path} is a loop of symbolic links")
    return real


@contextmanager
def _opened(folder: Path, parts: tuple[str, ...]) -> Iterator[tuple[int | None, str | Path]]:
    """Open the folder of a file; yield its descriptor and the file's name, or None and its path."""
    if not _HAS_FOLDERS:
        yield None, folder.joinpath(*parts)
        return
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    place = os.open(folder, flags)
    try:
        for part in parts[:-1]:
            inner = os.open(part, flags, dir_fd=place)
            os.close(place)
            place = inner
        yield place, parts[-1]
    finally:
        os.close(place)


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Turn the errors of the system into FileRefused."""
    try:
        yield
    except FileExistsError:
        raise FileRefused(
            f"{path} exists: give another name, or overwrite=true if the user wants it replaced."
        ) from None
    except FileNotFoundError:
        raise FileRefused(f"{path} does not exist: check its name and its folder.") from None
    except OSError as error:
        raise FileRefused(f"{path} can't be used: {error.strerror}.") from None
