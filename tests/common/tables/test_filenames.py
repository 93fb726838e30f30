"""File names: those that would lead elsewhere first.

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
def test_path_becomes_a_name_and_that_is_told(wanted: str) -> None:
    name = FilenameAllocator().allocate(wanted, "png")
    assert name.note
    assert not set(name.text) & FORBIDDEN
    assert not name.text.startswith(".")
    assert name.text.split(".")[0].casefold() not in ("con", "nul")


def test_same_name_twice_is_numbered_and_told() -> None:
    names = FilenameAllocator()
    assert names.allocate("a", "png").text == "a.png"
    again = names.allocate("A.PNG", "png")
    assert (again.text, bool(again.note)) == ("A-2.png", True)
    assert names.allocate("a", "png").text == "a-3.png"


@pytest.mark.parametrize("letter", ["é", "中", "😀"])
def test_name_fits_a_file_system(letter: str) -> None:
    """Most take 255 bytes, however many characters those are."""
    names = FilenameAllocator()
    for _ in range(20):
        assert len(names.allocate(letter * 300, "jpeg").text.encode()) <= 255


def test_extension_is_not_written_twice() -> None:
    assert FilenameAllocator().allocate("box.png", "png") == FilenameAllocator().allocate(
        "box", "png"
    )


def test_report_keeps_its_name() -> None:
    assert FilenameAllocator().allocate("report", "csv").text == "report-2.csv"


def test_name_is_made_of_the_data() -> None:
    names = FilenameAllocator()
    assert names.allocate_for_data("(01)09501101530003", 1, "png").text == "01_09501101530003.png"
    assert names.allocate_for_data("中文 a/b", 2, "png").text == "中文_a_b.png"
    assert names.allocate_for_data("///", 3, "png").text == "row-3.png"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=130), max_size=20))
def test_names_are_safe_and_differ(wanted: list[str]) -> None:
    names = FilenameAllocator()
    given_out = [names.allocate(each, "png").text for each in wanted]
    assert len({name.casefold() for name in given_out}) == len(wanted)
    for name in given_out:
        assert name.endswith(".png")
        assert not set(name) & FORBIDDEN
        assert name.strip(" .") == name
        assert len(name) < 120
