"""The option ``pages``."""

import pytest

from common.barcode.model.errors import OptionError
from common.barcode.pages import selection
from common.barcode.pages.page import MAX_PAGES


@pytest.mark.parametrize(
    "text", ["0", "-1", "1-", "2-1", "a", "1,,2", "1-2-3", "1;2", "9999999", "١", "1," * 600]
)
def test_a_malformed_selection_is_refused(text: str) -> None:
    """Pages count from 1, in ASCII digits; the fix shows the form."""
    with pytest.raises(OptionError) as refused:
        selection.parse(text)
    assert refused.value.problems[0].code == "pages.malformed"


@pytest.mark.parametrize(
    ("text", "count", "code", "suggestion"),
    [
        ("4", 3, "pages.out_of_range", "1-3"),
        ("1-999999", 3, "pages.out_of_range", "1-3"),
        ("2", 1, "pages.out_of_range", "1"),
        ("", MAX_PAGES + 1, "pages.too_many", f"1-{MAX_PAGES}"),
        (f"3-{MAX_PAGES + 3}", 100, "pages.too_many", f"3-{MAX_PAGES + 2}"),
    ],
)
def test_a_page_that_can_not_be_read_is_refused_with_a_selection_that_works(
    text: str, count: int, code: str, suggestion: str
) -> None:
    """The suggestion is itself a valid choice of the same file."""
    with pytest.raises(OptionError) as refused:
        selection.choose(selection.parse(text), count)
    (problem,) = refused.value.problems
    assert (problem.code, problem.suggestion) == (code, suggestion)
    assert selection.choose(selection.parse(suggestion), count)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", (1, 2, 3, 4, 5)), ("3", (3,)), ("4-5, 1", (1, 4, 5)), ("1-3,2-4", (1, 2, 3, 4))],
)
def test_pages_are_read_once_in_order_of_the_file(text: str, numbers: tuple[int, ...]) -> None:
    """As print dialogs read a selection, sorted."""
    assert selection.choose(selection.parse(text), 5) == numbers


@pytest.mark.parametrize(
    ("numbers", "text"), [((1,), "1"), ((1, 2, 3), "1-3"), ((1, 3, 4, 7), "1,3-4,7")]
)
def test_numbers_are_written_as_ranges(numbers: tuple[int, ...], text: str) -> None:
    """What is written is read as the same numbers."""
    assert selection.written(numbers) == text
    assert selection.choose(selection.parse(text), 9) == numbers
