"""Columns: contradictions first, then every way to say the same."""

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
def test_columns_that_say_nothing_or_twice_are_refused(names: tuple[str, ...], code: str) -> None:
    with pytest.raises(TableError) as caught:
        assign("a.csv", names)
    assert caught.value.problems[0].code == code


def test_column_called_content_is_data() -> None:
    """Other services call data so; only fields show that a content type is meant."""
    assert options("content", "contents") == ["data", ""]


def test_names_of_other_services_are_known() -> None:
    assert options("Text", "Type", "Bg", "File-Name") == [
        "data",
        "format",
        "background",
        "filename",
    ]


def test_our_own_name_goes_first() -> None:
    assert options("text", "data", "code", "format") == ["", "data", "", "format"]


def test_module_width_may_be_written_with_a_space() -> None:
    assert options("data", "Module  width") == ["data", "module_width"]


def test_other_columns_are_for_labels_and_slips_are_told() -> None:
    _, price, slip = assign("a.csv", ("data", "price", "formatt")).every
    assert (price.option, price.note) == ("", "")
    assert "format" in slip.note
