"""Files of commands: templates that are read, and output that is written whole, with progress."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from common.cli.command import CommandError

_BAR_CHARACTERS = 30


def add_place(add: Callable[..., object]) -> None:
    """Add the options that choose a table of a file."""
    add("--sheet", metavar="NAME", help="name or number of the sheet; found if omitted")
    add("--range", metavar="B3:F40", help="cells of the table with its header; found if omitted")


def with_document(chosen: Mapping[str, str]) -> dict[str, str]:
    """Return *chosen* with the document of a template that is named by its file."""
    template = chosen.get("template", "")
    # Anything else is the name of a built-in template.
    if not template.casefold().endswith(".json"):
        return dict(chosen)
    try:
        return {**chosen, "template": Path(template).read_text(encoding="utf-8")}
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Can't read {template}: {error}.") from None


def progress_of_labels(count: int) -> Callable[[], None]:
    """Return what shows the progress of labels, whose rows are read twice."""
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        # Rows are read twice, so that half of the calls are whole labels.
        if done % max(1, count // 100) == 0:
            show_progress("drawn", min(done // 2, count), count)

    return advance


def show_progress(what: str, done: int, total: int) -> None:
    """Show a progress bar if standard error is a terminal."""
    if sys.stderr.isatty() and total:
        filled = _BAR_CHARACTERS * done // total
        bar = "█" * filled + "░" * (_BAR_CHARACTERS - filled)
        end = "\n" if done == total else ""
        print(f"\r{bar} {done:,} of {total:,} {what}", end=end, file=sys.stderr, flush=True)


def write(pieces: Iterable[bytes], path: Path) -> None:
    """Write a temporary file and rename it to *path*, which never holds an incomplete file."""
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            temporary = file.name
            for piece in pieces:
                file.write(piece)
        # Temporary files are private: give the file the usual permissions.
        os.umask(mask := os.umask(0o022))
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        raise CommandError(f"Can't write to {path}: {error.strerror}.") from None
    finally:
        if temporary:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
