"""Columns: contradictory headers first, then names of options.

Expectations: docs/batches.md.
"""

import pytest

from common.tables.columns import assign, is_for_labels
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
        (("content", "content.ssid", "Content.SSID"), "table.column_twice"),
        (("content", "content fields", "content_fields"), "table.column_twice"),
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


def test_fields_of_content_set_themselves() -> None:
    """A full name always does; a bare one if the content type has it and no option does."""
    header = ("Content", "content.SSID", "Hidden", "ssid", "height", "text", "shelf")
    assigned = assign("a.csv", header, ("ssid", "hidden", "height"))
    found = [column.option for column in assigned.every]
    assert found == ["content", "content.ssid", "content.hidden", "", "height", "", ""]
    printable = [column.name for column in assigned.every if is_for_labels(column)]
    assert printable == ["Hidden", "ssid", "text", "shelf"]


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
