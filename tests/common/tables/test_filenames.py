"""File names: paths and reserved names first.

Expectations: Windows' naming rules (Microsoft, Naming Files, Paths, and Namespaces), POSIX.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.tables.filenames import FilenameAllocator

FORBIDDEN = set('<>:"/\\|?*') | {chr(c) for c in (*range(32), 127)}


@pytest.mark.parametrize(
    "wanted",
    ["../../etc/passwd", "..", ".", "/etc/passwd", "C:\\x", "\\\\host\\x", "a/b", "CON", "nul.png"],
)
def test_path_becomes_a_name_with_a_note(wanted: str) -> None:
    """Separators, device names and leading dots are not allowed."""
    name = FilenameAllocator().allocate(wanted, "png")
    assert name.note
    assert not set(name.text) & FORBIDDEN
    assert not name.text.startswith(".")
    assert name.text.split(".")[0].casefold() not in ("con", "nul")


def test_repeated_name_is_numbered_with_a_note() -> None:
    """Windows and macOS ignore case."""
    names = FilenameAllocator()
    assert names.allocate("a", "png").text == "a.png"
    again = names.allocate("A.PNG", "png")
    assert (again.text, bool(again.note)) == ("A-2.png", True)
    assert names.allocate("a", "png").text == "a-3.png"


@pytest.mark.parametrize("letter", ["é", "中", "😀"])
def test_name_fits_a_file_system(letter: str) -> None:
    """Most file systems allow 255 bytes."""
    names = FilenameAllocator()
    for _ in range(20):
        assert len(names.allocate(letter * 300, "jpeg").text.encode()) <= 255


def test_extension_is_not_repeated() -> None:
    """Authors may write names with or without it."""
    assert FilenameAllocator().allocate("box.png", "png") == FilenameAllocator().allocate(
        "box", "png"
    )


def test_name_of_the_report_is_reserved() -> None:
    """The archive has a report.csv."""
    assert FilenameAllocator().allocate("report", "csv").text == "report-2.csv"


def test_name_is_made_from_the_data() -> None:
    """Data without usable characters gets a name from its row."""
    names = FilenameAllocator()
    assert names.allocate_for_data("(01)09501101530003", 1, "png").text == "01_09501101530003.png"
    assert names.allocate_for_data("中文 a/b", 2, "png").text == "中文_a_b.png"
    assert names.allocate_for_data("///", 3, "png").text == "row-3.png"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=130), max_size=20))
def test_names_are_valid_and_unique(wanted: list[str]) -> None:
    """Any texts as wanted names."""
    names = FilenameAllocator()
    allocated = [names.allocate(each, "png").text for each in wanted]
    assert len({name.casefold() for name in allocated}) == len(wanted)
    for name in allocated:
        assert name.endswith(".png")
        assert not set(name) & FORBIDDEN
        assert name.strip(" .") == name
        assert len(name) < 120
