"""Columns: contradictory headers first, then names of options.

Expectations: docs/batches.md.
"""

import pytest

from common.tables.columns import assign
from common.tables.errors import TableError


def options(*names: str) -> list[str]:
    return [column.option for column in assign("a.csv", names).every]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("sku", "price"), "table.no_data"),
        (("data", "Data"), "table.column_twice"),
        (("data", "width", "WIDTH "), "table.column_twice"),
        (("data", "filename", "file name"), "table.column_twice"),
        (("content", "content.ssid"), "table.content"),
        (("data", "Content.SSID"), "table.content"),
        (("data", "content_fields"), "table.content"),
    ],
)
def test_missing_or_repeated_columns_are_refused(names: tuple[str, ...], code: str) -> None:
    """Every row needs data, and one value for each option."""
    with pytest.raises(TableError) as caught:
        assign("a.csv", names)
    assert caught.value.problems[0].code == code


def test_column_called_content_is_data() -> None:
    """Other services call data so; only fields show that a content type is meant."""
    assert options("content", "contents") == ["data", ""]


def test_names_of_other_services_set_options() -> None:
    """Tables made for other barcode services need no change."""
    assert options("Text", "Type", "Bg", "File-Name") == [
        "data",
        "format",
        "background",
        "filename",
    ]


def test_our_name_has_precedence() -> None:
    """The column with another service's name is then for labels."""
    assert options("text", "data", "code", "format") == ["", "data", "", "format"]


def test_spaces_in_a_name_are_accepted() -> None:
    """Spaces, hyphens and underscores are equal."""
    assert options("data", "Module  width") == ["data", "module_width"]


def test_other_columns_are_for_labels_and_misspellings_are_noted() -> None:
    """A name similar to an option may be a misspelling."""
    _, price, slip = assign("a.csv", ("data", "price", "formatt")).every
    assert (price.option, price.note) == ("", "")
    assert "format" in slip.note
