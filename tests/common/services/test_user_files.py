"""Files in allowed folders: every way out of them is refused, and nothing is overwritten unasked.

Expectations: CWE-22 (path traversal), CWE-59 (link following), CWE-367 (a link put in between).
"""

import os
import threading
from pathlib import Path

import pytest

from common.services.user_files import FileRefused, UserFiles


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "allowed"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "allowed.txt").write_text("a name that begins like the folder's")
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "{outside}/secret.txt",
        "{root}/../secret.txt",
        "{outside}/allowed.txt",
        "{root}/link",
        "link",
        "inner/link/secret.txt",
        "loop",
        "~root/.profile",
        "/etc/hostname",
        "{root}",
        "",
        ".",
        "a\0b",
        "/proc/self/environ",
        "x" * 5000,
    ],
)
def test_path_outside_is_neither_read_nor_written(root: Path, path: str) -> None:
    (root / "link").symlink_to(root.parent / "secret.txt")
    (root / "inner").mkdir()
    (root / "inner" / "link").symlink_to(root.parent)
    (root / "loop").symlink_to(root / "loop")
    files = UserFiles.of([root])
    named = path.format(root=root, outside=root.parent)
    with pytest.raises(FileRefused):
        files.read(named, 1000)
    with pytest.raises(FileRefused):
        files.write(named, [b"x"], overwrite=True)
    assert (root.parent / "secret.txt").read_text() == "secret"


def test_refusal_names_the_folders_and_the_fix(root: Path) -> None:
    with pytest.raises(FileRefused, match="--allow") as refused:
        UserFiles.of([root]).read("/etc/hostname", 1000)
    assert str(root) in str(refused.value)


def test_nothing_is_allowed_without_a_folder() -> None:
    with pytest.raises(FileRefused, match="barcode-api mcp --allow"):
        UserFiles().read("/etc/hostname", 1000)


def test_folder_that_does_not_exist_allows_nothing(tmp_path: Path) -> None:
    assert UserFiles.of([tmp_path / "missing", tmp_path]).folders == (tmp_path.resolve(),)


@pytest.mark.parametrize(
    "path", ["a.txt", "{root}/a.txt", "inner/../a.txt", "link.txt", "up/a.txt"]
)
def test_file_inside_is_read(root: Path, path: str) -> None:
    """A link to a file or folder in the same folder leads to an allowed file."""
    (root / "a.txt").write_bytes(b"hello")
    (root / "inner").mkdir()
    (root / "link.txt").symlink_to("a.txt")
    (root / "up").symlink_to(".")
    assert UserFiles.of([root]).read(path.format(root=root), 5) == b"hello"


def test_home_is_expanded(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(root))
    (root / "a.txt").write_bytes(b"hello")
    assert UserFiles.of([root]).read("~/a.txt", 5) == b"hello"


def test_relative_path_is_that_of_an_existing_file_first(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_bytes(b"there")
    files = UserFiles.of([root]).plus([other])
    assert files.read("a.txt", 10) == b"there"
    assert files.write("b.txt", [b"x"]) == root / "b.txt"


def test_large_file_is_refused(root: Path) -> None:
    (root / "a.txt").write_bytes(b"hello!")
    with pytest.raises(FileRefused, match="more than 5 bytes"):
        UserFiles.of([root]).read("a.txt", 5)


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_regular_file_is_refused_at_once(root: Path, kind: str) -> None:
    """Opening a pipe for reading waits for a writer (fifo(7))."""
    if kind == "pipe":
        os.mkfifo(root / "odd")
    else:
        (root / "odd").mkdir()
    with pytest.raises(FileRefused):
        UserFiles.of([root]).read("odd", 5)


def test_existing_file_is_kept_unless_it_may_be_replaced(root: Path) -> None:
    (root / "a.png").write_bytes(b"old")
    files = UserFiles.of([root])
    with pytest.raises(FileRefused, match="overwrite"):
        files.write("a.png", [b"new"])
    assert (root / "a.png").read_bytes() == b"old"
    assert files.write("a.png", [b"ne", b"w"], overwrite=True) == root / "a.png"
    assert (root / "a.png").read_bytes() == b"new"
    assert [each.name for each in root.iterdir()] == ["a.png"]


def test_missing_folder_is_named(root: Path) -> None:
    with pytest.raises(FileRefused, match="does not exist"):
        UserFiles.of([root]).write("missing/a.png", [b"x"])


@pytest.mark.parametrize("overwrite", [False, True])
def test_file_whose_contents_fail_is_not_left(root: Path, overwrite: bool) -> None:
    def pieces() -> object:
        yield b"half"
        raise LookupError

    with pytest.raises(LookupError):
        UserFiles.of([root]).write("a.zip", pieces(), overwrite=overwrite)  # type: ignore[arg-type]
    assert list(root.iterdir()) == []


def test_link_that_appears_in_between_is_not_followed(root: Path) -> None:
    """CWE-367: a process swaps a folder and a link to another folder without end."""
    inner, aside = root / "inner", root / "aside"
    inner.mkdir()
    (root / "trap").symlink_to(root.parent)
    ended = threading.Event()

    def swap() -> None:
        while not ended.is_set():
            inner.rename(aside)
            (root / "trap").rename(inner)
            inner.rename(root / "trap")
            aside.rename(inner)

    swapping = threading.Thread(target=swap)
    swapping.start()
    files, read = UserFiles.of([root]), set[bytes]()
    try:
        for _ in range(2000):
            try:
                read.add(files.read("inner/secret.txt", 100))
            except FileRefused:
                continue
    finally:
        ended.set()
        swapping.join()
    assert read == set()
